using System.Collections.Immutable;
using Npgsql;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Adapters.Postgres;

/// <summary>One run of a job for one business day.</summary>
/// <param name="Agency">Empty where the job is the network's.</param>
/// <param name="Done">Loans, holds, entries: what the job counts.</param>
public sealed record JobRun(
    string Network, string Job, string Agency, DateOnly Day, string Node, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, long Done, string? Error);

/// <summary>
/// Which job was run for which business day: the day is the key. Who claims a day runs it; a day that is finished is never claimed again; the claim
/// of a node that died is taken over.
/// </summary>
public sealed class JobBook(Database database, TimeProvider time)
{
    /// <summary>A claim so old belongs to a node that has died; jobs are repeatable, so that an early take-over does no harm.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    public async Task<bool> ClaimAsync(NetworkId network, string job, string agency, DateOnly day, string node, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        return await database.ScalarAsync("job_claim", cancel, network.Value, job, agency, day, node, now, now - Patience) is not null;
    }

    public Task FinishAsync(NetworkId network, string job, string agency, DateOnly day, string node, long done, CancellationToken cancel) =>
        database.DoAsync("job_finish", cancel, network.Value, job, agency, day, node, time.GetUtcNow(), done, null);

    public Task FailAsync(NetworkId network, string job, string agency, DateOnly day, string node, string error, CancellationToken cancel) =>
        database.DoAsync("job_finish", cancel, network.Value, job, agency, day, node, null, 0L, error);

    /// <summary>The last day that was run; null where none was.</summary>
    public async Task<DateOnly?> LastDayAsync(NetworkId network, string job, string agency, CancellationToken cancel) =>
        await database.ScalarAsync("job_last_day", cancel, network.Value, job, agency) as DateOnly?;

    /// <summary>The latest runs first.</summary>
    /// <param name="job">Null for all.</param>
    public Task<ImmutableArray<JobRun>> RunsAsync(string? job, int most, CancellationToken cancel) => database.ManyAsync("list_job_runs", row => new JobRun(
        row.GetString(0), row.GetString(1), row.GetString(2), row.GetFieldValue<DateOnly>(3), row.GetString(4), row.Instant(5), row.InstantOrNull(6), row.GetInt64(7),
        row.TextOrNull(8)), cancel, job, most);

    /// <summary>Wallets with expired holds: agency, currency, card.</summary>
    public Task<ImmutableArray<(AgencyId Agency, string Currency, CardNumber Card)>> ExpiredMoneyAsync(NetworkId network, int most, CancellationToken cancel) => database.ManyAsync(
        "list_expired_money_holds", static row => (new AgencyId(row.GetString(0)), row.GetString(1), new CardNumber(row.GetString(2))), cancel, network.Value, time.GetUtcNow(), most);

    /// <summary>Copies on the hold shelf whose time is over: agency, barcode, hold.</summary>
    public Task<ImmutableArray<(AgencyId Agency, Barcode Barcode, HoldId Hold)>> ExpiredShelfAsync(NetworkId network, int most, CancellationToken cancel) => database.ManyAsync(
        "list_expired_shelf", static row => (new AgencyId(row.GetString(0)), new Barcode(row.GetString(1)), new HoldId(row.GetGuid(2))), cancel, network.Value, time.GetUtcNow(), most);
}
