using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ProtocolServer.Adapters.Postgres.Embedded;

/// <summary>
/// A private PostgreSQL cluster under the data folder: made on the first start, started, owned and stopped by the
/// server, reached through a Unix socket only. The caller holds the data folder's lock, so there is one owner.
/// </summary>
public sealed class EmbeddedCluster : IAsyncDisposable
{
    const string Name = "protocolserver", ServerAccount = "server";
    // After a cut of power there may be much to recover before it answers, and a machine that has just started is busy: what ends by itself is given time.
    static readonly TimeSpan InitLimit = TimeSpan.FromMinutes(5);
    static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(5);
    static readonly TimeSpan FastStopLimit = TimeSpan.FromSeconds(30);
    static readonly TimeSpan ControlLimit = TimeSpan.FromSeconds(30);

    readonly ClusterFolder folder;
    readonly ClusterAccount account;
    readonly PostgresPrograms programs;
    readonly TimeProvider time;
    readonly ILogger log;
    readonly bool isDurable;

    EmbeddedCluster(ClusterFolder folder, ClusterAccount account, PostgresPrograms programs, bool isDurable, TimeProvider time, ILogger log) =>
        (this.folder, this.account, this.programs, this.isDurable, this.time, this.log) = (folder, account, programs, isDurable, time, log);

    /// <summary>For Npgsql: the server's own account, which adds to the books and changes nothing in them.</summary>
    public string ConnectionString => ConnectionTo(Name, ServerAccount);

    /// <summary>The owner's, for migrations only.</summary>
    public string OwnerConnectionString => ConnectionTo(Name, Name);

    public int MajorVersion => programs.Major;

    /// <summary>Makes the cluster if there is none, ends what a killed server has left running, and starts it.</summary>
    /// <param name="dataFolder">The server's data folder; the cluster lies in its <c>postgres</c>.</param>
    /// <param name="isDurable">False only for tests: nothing is forced to the disk.</param>
    public static async Task<EmbeddedCluster> StartAsync(
        string dataFolder, TimeProvider time, ILogger log, bool isDurable = true, CancellationToken cancel = default)
    {
        var runner = new ProgramRunner(time);
        var owner = ClusterAccount.Choose(runner);
        var place = await ClusterFolder.PrepareAsync(dataFolder, owner, cancel);
        var installed = await PostgresPrograms.FindAsync(place.Major, runner, cancel);
        var cluster = new EmbeddedCluster(place, owner, installed, isDurable, time, log);

        if (place.Major is null) await cluster.CreateAsync(cancel);
        await cluster.StartAsync(cancel);
        await cluster.CreateDatabaseAsync(cancel);
        return cluster;
    }

    /// <summary>Starts the cluster's processes; what a killed server left behind is ended first, so that no old transaction is still at work.</summary>
    public async Task StartAsync(CancellationToken cancel = default)
    {
        var began = time.GetTimestamp();
        await EndLeftoversAsync(cancel);
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        await File.WriteAllTextAsync(Path.Combine(folder.Data, "postgresql.conf"), ClusterSettings.Text(folder, isDurable, memory), cancel);

        // pg_ctl puts the cluster into a session of its own: Ctrl-C reaches the server alone, which stops the cluster last.
        var seconds = StartLimit.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        var answer = await account.RunAsync(
            programs.PgCtl, ["start", "-D", folder.Data, "-l", folder.StartLog, "-w", "-t", seconds, "-s"], StartLimit + ControlLimit, cancel);
        if (!answer.Succeeded)
            throw new SetupException($"The embedded PostgreSQL did not start: {answer.Output} Its own words are in {folder.StartLog} and {folder.Root}/log. "
                                     + "Look there for a full disk or a wrong setting, put it right and start again.");
        Log.ClusterStarted(log, programs.Major, folder.Root, (long)time.GetElapsedTime(began).TotalMilliseconds);
    }

    /// <summary>Ends all sessions, writes what is in memory to the disk and stops the processes.</summary>
    public Task StopAsync(CancellationToken cancel = default) => StopAsync("fast", FastStopLimit, cancel);

