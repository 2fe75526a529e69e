using System.Collections.Immutable;
using Npgsql;
using ProtocolServer.Domain.Interlibrary;

namespace ProtocolServer.Adapters.Postgres;

/// <summary>An act that had happened and contradicts what was known.</summary>
/// <param name="Code">What spoke against it: the code of the refusal it would have got.</param>
/// <param name="Message">What the terminal sent, without secrets and personal data.</param>
public sealed record Contradiction(Guid Id, DateTimeOffset At, string Agency, string Terminal, string Code, string Message);

/// <summary>A copy that was not on loan went through a gate.</summary>
public sealed record Alarm(Guid Id, DateTimeOffset At, string Agency, string Gate, string Barcode, string Title);

/// <summary>A payment without a number came again byte for byte and was taken for the first one.</summary>
public sealed record SuspectedRepeat(DateTimeOffset At, string Agency, string Terminal, string Command);

/// <summary>Something to tell a reader that she was not told yet; what it says is not shown.</summary>
/// <param name="From">Who asked for it.</param>
/// <param name="HandedAt">When it went to those who tell readers.</param>
/// <param name="IsTaken">Somebody tells readers of that agency.</param>
/// <param name="Outcome">What came of the last message about it, where that has ended: given up, dropped.</param>
public sealed record WaitingNotice(
    Guid Id, DateTimeOffset DueAt, string Agency, string From, string Kind, string? Barcode, DateTimeOffset? HandedAt, bool IsTaken, string? Outcome);

/// <summary>What waits for a member of staff.</summary>
public sealed class StaffLists(Database database, TimeProvider time)
{
    /// <summary>Open contradictions, the oldest first.</summary>
    public Task<ImmutableArray<Contradiction>> ContradictionsAsync(string? agency, int most, CancellationToken cancel) => database.ManyAsync(
        "list_contradictions", row => new Contradiction(row.GetGuid(0), row.Instant(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5)), cancel, agency, most);

    /// <summary>Alarms of gates, the latest first.</summary>
    public Task<ImmutableArray<Alarm>> AlarmsAsync(string? agency, int most, CancellationToken cancel) => database.ManyAsync(
        "list_alarms", row => new Alarm(row.GetGuid(0), row.Instant(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5)), cancel, agency, most);

    /// <summary>Loans between libraries, the oldest first.</summary>
    public Task<ImmutableArray<InterlibraryLoan>> InterlibraryAsync(string? agency, bool ended, int most, CancellationToken cancel) =>
        database.ManyAsync("list_interlibrary", Rows.InterlibraryListed, cancel, agency, ended, most, null);

    /// <summary>The loans of that number, open or ended.</summary>
    public Task<ImmutableArray<InterlibraryLoan>> InterlibraryAsync(string? agency, string number, bool ended, CancellationToken cancel) =>
        database.ManyAsync("list_interlibrary", Rows.InterlibraryListed, cancel, agency, ended, 2, number);

    /// <summary>Payments that came again without a number, the latest first.</summary>
    public Task<ImmutableArray<SuspectedRepeat>> SuspectedRepeatsAsync(string? agency, int most, CancellationToken cancel) => database.ManyAsync(
        "list_suspected_repeats", row => new SuspectedRepeat(row.Instant(0), row.GetString(1), row.GetString(2), row.GetString(3)), cancel, agency, most);

    /// <summary>Readers' notices that were not told yet, the oldest first.</summary>
    public Task<ImmutableArray<WaitingNotice>> NoticesAsync(string? agency, int most, CancellationToken cancel) => database.ManyAsync(
        "list_notices", NoticeRows.Waiting, cancel, agency, most);

    /// <summary>Staff have dealt with it. False where it is unknown or was settled before.</summary>
    public async Task<bool> SettleAsync(Guid contradiction, CancellationToken cancel) =>
        await database.DoAsync("settle_contradiction", cancel, contradiction, time.GetUtcNow()) == 1;
}
