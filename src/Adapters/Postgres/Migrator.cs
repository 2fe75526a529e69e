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

    /// <param name="server">The account the server works under, where that is not this one: it gets what it needs, and no more.</param>
    /// <returns>How many steps were applied now.</returns>
    public async Task<int> ApplyAsync(string? server = null, CancellationToken cancel = default)
    {
        await using var connection = await database.ConnectAsync(cancel);
        if (await IsDoneAsync(connection, server, cancel)) return 0;
        await ExecuteAsync(connection, "SET lock_timeout = '60s'", cancel);
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({LockKey})", cancel);
        try
        {
            await ExecuteAsync(connection, "SET client_min_messages = warning;" + Table, cancel);
            var applied = await AppliedAsync(connection, cancel);
            Verify(applied);
            var missing = steps.Where(step => !applied.ContainsKey(step.Version)).ToArray();
            foreach (var step in missing) await ApplyAsync(connection, step, cancel);
            if (server is not null) await AdmitAsync(connection, server, cancel);
            return missing.Length;
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new SetupException($"The database must be brought to this program's version, and the account of --connection may not: {refused.MessageText}. "
                                     + "Name an account that owns the schema with --owner-connection, here or once with protocolserver migrate.", refused);
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
        return await HasTableAsync(connection, cancel) ? (await AppliedAsync(connection, cancel)).Keys.DefaultIfEmpty(0).Max() : 0;
    }

    /// <summary>Whether this account could change what is written in the ledger: it is the owner's, or has too many rights.</summary>
    public async Task<bool> MayEditLedgerAsync(CancellationToken cancel = default)
    {
        await using var ask = database.Source.CreateCommand(
            "SELECT has_table_privilege('posting', 'UPDATE') OR pg_has_role(relowner, 'MEMBER') FROM pg_class WHERE oid = 'posting'::regclass");
        return await ask.ExecuteScalarAsync(cancel) is true;
    }

    /// <summary>Whether nothing is left to do, which an account without the owner's rights can see as well.</summary>
    async Task<bool> IsDoneAsync(NpgsqlConnection connection, string? server, CancellationToken cancel)
    {
        if (steps.Count == 0 || !await HasTableAsync(connection, cancel)) return false;
        var applied = await AppliedAsync(connection, cancel);
        Verify(applied);
        return steps.All(step => applied.ContainsKey(step.Version)) && (server is null || await IsAdmittedAsync(connection, server, cancel));
    }

    static async Task<bool> HasTableAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var ask = new NpgsqlCommand("SELECT to_regclass('schema_migration') IS NOT NULL", connection);
        return await ask.ExecuteScalarAsync(cancel) is true;
    }

    static async Task<bool> IsAdmittedAsync(NpgsqlConnection connection, string server, CancellationToken cancel)
    {
        await using var ask = new NpgsqlCommand(
            "SELECT has_table_privilege($1, 'posting', 'INSERT') AND NOT has_table_privilege($1, 'posting', 'UPDATE') AND NOT has_column_privilege($1, 'wallet', 'available_minor', 'UPDATE')", connection)
        {
            Parameters = { new() { Value = server } },
        };
        return await ask.ExecuteScalarAsync(cancel) is true;
    }

    static async Task AdmitAsync(NpgsqlConnection connection, string server, CancellationToken cancel)
    {
        await using var admit = new NpgsqlCommand("CALL admit_server($1::text::name)", connection) { Parameters = { new() { Value = server } } };
        await admit.ExecuteNonQueryAsync(cancel);
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
