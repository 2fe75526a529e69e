using System.Collections.Immutable;
using System.Text.Json;
using Npgsql;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Adapters.Postgres;

/// <summary>One check of the ledger and what it found; nothing found is good.</summary>
/// <param name="Check">For people: <c>trial balance</c>.</param>
public sealed record AuditFinding(string Check, ImmutableArray<string> Wrong)
{
    public bool IsClean => Wrong.IsEmpty;
}

/// <summary>A day's reconciliation as it was kept.</summary>
public sealed record Reconciliation(string Network, DateOnly Day, DateTimeOffset At, bool IsClean, ImmutableArray<AuditFinding> Findings);

/// <summary>
/// Looks the ledger over (domain reference R15): every currency sums to zero, every balance is the sum of its postings, every seal still fits, no
/// money is held beyond its time. It only tells; a difference is for people, never corrected by itself.
/// </summary>
public sealed class LedgerAudit(Database database, TimeProvider time)
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    static readonly (string Check, string Query)[] Checks =
    [
        ("trial balance", "audit_trial_balance"), ("entries balanced", "audit_entries"), ("wallets against postings", "audit_wallets"),
        ("held money against open holds", "audit_held"), ("charges against postings", "audit_charges"),
        ("refunds due against postings", "audit_refunds_due"), ("gateways' bills against clearing", "audit_gateways"),
    ];

    public Task<ImmutableArray<NetworkId>> NetworksAsync(CancellationToken cancel) =>
        database.ManyAsync("ledger_networks", static row => new NetworkId(row.GetString(0)), cancel);

    /// <summary>How many entries a network has: what a progress bar counts to.</summary>
    public async Task<long> CountAsync(NetworkId network, CancellationToken cancel)
    {
        await using var ask = database.Source.CreateCommand(SqlText.Of("ledger_counts"));
        ask.Parameters.Add(new() { Value = network.Value });
        return (long)(await ask.ExecuteScalarAsync(cancel))!;
    }

    /// <param name="looked">Told how many entries more were looked at.</param>
    public async Task<ImmutableArray<AuditFinding>> RunAsync(NetworkId network, Action<int> looked, CancellationToken cancel)
    {
        var findings = ImmutableArray.CreateBuilder<AuditFinding>();
        foreach (var (check, query) in Checks) findings.Add(new(check, await AskAsync(query, cancel, network.Value)));
        findings.Add(new("stale money holds", await AskAsync("audit_stale_holds", cancel, network.Value, time.GetUtcNow())));
        findings.Add(new("seals", await new LedgerSeals(database, time).VerifyAsync(network, looked, cancel)));
        return findings.ToImmutable();
    }

    /// <summary>Where the bills of gateways and the clearing accounts differ.</summary>
    public Task<ImmutableArray<string>> GatewaysAsync(NetworkId network, CancellationToken cancel) => AskAsync("audit_gateways", cancel, network.Value);

    /// <summary>Keeps the findings as the report of a day; false where that day has one already.</summary>
    public async Task<bool> KeepAsync(NetworkId network, DateOnly day, ImmutableArray<AuditFinding> findings, CancellationToken cancel) =>
        await database.DoAsync("reconciliation_insert", cancel, network.Value, day, time.GetUtcNow(), findings.All(finding => finding.IsClean), JsonSerializer.Serialize(findings, Json)) == 1;

    /// <summary>The latest reports first.</summary>
    public Task<ImmutableArray<Reconciliation>> ReportsAsync(int most, CancellationToken cancel) =>
        database.ManyAsync("list_reconciliations", static row => new Reconciliation(row.GetString(0), row.GetFieldValue<DateOnly>(1), row.Instant(2),
            row.GetBoolean(3), JsonSerializer.Deserialize<ImmutableArray<AuditFinding>>(row.GetString(4), Json)), cancel, most);

    async Task<ImmutableArray<string>> AskAsync(string query, CancellationToken cancel, params object?[] values)
    {
        await using var connection = await database.ConnectAsync(cancel);
        await using var batch = new NpgsqlBatch(connection) { Timeout = 0 };
        batch.Add(query, values);
        await using var rows = await batch.ExecuteReaderAsync(cancel);
        return await new ResultReader(rows).ManyAsync(static row => row.GetString(0), cancel);
    }
}
