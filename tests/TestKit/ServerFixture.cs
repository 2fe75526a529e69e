using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
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
    ServerOptions? options;

    /// <summary>The server's data folder, removed at the end.</summary>
    protected string Folder { get; } = TestCluster.NewFolder("server");

    public RunningServer Server => server ?? throw new InvalidOperationException("The fixture has not been initialised.");

    /// <summary>What the server printed, last of all <c>ready</c>.</summary>
    public StringWriter Output { get; } = new();

    /// <summary>The settings of this class of tests.</summary>
    protected virtual ServerOptions Options(ServerOptions standard) => standard;

    /// <summary>The server's clock.</summary>
    protected virtual TimeProvider Time => TimeProvider.System;

    /// <summary>Parts to put in place of the server's own.</summary>
    protected virtual void Compose(IServiceCollection services) { }

    /// <summary>The database under the server; null where the fixture has started none yet.</summary>
    public string? DatabaseConnection { get; private set; }

    /// <summary>What the server gets for its database, where that is not the database itself.</summary>
    protected virtual string Through(string connection) => connection;

    public async ValueTask InitializeAsync()
    {
        DatabaseConnection = await PostgresFixture.NewDatabaseAsync(isMigrated: true);
        var standard = new ServerOptions
        {
            Data = Folder, Sip2Port = 0, Sip2TlsPort = 0, NcipPort = 0, HttpPort = 0, Connection = Through(DatabaseConnection), Empty = true, Jobs = false,
            Telemetry = new() { LogLevel = LogLevel.Warning },
        };
        options = Options(standard);
        await AgainAsync();
    }

    /// <summary>Starts the server once more on what it left behind.</summary>
    protected async Task AgainAsync() => server = await RunningServer.StartAsync(options!, Output, Time, Compose);

    /// <summary>One more server on the same database, with a folder of its own.</summary>
    public Task<RunningServer> AnotherNodeAsync() =>
        RunningServer.StartAsync(options! with { Data = Path.Combine(Folder, "another-node") }, TextWriter.Null, Time, Compose);

    /// <param name="listener"><c>sip2</c>, <c>sip2-tls</c>, <c>http</c>.</param>
    public async Task<NetworkStream> ConnectAsync(string listener)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(Server.EndPoint(listener));
        return new(socket, ownsSocket: true);
    }

    /// <summary>What the server has written to its log files so far.</summary>
    public string Logged => string.Concat(Directory.EnumerateFiles(Folder, "*.log*", SearchOption.AllDirectories).Select(static path =>
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }));

    public Uri Http(string path) => new($"http://{Server.EndPoint("http")}{path}");

    /// <summary>Stops the server before the tests end, so that its files are whole.</summary>
    public async Task StopAsync()
    {
        if (server is not null) await server.DisposeAsync();
        server = null;
    }

    public virtual async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (DatabaseConnection is { } connection) await PostgresFixture.DropAsync(connection);
        TestCluster.Remove(Folder);
        GC.SuppressFinalize(this);
    }
}
