using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using ProtocolServer.Conformance.Partners;

namespace ProtocolServer.Conformance;

/// <summary>Any SIP2 server, by its address alone.</summary>
sealed class RemoteServer(string host, int port, bool usesTls) : IServerUnderTest
{
    /// <summary>How long an answer may take.</summary>
    public TimeSpan AnswerLimit { get; init; } = IServerUnderTest.UsualAnswerLimit;

    public IServerControl? Control => null;

    public Task<PartnerLine> ConnectPartnerAsync(string transport, CancellationToken cancel) =>
        throw new Adapters.SetupException("This address speaks SIP2. Name the address of NCIP with --ncip URL.");

    /// <summary>Linux lets a socket have any address of the loopback network.</summary>
    public bool CanComeFrom(IPAddress address) => OperatingSystem.IsLinux() && IPAddress.IsLoopback(address) && host is "127.0.0.1" or "localhost";

    public async Task<TerminalLine> ConnectAsync(IPAddress? from, CancellationToken cancel)
    {
        var socket = from is null ? new Socket(SocketType.Stream, ProtocolType.Tcp) : new Socket(from.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.NoDelay = true;
        try
        {
            if (from is not null) socket.Bind(new IPEndPoint(from, 0));
            await socket.ConnectAsync(host, port, cancel);
        }
        catch (SocketException closed)
        {
            socket.Dispose();
            throw new Adapters.SetupException($"{host}:{port} does not answer: {closed.Message}. Start the server, or name another address.", closed);
        }
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        if (usesTls)
        {
            // Whether the certificate is the right one is not what is tested here; development certificates are signed by nobody.
#pragma warning disable CA5359, MA0039
            var secured = new SslStream(stream, false, static (_, _, _, _) => true);
#pragma warning restore CA5359, MA0039
            await secured.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host }, cancel);
            stream = secured;
        }
        return new(stream, stream, async isAbrupt =>
        {
            if (isAbrupt) socket.LingerState = new(true, 0);
            await stream.DisposeAsync();
        }) { AnswerLimit = AnswerLimit };
    }
}
