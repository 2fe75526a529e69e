using Npgsql;

namespace ProtocolServer.Tests.Integration.Sip2;

/// <summary>What holds of the rows whatever has happened (G-4 and the constraints, asked independently of them).</summary>
static class Invariants
{
    static readonly (string Name, string Broken)[] All =
    [
        ("one open loan per item", "select count(*) from (select from loan where ended_at is null group by network_id, item_id having count(*) > 1) two"),
        ("an item is captured for one hold", "select count(*) from (select from hold where state in ('in-transit', 'ready') group by network_id, captured_item_id having count(*) > 1) two"),
        ("what is on loan does not wait on the shelf", "select count(*) from hold join loan on loan.network_id = hold.network_id and loan.item_id = captured_item_id and ended_at is null where state in ('in-transit', 'ready')"),
        ("a hold is collected by one loan of its reader", "select count(*) from hold where state = 'collected' and not exists (select from loan where loan.reader_id = hold.reader_id and loan.item_id = captured_item_id)"),
        ("every entry sums to zero", "select count(*) from (select from posting group by network_id, entry_id, currency having sum(amount_minor) <> 0) odd"),
        ("every entry has postings", "select count(*) from ledger_entry entry where not exists (select from posting where posting.entry_id = entry.entry_id)"),
        ("no charge is paid beyond its amount", "select count(*) from (select from posting where charge_id is not null and account like 'receivable/%' group by charge_id having sum(amount_minor) < 0) over"),
        ("what is settled has nothing left and the other way round",
            "select count(*) from charge where (settled_at is not null) <> (coalesce((select sum(amount_minor) from posting where posting.charge_id = charge.charge_id and account like 'receivable/%'), 0) = 0)"),
        ("a payment's number pays once", "select count(*) from (select from ledger_entry where reason = 'paid' and source is not null group by network_id, terminal, source having count(*) > 1) twice"),
        ("a stream's versions have no gap", "select count(*) from (select from journal group by network_id, stream having count(*) <> max(version) - min(version) + 1) gap"),
    ];

    /// <summary>The names of those that are broken.</summary>
    public static async Task<IReadOnlyList<string>> BrokenAsync(string connection)
    {
        await using var source = NpgsqlDataSource.Create(connection + ";Pooling=false");
        await using var open = await source.OpenConnectionAsync();
        var broken = new List<string>();
        foreach (var (name, sql) in All)
        {
            await using var command = new NpgsqlCommand(sql, open);
            if ((long)(await command.ExecuteScalarAsync())! is > 0 and var count) broken.Add($"{name} ({count})");
        }
        return broken;
    }

    public static async Task<long> AskAsync(string connection, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connection + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
