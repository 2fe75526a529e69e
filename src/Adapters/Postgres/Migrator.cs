using Microsoft.Extensions.Logging;
using Npgsql;

namespace ProtocolServer.Adapters.Postgres;

/// <summary>
/// Brings the schema to this program's version: every step once, in order, each in a transaction of its own,
/// forward only. Several servers may start at once: an advisory lock lets one work and the others find it done.
/// </summary>
public sealed class Migrator(Database database, TimeProvider time, ILogger log, IReadOnlyList<Migration>? steps = null)
{
    /// <summary>Key of the advisory lock: any number, the same in all versions of the program.</summary>
    const long LockKey = 5_016_002_011;

    const string Table =
        """
        CREATE TABLE IF NOT EXISTS schema_migration (
            version integer PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL);
        """;

    readonly IReadOnlyList<Migration> steps = steps ?? Migration.BuiltIn;

    /// <returns>How many steps were applied now.</returns>
    public async Task<int> ApplyAsync(CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        await ExecuteAsync(connection, "SET lock_timeout = '60s'", cancel);
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({LockKey})", cancel);
        try
        {
            await ExecuteAsync(connection, "SET client_min_messages = warning;" + Table, cancel);
            var applied = await AppliedAsync(connection, cancel);
            Verify(applied);
            var missing = steps.Where(step => !applied.ContainsKey(step.Version)).ToArray();
            foreach (var step in missing) await ApplyAsync(connection, step, cancel);
            return missing.Length;
        }
        finally
        {
            await ExecuteAsync(connection, $"SELECT pg_advisory_unlock({LockKey}); RESET lock_timeout; RESET client_min_messages", CancellationToken.None);
        }
    }

    /// <summary>The step that is applied last, 0 in an empty database.</summary>
    public async Task<int> VersionAsync(CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        await ExecuteAsync(connection, "SET client_min_messages = warning;" + Table + "RESET client_min_messages", cancel);
        return (await AppliedAsync(connection, cancel)).Keys.DefaultIfEmpty(0).Max();
    }

    void Verify(Dictionary<int, string> applied)
    {
        var newest = steps.Select(step => step.Version).DefaultIfEmpty(0).Max();
        if (applied.Keys.DefaultIfEmpty(0).Max() is var reached && reached > newest)
            throw new SetupException($"The database is at schema version {reached}, this program knows versions up to {newest}. "
                                     + "Start the newer program that was used last, or restore the backup made before it.");

        foreach (var step in steps)
        {
            if (!applied.TryGetValue(step.Version, out var checksum))
            {
                if (step.Version < reached)
                    throw new SetupException($"Migration {step.Version:0000}_{step.Name} comes before version {reached}, which the database has already. "
                                             + "Give the new step a number after the last one.");
            }
            else if (checksum != step.Checksum)
            {
                throw new SetupException($"Migration {step.Version:0000}_{step.Name} is not the text that was applied to this database. "
                                         + "Restore the released file and put the change into a new step with the next number.");
            }
        }
    }

    async Task ApplyAsync(NpgsqlConnection connection, Migration step, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        try
        {
            await using var change = new NpgsqlCommand(step.Sql, connection, transaction) { CommandTimeout = 0 };
            await change.ExecuteNonQueryAsync(cancel);
        }
        catch (PostgresException refused)
        {
            throw new SetupException($"Migration {step.Version:0000}_{step.Name} was refused by the database and left no trace: "
                                     + $"{refused.MessageText} (SQLSTATE {refused.SqlState}, position {refused.Position}).", refused);
        }

        await using var note = new NpgsqlCommand(
            "INSERT INTO schema_migration (version, name, checksum, applied_at) VALUES ($1, $2, $3, $4)", connection, transaction)
        {
            Parameters =
            {
                new() { Value = step.Version }, new() { Value = step.Name }, new() { Value = step.Checksum },
                new() { Value = time.GetUtcNow().UtcDateTime },
            },
        };
        await note.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
        Log.MigrationApplied(log, step.Version, step.Name, (long)time.GetElapsedTime(began).TotalMilliseconds);
    }

    static async Task<Dictionary<int, string>> AppliedAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        var applied = new Dictionary<int, string>();
        await using var command = new NpgsqlCommand("SELECT version, checksum FROM schema_migration", connection);
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel)) applied.Add(rows.GetInt32(0), rows.GetString(1));
        return applied;
    }

    static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 90 };
        await command.ExecuteNonQueryAsync(cancel);
    }
}