    /// <summary>Whether the cluster's processes are there; says nothing of how well they do.</summary>
    public async Task<bool> IsRunningAsync(CancellationToken cancel = default) =>
        (await account.RunAsync(programs.PgCtl, ["status", "-D", folder.Data], ControlLimit, cancel)).Succeeded;

    public async ValueTask DisposeAsync() => await StopAsync();

    async Task CreateAsync(CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        if (Directory.Exists(folder.Unfinished)) Directory.Delete(folder.Unfinished, recursive: true);

        // Dates, numbers and order come from queries, never from the cluster's locale; C.UTF-8 knows the letters of all scripts.
        string[] arguments =
        [
            "-D", folder.Unfinished, "-U", Name, "--encoding=UTF8", OperatingSystem.IsLinux() ? "--locale=C.UTF-8" : "--locale=C",
            "--auth-local=trust", "--auth-host=reject", "--data-checksums", "--no-instructions", .. isDurable ? [] : (string[])["--no-sync"],
        ];
        var answer = await account.RunAsync(programs.Initdb, arguments, InitLimit, cancel);
        if (!answer.Succeeded)
            throw new SetupException($"The embedded PostgreSQL could not be made in {folder.Root}: {answer.Output} "
                                     + "Make room or choose another --data folder, and start again.");
        Directory.Move(folder.Unfinished, folder.Data);
        Log.ClusterCreated(log, programs.Major, folder.Root, (long)time.GetElapsedTime(began).TotalMilliseconds);
    }

    async Task CreateDatabaseAsync(CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(ConnectionTo("postgres", Name) + ";Pooling=false");
        await connection.OpenAsync(cancel);
        await CreateAsync(connection, "SELECT 1 FROM pg_roles WHERE rolname = $1", ServerAccount, "CREATE ROLE {0} LOGIN", cancel);
        await CreateAsync(connection, "SELECT 1 FROM pg_database WHERE datname = $1", Name, "CREATE DATABASE {0}", cancel);
    }

    static async Task CreateAsync(NpgsqlConnection connection, string question, string name, string statement, CancellationToken cancel)
    {
        await using var ask = new NpgsqlCommand(question, connection) { Parameters = { new() { Value = name } } };
        if (await ask.ExecuteScalarAsync(cancel) is not null) return;
        await using var create = new NpgsqlCommand(string.Format(CultureInfo.InvariantCulture, statement, name), connection);
        await create.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>After <c>kill -9</c> of the server its cluster lives on; after a cut of power only the file that names it does.</summary>
    async Task EndLeftoversAsync(CancellationToken cancel)
    {
        if (!File.Exists(folder.PidFile)) return;
        if (await IsRunningAsync(cancel) && folder.IsInUse())
        {
            Log.LeftoverCluster(log, folder.Root);
            await StopAsync("fast", FastStopLimit, cancel);
        }

        // Sessions of a postmaster that was killed end by themselves; the data belong to them until then.
        var began = time.GetTimestamp();
        while (folder.IsInUse() && time.GetElapsedTime(began) < ControlLimit) await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancel);
        if (folder.IsInUse() || !File.Exists(folder.PidFile)) return;

        // Process numbers are given out again: PostgreSQL would take a stranger for its own.
        Log.StalePidFile(log, folder.PidFile);
        File.Delete(folder.PidFile);
    }

    async Task StopAsync(string mode, TimeSpan limit, CancellationToken cancel)
    {
        if (!File.Exists(folder.PidFile)) return;
        var seconds = limit.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        var answer = await account.RunAsync(
            programs.PgCtl, ["stop", "-D", folder.Data, "-m", mode, "-w", "-t", seconds, "-s"], limit + ControlLimit, cancel);
        if (answer.Succeeded || !File.Exists(folder.PidFile)) return;
        if (mode == "fast") await StopAsync("immediate", ControlLimit, cancel);
        else throw new SetupException($"The embedded PostgreSQL in {folder.Root} does not stop: {answer.Output} "
                                      + $"End the process named in the first line of {folder.PidFile} and start again.");
    }

    string ConnectionTo(string database, string account) =>
        new NpgsqlConnectionStringBuilder { Host = folder.Socket, Username = account, Database = database, SslMode = SslMode.Disable }.ConnectionString;
}
