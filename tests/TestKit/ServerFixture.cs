using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using ProtocolServer.Hosting;
using Xunit;

namespace ProtocolServer.Tests.TestKit;

/// <summary>
/// The whole server inside the test's process, on real sockets the system chose and a database of its own:
/// <c>sealed class XTests(ServerFixture server) : IClassFixture&lt;ServerFixture&gt;</c>.
/// </summary>
public class ServerFixture : IAsyncLifetime
{
    RunningServer? server;

    /// <summary>The server's data folder, removed at the end.</summary>
    protected string Folder { get; } = TestCluster.NewFolder("server");

    public RunningServer Server => server ?? throw new InvalidOperationException("The fixture has not been initialised.");

    /// <summary>What the server printed, last of all <c>ready</c>.</summary>
    public StringWriter Output { get; } = new();

    /// <summary>The settings of this class of tests.</summary>
    protected virtual ServerOptions Options(ServerOptions standard) => standard;

    public async ValueTask InitializeAsync()
    {
        var connection = await PostgresFixture.NewDatabaseAsync(isMigrated: true);
        var standard = new ServerOptions
        {
            Data = Folder, Sip2Port = 0, Sip2TlsPort = 0, NcipPort = 0, HttpPort = 0, Connection = connection, Empty = true,
            Telemetry = new() { LogLevel = LogLevel.Warning },
        };
        server = await RunningServer.StartAsync(Options(standard), Output, TimeProvider.System);
    }

    /// <param name="listener"><c>sip2</c>, <c>sip2-tls</c>, <c>http</c>.</param>
    public async Task<NetworkStream> ConnectAsync(string listener)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(Server.EndPoint(listener));
        return new(socket, ownsSocket: true);
    }

    public Uri Http(string path) => new($"http://{Server.EndPoint("http")}{path}");

    public async ValueTask DisposeAsync()
    {
        if (server is not null) await server.DisposeAsync();
        TestCluster.Remove(Folder);
        GC.SuppressFinalize(this);
    }
}
