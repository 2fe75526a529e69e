using Microsoft.Extensions.Logging;
using Npgsql;

namespace ProtocolServer.Adapters.Postgres;

/// <summary>
/// The one way to PostgreSQL: a pool of connections whose statements are prepared by use. Commands are batches of
/// <see cref="Source"/>: an <see cref="NpgsqlBatch"/> outside a transaction is one round trip and all or nothing.
/// </summary>
public sealed class Database(NpgsqlDataSource source, NpgsqlDataSource loads) : IAsyncDisposable
{
    /// <summary>
    /// Connections of a pool of one server; with the database on the same small machine more would only wait there. Commands are loaded on a
    /// pool of their own with fewer: a few busy sessions answer twice as many loads as many that take turns, while commits gain by being
    /// many at a time (docs/performance.md).
    /// </summary>
    const int PoolSize = 32, LoadsPerProcessor = 3;

    const int FirstAttempts = 6;

    /// <summary>
    /// Settings of every session. Each statement here finds its rows by an index: one plan for ever spares the planning, and a table that
    /// was empty when the plan was made must not be read from end to end later.
    /// </summary>
    public const string SessionOptions = "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off";

    /// <summary>
    /// A named setting of the operator's connection string wins over these. No reset on return to the pool: no
    /// statement here changes its session.
    /// </summary>
    const string Defaults =
        "Application Name=protocolserver;Minimum Pool Size=2;Timeout=5;Command Timeout=10;Cancellation Timeout=2000;"
        + "Max Auto Prepare=256;Auto Prepare Min Usages=2;Multiplexing=false;Enlist=false;No Reset On Close=true;Include Error Detail=false;"
        + $"Options={SessionOptions};";

    public NpgsqlDataSource Source => source;

    /// <summary>For loading commands, and nothing else.</summary>
    public ValueTask<NpgsqlConnection> ConnectToLoadAsync(CancellationToken cancel) => loads.OpenConnectionAsync(cancel);

    /// <param name="connection">An Npgsql connection string; several hosts are allowed.</param>
    public static Database Open(string connection, ILoggerFactory? logs = null)
    {
        try
        {
            return new(Pool(connection, PoolSize, logs), Pool(connection, Math.Min(LoadsPerProcessor * Environment.ProcessorCount, PoolSize), logs));
        }
        catch (ArgumentException wrong)
        {
            throw new SetupException($"The database connection cannot be read: {wrong.Message} "
                                     + "Write it as --connection \"Host=db.example.org;Username=...;Password=...;Database=...\".", wrong);
        }
    }

    static NpgsqlDataSource Pool(string connection, int size, ILoggerFactory? logs)
    {
        var builder = new NpgsqlDataSourceBuilder($"{Defaults}Maximum Pool Size={size};{connection}");
        if (logs is not null) builder.UseLoggerFactory(logs);
        var names = builder.ConnectionStringBuilder;
        return names.Host?.Contains(',', StringComparison.Ordinal) == true
            ? builder.BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary)
            : builder.Build();
    }

    public ValueTask<NpgsqlConnection> ConnectAsync(CancellationToken cancel = default) => source.OpenConnectionAsync(cancel);

    /// <summary>
    /// The first connection of each pool, which learns the database's types and takes longer than any later one; on a machine that is busy with its own start
    /// longer than a connection may. Anything else than a lack of time is for those to tell who need the database.
    /// </summary>
    public async Task WarmAsync(CancellationToken cancel)
    {
        foreach (var pool in (NpgsqlDataSource[])[source, loads])
            for (var attempt = 1; attempt <= FirstAttempts; attempt++)
            {
                try
                {
                    await using var first = await pool.OpenConnectionAsync(cancel);
                    break;
                }
                catch (NpgsqlException late) when (late.InnerException is TimeoutException)
                {
                    // What was begun is known to the processor by now: the next attempt is quicker.
                }
                catch (NpgsqlException)
                {
                    return;
                }
            }
    }

    /// <summary>After an outage no connection of before it is of use: each would cost somebody an answer before the pool knows it.</summary>
    public void Forget()
    {
        source.Clear();
        loads.Clear();
    }

    /// <summary>One round trip to the database, for those who ask whether it answers.</summary>
    public async Task PingAsync(CancellationToken cancel)
    {
        await using var command = source.CreateCommand("SELECT 1");
        await command.ExecuteNonQueryAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await loads.DisposeAsync();
        await source.DisposeAsync();
    }
}
