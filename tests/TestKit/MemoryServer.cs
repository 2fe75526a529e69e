using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using ProtocolServer.Conformance;
using ProtocolServer.Conformance.Partners;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Hosting;
using ProtocolServer.Ncip;
using ProtocolServer.Sip2;

namespace ProtocolServer.Tests.TestKit;

/// <summary>The whole server over pipes instead of sockets, on a real database and a clock that is moved by hand.</summary>
sealed class MemoryServer : IServerUnderTest, IServerControl, IAsyncDisposable
{
    readonly string folder = TestCluster.NewFolder("memory");
    readonly List<MemoryConnection> connections = [];
    readonly List<Task> sessions = [];
    readonly ManualTime time;
    readonly string connectionString;
    Storage? storage;
    ServiceProvider? services;
    bool isSecond;

    MemoryServer(string connectionString, DateTimeOffset clock) => (this.connectionString, time) = (connectionString, new(clock));

    public IServerControl Control => this;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <param name="profiles">A site's own profiles, by name.</param>
    public static async Task<MemoryServer> StartAsync(
        string connectionString, DateTimeOffset clock, CancellationToken cancel, IReadOnlyDictionary<string, string>? profiles = null)
    {
        var server = new MemoryServer(connectionString, clock);
        foreach (var (name, text) in profiles ?? new Dictionary<string, string>()) server.WriteProfile(name, text);
        await server.BeginAsync(cancel);
        return server;
    }

