using ProtocolServer.Adapters.Postgres;

namespace ProtocolServer.Hosting;

/// <summary>Fills an empty database: the demonstration data, or the file named by <see cref="ServerOptions.Fixture"/>.</summary>
public interface IFirstStartLoad
{
    /// <summary>
    /// Called once in the life of a database, before the listeners open. When the server dies meanwhile it is called
    /// again, so what is loaded twice must be there once.
    /// </summary>
    /// <param name="fixture">File to load; null for the demonstration data.</param>
    Task LoadAsync(string? fixture, CancellationToken cancel);
}

/// <summary>Lines printed before <c>ready</c> at every start, such as a sample card of each library; may write DATA/demo.json.</summary>
public interface IReadyLines
{
    Task<IReadOnlyList<string>> LinesAsync(CancellationToken cancel);
}

/// <summary>Remembers in the database itself whether it was filled, so that a second start, or a second node, does not do it again.</summary>
public sealed class FirstStart(Database database, ServerOptions options, TimeProvider time, IEnumerable<IFirstStartLoad> loads)
{
    const string Table = "CREATE TABLE IF NOT EXISTS first_start (only_once boolean PRIMARY KEY CHECK (only_once), source text NOT NULL, at timestamptz NOT NULL)";
    const long LockKey = 5_016_002_012;

    public async Task RunAsync(CancellationToken cancel)
    {
        await using var connection = await database.ConnectAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using var prepare = connection.CreateBatch();
        prepare.BatchCommands.Add(new($"SELECT pg_advisory_xact_lock({LockKey})"));
        prepare.BatchCommands.Add(new("SET LOCAL client_min_messages = warning"));
        prepare.BatchCommands.Add(new(Table));
        await prepare.ExecuteNonQueryAsync(cancel);

        await using var ask = connection.CreateCommand();
        ask.CommandText = "SELECT source FROM first_start";
        if (await ask.ExecuteScalarAsync(cancel) is null)
        {
            if (!options.Empty)
                foreach (var load in loads)
                    await load.LoadAsync(options.Fixture, cancel);

            await using var note = connection.CreateCommand();
            note.CommandText = "INSERT INTO first_start VALUES (true, $1, $2)";
            note.Parameters.Add(new() { Value = options.Empty ? "empty" : options.Fixture ?? "demo" });
            note.Parameters.Add(new() { Value = time.GetUtcNow().UtcDateTime });
            await note.ExecuteNonQueryAsync(cancel);
        }

        await transaction.CommitAsync(cancel);
    }
}
