using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ProtocolServer.Hosting;
using ProtocolServer.Ncip;

namespace ProtocolServer.Sending;

/// <summary>There was no answer, and what to do about it; the words go to staff.</summary>
sealed class LineException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>HTTP to other systems with what we prove ourselves with: bounded in the time to connect, in headers and connections, and never redirected.</summary>
sealed class HttpLines(ServerOptions options, TimeProvider time) : IDisposable
{
    public static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(5);

    readonly ConcurrentDictionary<string, HttpClient> clients = new(StringComparer.Ordinal);

    /// <summary>Sends a request; of the answer only the head is read. Who asks sets the time limit.</summary>
    /// <exception cref="LineException">What the credentials name can't be used.</exception>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string? credentials, CancellationToken cancel)
    {
        if (Of(credentials) is { } own)
        {
            if (own.User is { } user)
                request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{own.Password}")));
            if (own is { HmacKey: { } name, HmacSecret: { } secret })
                request.Headers.TryAddWithoutValidation("Authorization", RequestSignature.Make(name, secret, request.Method.Method, request.RequestUri!.Query, time.GetUtcNow()).Header);
            if (own is { Header: { } header, Token: { } token }) request.Headers.TryAddWithoutValidation(header, token);
        }
        return ClientFor(credentials).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
    }

    /// <exception cref="LineException">There are none of that name in the settings.</exception>
    public CredentialOptions? Of(string? name) =>
        name is null ? null
        : options.Credentials.GetValueOrDefault(name)
          ?? throw new LineException($"There are no credentials {name} in the settings. Add Credentials:{name}, or take the name off the one who uses it.");

    HttpClient ClientFor(string? credentials) => clients.GetOrAdd(credentials ?? "", _ => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = ConnectLimit, PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30), MaxResponseHeadersLength = 32, MaxResponseDrainSize = 64 * 1024,
        SslOptions = TlsFor(Of(credentials)), UseProxy = false,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    });

    /// <exception cref="LineException">The files can't be read.</exception>
    public static SslClientAuthenticationOptions TlsFor(CredentialOptions? own)
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
            throw new LineException($"The certificate files of the credentials cannot be used: {unreadable.Message}", unreadable);
        }
    }

    public void Dispose()
    {
        foreach (var client in clients.Values) client.Dispose();
    }
}
