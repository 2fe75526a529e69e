using ProtocolServer.Adapters;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Adapters.Postgres.Embedded;
using ProtocolServer.Telemetry;

namespace ProtocolServer.Hosting;

/// <summary>
/// What the server and the commands that touch the database stand on: the data folder, its log, and the database,
/// embedded or named by <see cref="ServerOptions.Connection"/>.
/// </summary>
public sealed class Storage : IAsyncDisposable
{
    readonly DataFolder folder;
    readonly Database? owner;
    readonly bool isJoined;

    Storage(DataFolder folder, ServerLog log, EmbeddedCluster? cluster, Database database, Database? owner, TimeProvider time, bool isJoined)
    {
        (this.folder, Log, Cluster, Database, this.owner, this.isJoined) = (folder, log, cluster, database, owner, isJoined);
        Migrator = new(owner ?? database, time, log.For<Migrator>());
    }

    public DataFolder Folder => folder;

    public ServerLog Log { get; }

    /// <summary>Null when the database was named by a connection string.</summary>
    public EmbeddedCluster? Cluster { get; }

    public Database Database { get; }

    public Migrator Migrator { get; }

    /// <param name="mayJoin">True for a command that can work beside a running server, on the server's own database.</param>
    public static async Task<Storage> OpenAsync(ServerOptions options, TimeProvider time, CancellationToken cancel, bool mayJoin = false)
    {
        var folder = mayJoin ? DataFolder.OpenOrJoin(options.Data) : DataFolder.Open(options.Data);
        ServerLog? log = null;
        EmbeddedCluster? cluster = null;
        try
        {
            log = ServerLog.Open(options.Telemetry, folder);
            if (options.Connection is null && folder.IsOwned)
                cluster = await EmbeddedCluster.StartAsync(folder.Root, time, log.For<EmbeddedCluster>(), cancel: cancel);
            var isJoined = options.Connection is null && cluster is null;
            var connection = options.Connection ?? cluster?.ConnectionString ?? await RunningServersAsync(folder, cancel);
            var ownerConnection = options.Connection is null ? cluster?.OwnerConnectionString : options.OwnerConnection;
            if (cluster is not null) await File.WriteAllTextAsync(folder.ConnectionFile, connection, cancel);
            var owner = ownerConnection is null ? null : Database.Open(ownerConnection + ";Pooling=false", log.Factory);
            var database = Database.Open(connection, log.Factory);
            await database.WarmAsync(cancel);
            return new(folder, log, cluster, database, owner, time, isJoined);
        }
        catch
        {
            if (cluster is not null) await cluster.DisposeAsync();
            if (log is not null) await log.DisposeAsync();
            folder.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Brings the schema to this version under the owner's account, and gives the server's account what it needs. Beside a running server nothing is left
    /// to do.
    /// </summary>
    public Task<int> MigrateAsync(CancellationToken cancel) => DatabaseStart.TryAsync(async () =>
    {
        if (isJoined) return 0;
        var applied = await Migrator.ApplyAsync(owner is null ? null : await AccountAsync(cancel), cancel);
        if (await new Migrator(Database, TimeProvider.System, Log.For<Migrator>()).MayEditLedgerAsync(cancel)) ProtocolServer.Log.ServerMayEditLedger(Log.For<Migrator>());
        return applied;
    }, Cluster is null);

    /// <summary>Under which account the server works.</summary>
    async Task<string> AccountAsync(CancellationToken cancel)
    {
        await using var ask = Database.Source.CreateCommand("SELECT current_user::text");
        return (string)(await ask.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>In the reverse order of the start; the folder is free when all else has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        if (owner is not null) await owner.DisposeAsync();
        if (Cluster is not null)
        {
            File.Delete(folder.ConnectionFile);
            await Cluster.DisposeAsync();
        }

        await Log.DisposeAsync();
        folder.Dispose();
    }

    static async Task<string> RunningServersAsync(DataFolder folder, CancellationToken cancel) =>
        File.Exists(folder.ConnectionFile)
            ? await File.ReadAllTextAsync(folder.ConnectionFile, cancel)
            : throw new SetupException($"The server on {folder.Root} is just starting or stopping. Wait for its line \"ready\" and try again.");
}
