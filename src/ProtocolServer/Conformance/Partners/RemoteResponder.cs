using System.Net;
using System.Net.Sockets;
using ProtocolServer.Adapters;

namespace ProtocolServer.Conformance.Partners;

/// <summary>Any NCIP responder, by its address alone: <c>http</c>, <c>https</c>, or <c>tcp://HOST:PORT</c> for bare connections.</summary>
sealed class RemoteResponder(Uri address) : IServerUnderTest, IDisposable
{
    // Whether the certificate is the right one is not what is tested here; development certificates are signed by nobody.
#pragma warning disable MA0039
    readonly HttpClient http = new(new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };
#pragma warning restore MA0039

    /// <summary>How long an answer may take.</summary>
    public TimeSpan AnswerLimit { get; init; } = IServerUnderTest.UsualAnswerLimit;

    public string Transport => address.Scheme == "tcp" ? "tcp" : "http";

    public IServerControl? Control => null;

    public bool CanComeFrom(IPAddress from) => false;

    public Task<TerminalLine> ConnectAsync(IPAddress? from, CancellationToken cancel) => throw new SetupException("This address speaks NCIP. Name the address of SIP2 as HOST:PORT.");

    public async Task<PartnerLine> ConnectPartnerAsync(string transport, CancellationToken cancel)
    {
        if (Transport == "http") return HttpLine.To(http, address, AnswerLimit);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address.Host, address.Port, cancel);
        }
        catch (SocketException closed)
        {
            socket.Dispose();
            throw new SetupException($"{address} does not answer: {closed.Message}. Start the server, or name another address.", closed);
        }
        var stream = new NetworkStream(socket, ownsSocket: true);
        return new BareLine(stream, stream, async isAbrupt =>
        {
            if (isAbrupt) socket.LingerState = new(true, 0);
            await stream.DisposeAsync();
        }) { AnswerLimit = AnswerLimit };
    }

    public void Dispose() => http.Dispose();
}
