using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Adapters.Postgres;

/// <summary>A block of the chain: SHA-256 over the hash before and the entries of the block, in the order of their numbers.</summary>
public sealed record LedgerSeal(int Block, long AfterNumber, long LastNumber, int Entries, ReadOnlyMemory<byte> Hash);

/// <summary>
/// Seals the ledger's entries in blocks, beside the writers and not in their way: a short lock waits for entries that are being written,
/// so that no number below the block's last one can still appear. What is sealed holds ids and amounts, no personal data.
/// </summary>
public sealed class LedgerSeals(Database database, TimeProvider time)
{
    /// <summary>Entries per block at most.</summary>
    public const int BlockSize = 10_000;

    /// <summary>What the first block of a network stands on.</summary>
    static readonly byte[] Genesis = new byte[SHA256.HashSizeInBytes];

    /// <summary>Seals everything that is written; two nodes at once seal each block once.</summary>
    /// <returns>How many entries were sealed now.</returns>
    public async Task<int> SealAsync(NetworkId network, CancellationToken cancel)
    {
        var (sealedNow, last) = (0, (await OfAsync(network, cancel)).LastOrDefault());
        while (await NextAsync(network, last?.LastNumber ?? 0, cancel) is { } until)
        {
            var next = await HashAsync(network, (last?.Block ?? 0) + 1, last?.LastNumber ?? 0, until, last?.Hash ?? Genesis, cancel);
            if (!await InsertAsync(network, next, cancel)) break;
            (sealedNow, last) = (sealedNow + next.Entries, next);
        }
        return sealedNow;
    }

    public Task<ImmutableArray<LedgerSeal>> OfAsync(NetworkId network, CancellationToken cancel) =>
        database.ManyAsync("ledger_seals", static row => new LedgerSeal(row.GetInt32(0), row.GetInt64(1), row.GetInt64(2), row.GetInt32(3), row.GetFieldValue<byte[]>(4)), cancel, network.Value);

    /// <summary>Walks the chain; what is wrong with it, block by block.</summary>
    /// <param name="looked">Told after each block how many entries it had.</param>
    public async Task<ImmutableArray<string>> VerifyAsync(NetworkId network, Action<int> looked, CancellationToken cancel)
    {
        var wrong = ImmutableArray.CreateBuilder<string>();
        var (after, before) = (0L, (ReadOnlyMemory<byte>)Genesis);
        foreach (var seal in await OfAsync(network, cancel))
        {
            if (seal.AfterNumber != after) wrong.Add($"block {seal.Block} begins after {seal.AfterNumber}, the one before ends at {after}");
            var again = await HashAsync(network, seal.Block, seal.AfterNumber, seal.LastNumber, before, cancel);
            if (again.Entries != seal.Entries) wrong.Add($"block {seal.Block} was sealed with {seal.Entries} entries and has {again.Entries}");
            if (!again.Hash.Span.SequenceEqual(seal.Hash.Span)) wrong.Add($"block {seal.Block} is not what was sealed: an entry was changed, added or taken away");
            (after, before) = (seal.LastNumber, seal.Hash);
            looked(again.Entries);
        }
        return wrong.ToImmutable();
    }

    /// <summary>The last number of the next block; null where nothing is left to seal.</summary>
    async Task<long?> NextAsync(NetworkId network, long after, CancellationToken cancel)
    {
        await using var connection = await database.ConnectAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using (var alone = new NpgsqlCommand("set local lock_timeout = '5s'; select ledger_writers_are_done()", connection, transaction))
            await alone.ExecuteNonQueryAsync(cancel);
        await using var ask = new NpgsqlCommand(SqlText.Of("ledger_last_number"), connection, transaction)
        {
            Parameters = { new() { Value = network.Value }, new() { Value = after }, new() { Value = BlockSize } },
        };
        var last = await ask.ExecuteScalarAsync(cancel) as long?;
        await transaction.CommitAsync(cancel);
        return last;
    }

    async Task<LedgerSeal> HashAsync(NetworkId network, int block, long after, long until, ReadOnlyMemory<byte> before, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(before.Span);
        await using var connection = await database.ConnectAsync(cancel);
        await using var ask = new NpgsqlCommand(SqlText.Of("ledger_canonical"), connection)
        {
            CommandTimeout = 0,
            Parameters = { new() { Value = network.Value }, new() { Value = after }, new() { Value = until } },
        };
        await using var rows = await ask.ExecuteReaderAsync(cancel);
        var entries = 0;
        for (; await rows.ReadAsync(cancel); entries++) hash.AppendData(Encoding.UTF8.GetBytes(rows.GetString(1)));
        return new(block, after, until, entries, hash.GetHashAndReset());
    }

    async Task<bool> InsertAsync(NetworkId network, LedgerSeal seal, CancellationToken cancel)
    {
        await using var connection = await database.ConnectAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add("ledger_seal_insert", network.Value, seal.Block, seal.AfterNumber, seal.LastNumber, seal.Entries, seal.Hash, time.GetUtcNow());
        try
        {
            await batch.ExecuteNonQueryAsync(cancel);
            return true;
        }
        catch (PostgresException other) when (other.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return false;
        }
    }
}