    /// <summary>A site's own profile, new or changed.</summary>
    public void WriteProfile(string name, string text) =>
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "profiles")).FullName, name + ".yaml"), text);

    public IServiceProvider Services => services!;

    /// <summary>Another server on the same database, with a clock of its own that shows the same time.</summary>
    public async Task<MemoryServer> SecondNodeAsync(CancellationToken cancel)
    {
        var second = await StartAsync(connectionString, Now, cancel);
        second.isSecond = true;
        return second;
    }

    async Task BeginAsync(CancellationToken cancel)
    {
        var options = new ServerOptions
        {
            Data = folder, Connection = connectionString + ";Minimum Pool Size=0", Empty = true, Telemetry = new() { LogLevel = LogLevel.Warning },
            Limits = new() { MessagesPerSecond = 100_000 },
        };
        storage = await Storage.OpenAsync(options, time, cancel);
        var parts = new ServiceCollection();
        parts.AddServer(options, storage, time);
        parts.AddSingleton(storage.Log.Factory);
        parts.AddLogging();
        services = parts.BuildServiceProvider();
        await services.GetRequiredService<DatabaseHealth>().StartAsync(cancel);
    }

    public Task<TerminalLine> ConnectAsync(IPAddress? from, CancellationToken cancel) => Task.FromResult(Line(Connect(from)));

    public bool CanComeFrom(IPAddress address) => true;

    public Task<PartnerLine> ConnectPartnerAsync(string transport, CancellationToken cancel)
    {
        if (transport == "http") return Task.FromResult<PartnerLine>(new HttpLine(PostAsync) { AnswerLimit = Waiting.Limit });
        var connection = new MemoryConnection();
        connections.Add(connection);
        var answering = services!.GetRequiredService<NcipTcp>().Before(static _ => Task.CompletedTask);
        sessions.Add(Task.Run(async () =>
        {
            await answering(connection);
            await connection.DisposeAsync();
        }, CancellationToken.None));
        var (input, output) = connection.Terminal;
        return Task.FromResult<PartnerLine>(new BareLine(input, output, async isAbrupt => await connection.CloseAsync(isAbrupt)) { AnswerLimit = Waiting.Limit });
    }

    async Task<(int Status, byte[] Body)> PostAsync(byte[] body, CancellationToken cancel)
    {
        var http = new DefaultHttpContext();
        using var answer = new MemoryStream();
        (http.Request.Method, http.Request.Path, http.Request.Body, http.Request.ContentLength) = ("POST", "/ncip", new MemoryStream(body), body.Length);
        http.Request.ContentType = "application/xml";
        http.Response.Body = answer;
        await services!.GetRequiredService<NcipHttp>().AnswerAsync(http);
        return (http.Response.StatusCode, answer.ToArray());
    }

    /// <summary>A connection from an address, with nothing said on it yet.</summary>
    public MemoryConnection Connect(IPAddress? from)
    {
        var connection = new MemoryConnection();
        if (from is not null) connection.RemoteEndPoint = new IPEndPoint(from, 1);
        connections.Add(connection);
        var handler = new Sip2ConnectionHandler(services!.GetRequiredService<Sip2Services>());
        sessions.Add(Task.Run(async () =>
        {
            await handler.OnConnectedAsync(connection);
            await connection.DisposeAsync();
        }, CancellationToken.None));
        return connection;
    }

    static TerminalLine Line(MemoryConnection connection)
    {
        var (input, output) = connection.Terminal;
        return new(input, output, async isAbrupt => await connection.CloseAsync(isAbrupt)) { AnswerLimit = Waiting.Limit };
    }

    public void Advance(TimeSpan span) => time.Advance(span);

    public async Task CutDatabaseAsync(bool isCut, CancellationToken cancel)
    {
        var here = new NpgsqlConnectionStringBuilder(connectionString).Database;
        await using var outside = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(await PostgresFixture.AsOwnerAsync(connectionString)) { Database = "postgres", Pooling = false }.ConnectionString);
        await outside.OpenAsync(cancel);
        await using var command = outside.CreateCommand();
        command.CommandText = $"alter database {here} allow_connections {!isCut}";
        await command.ExecuteNonQueryAsync(cancel);
        command.CommandText = $"select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = '{here}' and {isCut}";
        // The server notices by itself within a second or two. A session that was just beginning is not listed at once.
        var health = services!.GetRequiredService<DatabaseHealth>();
        await Waiting.UntilAsync(async () =>
        {
            await command.ExecuteNonQueryAsync(cancel);
            return health.IsUp != isCut;
        }, "the server notices what became of its database");
    }

    public async Task RestartAsync(CancellationToken cancel)
    {
        await EndAsync(isAbrupt: true);
        await BeginAsync(cancel);
    }

    /// <summary>A part of the server.</summary>
    public T Part<T>() where T : notnull => services!.GetRequiredService<T>();

    public async Task ReportLossAsync(string card, bool isLost, CancellationToken cancel)
    {
        var network = new NetworkId(await AskAsync("select network_id from card where card_number = $1", card, cancel) ?? throw new FormatException($"there is no card {card}."));
        var agency = new AgencyId((await AskAsync("select agency_id from card where card_number = $1", card, cancel))!);
        var desk = new CommandContext { Network = network, Agency = agency, Caller = new(new("desk"), Permissions.None), Location = "" };
        Command<ReaderResult> command = isLost ? new ReportLoss(new(card)) : new CancelLossReport(new(card));
        await services!.GetRequiredService<ILibrarySystem>().ExecuteAsync(command, desk, static (_, _) => ReadOnlyMemory<byte>.Empty, cancel);
    }

    public Task<string?> CheckAsync(string claim, CancellationToken cancel) => StateClaims.CheckAsync(claim, AskAsync, cancel);

    public async Task<string?> AskAsync(string sql, string? about, CancellationToken cancel)
    {
        await using var ask = storage!.Database.Source.CreateCommand(sql);
        if (about is not null) ask.Parameters.Add(new() { Value = about });
        return await ask.ExecuteScalarAsync(cancel) as string;
    }

    async Task EndAsync(bool isAbrupt)
    {
        foreach (var connection in connections) await connection.CloseAsync(isAbrupt);
        await Task.WhenAll(sessions).WaitAsync(Waiting.Limit);
        connections.Clear();
        sessions.Clear();
        if (services is not null)
        {
            await services.GetRequiredService<DatabaseHealth>().StopAsync(CancellationToken.None);
            await services.DisposeAsync();
        }
        if (storage is not null) await storage.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync(isAbrupt: false);
        if (!isSecond) await PostgresFixture.DropAsync(connectionString);
        TestCluster.Remove(folder);
    }
}
