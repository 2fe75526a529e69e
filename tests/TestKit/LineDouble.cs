using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml.Linq;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Tests.TestKit;

/// <summary>Another library's NCIP responder on a socket: bare TCP or HTTP, told apart by the first octets, in the clear or inside TLS with a client certificate.</summary>
/// <param name="own">Its certificate; null without TLS.</param>
/// <param name="admits">Which client certificate it takes; null where it asks for none.</param>
public sealed class LineDouble : IDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly ConcurrentQueue<PartnerDouble.Received> received = new();
    readonly X509Certificate2? own;
    int refused;
    readonly Func<X509Certificate?, bool>? admits;

    public LineDouble(X509Certificate2? own = null, Func<X509Certificate?, bool>? admits = null)
    {
        (this.own, this.admits) = (own, admits);
        listener.Start();
        _ = ListenAsync();
    }

    public X509Certificate2? Certificate => own;

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <param name="scheme"><c>tcp</c>, <c>http</c>, and with a certificate <c>tls</c>, <c>https</c>.</param>
    public string Address(string scheme) => $"{scheme}://127.0.0.1:{Port}" + (scheme.StartsWith("http", StringComparison.Ordinal) ? "/ncip" : "");

    public IReadOnlyList<PartnerDouble.Received> All => [.. received];

    /// <summary>Handshakes that were refused.</summary>
    public int Refused => refused;

    async Task ListenAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await listener.AcceptSocketAsync());
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    async Task ServeAsync(Socket socket)
    {
        await using var plain = new NetworkStream(socket, ownsSocket: true);
        try
        {
            await using var line = own is null ? (Stream)plain : await SecureAsync(plain);
            await ConverseAsync(line);
        }
        catch (AuthenticationException)
        {
            Interlocked.Increment(ref refused);
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            // The server has hung up.
        }
    }

    async Task<Stream> SecureAsync(Stream plain)
    {
        var secure = new SslStream(plain);
        await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
        {
            ServerCertificate = own, ClientCertificateRequired = admits is not null,
            RemoteCertificateValidationCallback = (_, shown, _, _) => admits is null || admits(shown),
        });
        return secure;
    }

    async Task ConverseAsync(Stream line)
    {
        var (said, piece) = (new List<byte>(), new byte[16 * 1024]);
        var scan = new NcipBytes();
        while (true)
        {
            var count = await line.ReadAsync(piece);
            if (count == 0) return;
            // A read may end in the middle of a letter: they are letters when all of it is there.
            said.AddRange(piece.AsSpan(0, count));
            var isHttp = said[0] == 'P';
            if (isHttp ? !IsWhole([.. said]) : !scan.TryEnd(piece.AsSpan(0, count), out _)) continue;
            var text = Encoding.UTF8.GetString([.. said]);
            var document = isHttp ? text[(text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..] : text;
            var one = new PartnerDouble.Received(XElement.Parse(document).Elements().First().Name.LocalName, document, null, null, null, TimeProvider.System.GetUtcNow());
            received.Enqueue(one);
            var body = Encoding.UTF8.GetBytes(PartnerDouble.Done(one.Service) + "\n");
            if (isHttp) await line.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: {body.Length}\r\n\r\n"));
            await line.WriteAsync(body);
            await line.FlushAsync();
            said.Clear();
            scan = new NcipBytes();
        }
    }

    static bool IsWhole(ReadOnlySpan<byte> said)
    {
        var end = said.IndexOf("\r\n\r\n"u8);
        if (end < 0) return false;
        var length = Encoding.ASCII.GetString(said[..end]).Split("\r\n").First(header => header.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)).Split(':')[1];
        return said.Length - end - 4 >= int.Parse(length, System.Globalization.CultureInfo.InvariantCulture);
    }

    public void Dispose() => listener.Dispose();
}
