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

    Storage(DataFolder folder, ServerLog log, EmbeddedCluster? cluster, Database database, Migrator migrator) =>
        (this.folder, Log, Cluster, Database, Migrator) = (folder, log, cluster, database, migrator);

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
            var connection = options.Connection ?? cluster?.ConnectionString ?? await RunningServersAsync(folder, cancel);
            if (cluster is not null) await File.WriteAllTextAsync(folder.ConnectionFile, connection, cancel);
            var database = Database.Open(connection, log.Factory);
            return new(folder, log, cluster, database, new Migrator(database, time, log.For<Migrator>()));
        }
        catch
        {
            if (cluster is not null) await cluster.DisposeAsync();
            if (log is not null) await log.DisposeAsync();
            folder.Dispose();
            throw;
        }
    }

    public Task<int> MigrateAsync(CancellationToken cancel) => DatabaseStart.TryAsync(() => Migrator.ApplyAsync(cancel), Cluster is null);

    /// <summary>In the reverse order of the start; the folder is free when all else has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
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
