using System.Collections.Immutable;
using Npgsql;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Adapters.Postgres;

/// <summary>A destination that belongs to this node for a while.</summary>
/// <param name="Failures">Attempts in a row that were not answered.</param>
public sealed record OutboxClaim(NetworkId Network, string Kind, string Destination, int Failures);

/// <summary>The next message of a destination.</summary>
/// <param name="Attempts">How often it was tried before.</param>
public sealed record OutboxLetter(NetworkId Network, Guid Id, string Kind, string Destination, string Subject, DateTimeOffset At, ReadOnlyMemory<byte> Body, int Attempts);

/// <summary>A message that waits, as staff see it.</summary>
/// <param name="NextAt">When it is tried next at the earliest.</param>
/// <param name="LastError">Why the destination was not reached the last time; null where it was.</param>
public sealed record OutboxWaiting(
    Guid Id, DateTimeOffset At, string Kind, string Destination, string Subject, string? About, int Attempts, DateTimeOffset NextAt, string? LastError);

/// <summary>How much waits.</summary>
/// <param name="OldestSeconds">Age of the oldest.</param>
public readonly record struct OutboxCount(string Kind, long Messages, long OldestSeconds);

/// <summary>
/// The sender's side of the outbox. Messages are written by the command that they tell of; here they are taken, tried and done with.
/// Leases go by the database's clock, so that two nodes never hold the same destination.
/// </summary>
public sealed class Outbox(Database database)
{
    /// <summary>Takes destinations that have something to get.</summary>
    public Task<ImmutableArray<OutboxClaim>> ClaimAsync(Guid node, TimeSpan lease, int most, CancellationToken cancel) => database.ManyAsync(
        "outbox_claim", row => new OutboxClaim(new(row.GetString(0)), row.GetString(1), row.GetString(2), row.GetInt32(3)), cancel, node, Seconds(lease), most);

    /// <summary>The next message, with a lease that lasts for an attempt; null where there is none or where the destination is not this node's any more.</summary>
    public Task<OutboxLetter?> NextAsync(OutboxClaim claim, Guid node, TimeSpan lease, TimeSpan attempt, CancellationToken cancel) => database.OneAsync(
        "outbox_next",
        row => new OutboxLetter(
            claim.Network, row.GetGuid(0), claim.Kind, claim.Destination, row.GetString(2), row.Instant(1), row.GetFieldValue<byte[]>(3), row.GetInt32(4)),
        cancel, claim.Network.Value, claim.Kind, claim.Destination, node, Seconds(lease), Seconds(attempt));

    /// <summary>It was answered: it is never sent again.</summary>
    public Task AnsweredAsync(OutboxLetter letter, Guid node, string outcome, TimeSpan took, CancellationToken cancel) => DoAsync([("outbox_answered", [letter.Network.Value, letter.Id, outcome]),
        ("outbox_attempted", [letter.Network.Value, letter.Id, (int)took.TotalMilliseconds, outcome]),
        ("outbox_reached", [letter.Network.Value, letter.Kind, letter.Destination, node])], cancel);

    /// <summary>It was not answered: the destination is left alone for a while, with all that waits for it.</summary>
    public Task FailedAsync(OutboxLetter letter, Guid node, string why, TimeSpan took, TimeSpan wait, CancellationToken cancel) => DoAsync([("outbox_attempted", [letter.Network.Value, letter.Id, (int)took.TotalMilliseconds, why]),
        ("outbox_failed", [letter.Network.Value, letter.Kind, letter.Destination, node, why, (int)wait.TotalMilliseconds])], cancel);

    public Task ReleaseAsync(OutboxClaim claim, Guid node, CancellationToken cancel) =>
        database.DoAsync("outbox_release", cancel, claim.Network.Value, claim.Kind, claim.Destination, node);

    /// <summary>Gives up what has waited too long, and forgets what was answered long ago.</summary>
    public Task TidyAsync(int giveUpDays, int keepDays, CancellationToken cancel) =>
        DoAsync([("outbox_expire", [giveUpDays]), ("outbox_forget", [keepDays])], cancel);

    public Task<ImmutableArray<OutboxCount>> CountsAsync(CancellationToken cancel) =>
        database.ManyAsync("outbox_counts", row => new OutboxCount(row.GetString(0), row.GetInt64(1), row.GetInt64(2)), cancel);

    /// <summary>What waits, in the order in which it will be sent.</summary>
    public Task<ImmutableArray<OutboxWaiting>> WaitingAsync(string? kind, int most, CancellationToken cancel) => database.ManyAsync(
        "outbox_list",
        row => new OutboxWaiting(row.GetGuid(0), row.Instant(1), row.GetString(2), row.GetString(3), row.GetString(4), row.TextOrNull(5), row.GetInt32(6),
            row.Instant(7), row.TextOrNull(8)),
        cancel, kind, most);

    /// <summary>Everybody who is left alone just now is tried at once.</summary>
    public Task HurryAsync(CancellationToken cancel) => database.DoAsync("outbox_hurry", cancel);

    /// <summary>A message that shall not be sent. False where it is unknown or was answered.</summary>
    public async Task<bool> DropAsync(Guid message, CancellationToken cancel) => await database.DoAsync("outbox_drop", cancel, message) == 1;

    static int Seconds(TimeSpan span) => (int)Math.Ceiling(span.TotalSeconds);

    async Task<int> DoAsync((string Query, object?[] Values)[] statements, CancellationToken cancel)
    {
        await using var connection = await database.ConnectAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var (query, values) in statements) batch.Add(query, values);
        return await batch.ExecuteNonQueryAsync(cancel);
    }
}
