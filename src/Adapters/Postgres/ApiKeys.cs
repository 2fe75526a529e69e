using System.Collections.Immutable;
using Npgsql;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Ports;

namespace ProtocolServer.Adapters.Postgres;

/// <summary>API keys in their table.</summary>
public sealed class ApiKeys(Database database, TimeProvider time) : IApiKeys
{
    public Task<ApiKey?> FindAsync(string id, CancellationToken cancel) =>
        database.OneAsync("load_api_key", Key, cancel, id);

    /// <exception cref="SetupException">There is no such agency.</exception>
    public async Task AddAsync(string id, ReadOnlyMemory<byte> secretHash, string agency, string name, Permissions permissions, int? perSecond, CancellationToken cancel)
    {
        await using var connection = await database.ConnectAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        string[] words = [.. Enum.GetValues<Permissions>().Where(flag => flag is not Permissions.None && permissions.HasFlag(flag)).Select(Words.Of)];
        batch.Add("api_key_insert", id, agency, name, secretHash, words, time.GetUtcNow(), perSecond);
        if (await batch.ExecuteNonQueryAsync(cancel) == 0) throw new SetupException($"There is no agency '{agency}'.");
    }

    public async Task<bool> RevokeAsync(string id, CancellationToken cancel) =>
        await database.DoAsync("api_key_revoke", cancel, id, time.GetUtcNow()) == 1;

    /// <summary>Slips of machines that nobody has claimed, the oldest first.</summary>
    public Task<ImmutableArray<Slip>> SlipsAsync(NetworkId network, int most, CancellationToken cancel) =>
        database.ManyAsync("list_unassigned_cash", static row => new Slip(
            row.GetString(0), row.GetString(1), new Money(row.GetInt64(2), Currency.Parse(row.GetString(3))).ToString(), row.GetString(3), row.GetString(4), row.Instant(5)), cancel, network.Value, most);

    static ApiKey Key(NpgsqlDataReader row) => new(new(row.GetString(0)), row.GetString(1), new(row.GetString(2)), row.GetFieldValue<byte[]>(3),
        row.GetFieldValue<string[]>(4).Aggregate(Permissions.None, (all, word) => all | Words.Read<Permissions>(word)), row.GetString(5), row.IsDBNull(6) ? null : row.GetInt32(6));
}

/// <summary>Cash that a machine has kept.</summary>
/// <param name="Why">Code of the refusal.</param>
public sealed record Slip(string Terminal, string Reference, string Amount, string Currency, string Why, DateTimeOffset TakenAt);
