using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Ncip.Wire;
using ProtocolServer.Sending;

namespace ProtocolServer.Ncip.Initiate;

/// <summary>Lines to partners' responders: HTTP(S), bare TCP, and TCP inside TLS. One document goes out, one comes back.</summary>
sealed class NcipLines(HttpLines http)
{
    /// <summary>Sends a document and gives what came back, which may be anything up to the size of a message.</summary>
    /// <param name="key">Names the message, so that a responder that knows the header can tell a repetition; null for a question.</param>
    /// <exception cref="LineException">Nothing came back.</exception>
    public async Task<ReadOnlyMemory<byte>> ExchangeAsync(Partner partner, ReadOnlyMemory<byte> document, string? key, CancellationToken cancel)
    {
        var reach = partner.Reach ?? throw new LineException("The partner has no address. Put one under reach.");
        try
        {
            return reach.Scheme is "tcp" or "tls"
                ? await OverTcpAsync(reach, partner.Credentials, document, cancel)
                : await OverHttpAsync(reach, partner.Credentials, document, key, cancel);
        }
        catch (Exception away) when (away is HttpRequestException or SocketException or IOException or AuthenticationException)
        {
            throw new LineException($"{reach.Host}:{reach.Port} does not answer: {(away.InnerException ?? away).Message}{HintFor(partner)}", away);
        }
    }

    /// <summary>A server that does not like a client's certificate, or wants to see one, hangs up and says nothing.</summary>
    public static string HintFor(Partner partner) => partner.Reach?.Scheme is not ("tls" or "https") ? ""
        : $" Where it demands a client certificate, see that Credentials:{partner.Credentials ?? "NAME"}:CertificatePath holds the one it knows.";

    /// <summary>FromAgencyAuthentication for the partner; null where none is asked for.</summary>
    public string? SecretFor(Partner partner) => http.Of(partner.Credentials)?.AgencySecret;

    async Task<ReadOnlyMemory<byte>> OverHttpAsync(Uri reach, string? credentials, ReadOnlyMemory<byte> document, string? key, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, reach) { Content = new ReadOnlyMemoryContent(document) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", NcipHttp.ContentType);
        if (key is not null) request.Headers.TryAddWithoutValidation(NcipHttp.KeyHeader, key);
        using var response = await http.SendAsync(request, credentials, cancel);
        if (!response.IsSuccessStatusCode) throw new LineException($"{reach.Host}:{reach.Port} answers with status {(int)response.StatusCode}.");
        await using var body = await response.Content.ReadAsStreamAsync(cancel);
        return await ReadAsync(body, static _ => false, cancel);
    }

    async Task<ReadOnlyMemory<byte>> OverTcpAsync(Uri reach, string? credentials, ReadOnlyMemory<byte> document, CancellationToken cancel)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using (var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel))
        {
            limit.CancelAfter(HttpLines.ConnectLimit);
            try
            {
                await socket.ConnectAsync(reach.Host, reach.Port, limit.Token);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                throw new LineException($"{reach.Host}:{reach.Port} cannot be reached in {HttpLines.ConnectLimit.TotalSeconds:0} s.");
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
        var tls = HttpLines.TlsFor(http.Of(credentials));
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
            if (all.Length > NcipLimits.MessageBytes) throw new LineException("The answer is larger than a message may be.");
            if (isWhole(piece.AsMemory(0, count))) break;
        }
        return all.ToArray();
    }
}
