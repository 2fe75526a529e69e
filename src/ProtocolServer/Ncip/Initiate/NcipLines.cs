using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Hosting;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Initiate;

/// <summary>There was no answer, and what to do about it; the words go to staff.</summary>
sealed class NcipLineException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Lines to partners' responders: HTTP(S), bare TCP, and TCP inside TLS. One document goes out, one comes back.</summary>
sealed class NcipLines(ServerOptions options) : IDisposable
{
    static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(5);

    readonly ConcurrentDictionary<string, HttpClient> clients = new(StringComparer.Ordinal);

    /// <summary>Sends a document and gives what came back, which may be anything up to the size of a message.</summary>
    /// <param name="key">Names the message, so that a responder that knows the header can tell a repetition; null for a question.</param>
    /// <exception cref="NcipLineException">Nothing came back.</exception>
    public async Task<ReadOnlyMemory<byte>> ExchangeAsync(Partner partner, ReadOnlyMemory<byte> document, string? key, CancellationToken cancel)
    {
        var reach = partner.Reach ?? throw new NcipLineException("The partner has no address. Put one under reach.");
        try
        {
            return reach.Scheme is "tcp" or "tls"
                ? await OverTcpAsync(reach, partner.Credentials, document, cancel)
                : await OverHttpAsync(reach, partner.Credentials, document, key, cancel);
        }
        catch (Exception away) when (away is HttpRequestException or SocketException or IOException or AuthenticationException)
        {
            throw new NcipLineException($"{reach.Host}:{reach.Port} does not answer: {(away.InnerException ?? away).Message}", away);
        }
    }

    /// <summary>FromAgencyAuthentication for the partner; null where none is asked for.</summary>
    public string? SecretFor(Partner partner) => Of(partner.Credentials)?.AgencySecret;

    async Task<ReadOnlyMemory<byte>> OverHttpAsync(Uri reach, string? credentials, ReadOnlyMemory<byte> document, string? key, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, reach) { Content = new ReadOnlyMemoryContent(document) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", NcipHttp.ContentType);
        if (key is not null) request.Headers.TryAddWithoutValidation(NcipHttp.KeyHeader, key);
        if (Of(credentials) is { } own)
        {
            if (own.User is { } user)
                request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{own.Password}")));
            if (own is { Header: { } header, Token: { } token }) request.Headers.TryAddWithoutValidation(header, token);
        }
        using var response = await ClientFor(credentials).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        if (!response.IsSuccessStatusCode) throw new NcipLineException($"{reach.Host}:{reach.Port} answers with status {(int)response.StatusCode}.");
        await using var body = await response.Content.ReadAsStreamAsync(cancel);
        return await ReadAsync(body, static _ => false, cancel);
    }

    async Task<ReadOnlyMemory<byte>> OverTcpAsync(Uri reach, string? credentials, ReadOnlyMemory<byte> document, CancellationToken cancel)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using (var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel))
        {
            limit.CancelAfter(ConnectLimit);
            try
            {
                await socket.ConnectAsync(reach.Host, reach.Port, limit.Token);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                throw new NcipLineException($"{reach.Host}:{reach.Port} cannot be reached in {ConnectLimit.TotalSeconds:0} s.");
            }
        }
        await using var plain = new NetworkStream(socket);
        await using var line = reach.Scheme == "tls" ? await SecureAsync(plain, reach.Host, credentials, cancel) : (Stream)plain;
        await line.WriteAsync(document, cancel);
        await line.FlushAsync(cancel);
        var scan = new NcipBytes();
        return await ReadAsync(line, piece => scan.TryEnd(piece.Span, out _), cancel);
    }

    async Task<Stream> SecureAsync(Stream plain, string host, string? credentials, CancellationToken cancel)
    {
        var secure = new SslStream(plain, leaveInnerStreamOpen: true);
        var tls = TlsFor(Of(credentials));
        tls.TargetHost = host;
        await secure.AuthenticateAsClientAsync(tls, cancel);
        return secure;
    }

    /// <summary>Until the end, or until the document is whole; never more than a message may have.</summary>
    static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream from, Func<ReadOnlyMemory<byte>, bool> isWhole, CancellationToken cancel)
    {
        using var all = new MemoryStream();
        var piece = new byte[16 * 1024];
        for (int count; (count = await from.ReadAsync(piece, cancel)) > 0;)
        {
            all.Write(piece, 0, count);
            if (all.Length > NcipLimits.MessageBytes) throw new NcipLineException("The answer is larger than a message may be.");
            if (isWhole(piece.AsMemory(0, count))) break;
        }
        return all.ToArray();
    }

    CredentialOptions? Of(string? name) =>
        name is null ? null
        : options.Credentials.GetValueOrDefault(name)
          ?? throw new NcipLineException($"There are no credentials {name} in the settings. Add Credentials:{name}, or take the name off the partner.");

    HttpClient ClientFor(string? credentials) => clients.GetOrAdd(credentials ?? "", _ => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = ConnectLimit, PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30), MaxResponseHeadersLength = 32, SslOptions = TlsFor(Of(credentials)), UseProxy = false,
    })
    {
        // Who asks sets the limit.
        Timeout = Timeout.InfiniteTimeSpan,
    });

    static SslClientAuthenticationOptions TlsFor(CredentialOptions? own)
    {
        var tls = new SslClientAuthenticationOptions();
        try
        {
            if (own?.CertificatePath is { } path)
                tls.ClientCertificates = [.. new CertificateFiles(new() { Path = path, KeyPath = own.KeyPath, Password = own.CertificatePassword }, "").Read(TimeProvider.System)];
            if (own?.AuthorityPath is not { } authority) return tls;
            var trusted = new X509Certificate2Collection();
            trusted.ImportFromPemFile(authority);
            tls.CertificateChainPolicy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            tls.CertificateChainPolicy.CustomTrustStore.AddRange(trusted);
            return tls;
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or Adapters.SetupException or UnauthorizedAccessException or IOException)
        {
            throw new NcipLineException($"The certificate files of the credentials cannot be used: {unreadable.Message}", unreadable);
        }
    }

    public void Dispose()
    {
        foreach (var client in clients.Values) client.Dispose();
    }
}
