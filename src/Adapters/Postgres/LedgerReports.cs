using System.Collections.Immutable;
using System.Globalization;
using ProtocolServer.Adapters.Files;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Adapters.Postgres;

/// <summary>What was paid out of the prepaid accounts of an agency in some time.</summary>
/// <param name="Payments">How many.</param>
/// <param name="GivenBack">After faults; not taken off the turnover.</param>
public sealed record WalletTurnover(string Network, string Agency, long Payments, Money Turnover, Money GivenBack);

/// <summary>Reports on the ledger that are asked for, and bills of gateways that are laid beside it.</summary>
public sealed class LedgerReports(Database database, TimeProvider time)
{
    /// <summary>Payments out of prepaid accounts after one moment and up to another (domain reference 1.9).</summary>
    public Task<ImmutableArray<WalletTurnover>> TurnoverAsync(DateTimeOffset after, DateTimeOffset until, CancellationToken cancel) => database.ManyAsync("wallet_turnover", static row =>
    {
        var currency = Currency.Parse(row.GetString(2));
        return new WalletTurnover(row.GetString(0), row.GetString(1), row.GetInt64(3), new(row.GetInt64(4), currency), new(row.GetInt64(5), currency));
    }, cancel, after, until);

    /// <summary>Keeps the lines of a gateway's bill; the reconciliation compares them with the clearing account.</summary>
    /// <returns>How many were new.</returns>
    public Task<int> KeepStatementAsync(string gateway, ImmutableArray<StatementLine> lines, CancellationToken cancel) => database.DoAsync("gateway_statement_insert", cancel, gateway,
        lines.Select(line => line.IsRefund ? "refund" : "paid").ToArray(), lines.Select(line => line.Number).ToArray(), lines.Select(line => line.Order).ToArray(),
        lines.Select(line => line.Amount.AmountMinor).ToArray(), lines.Select(line => line.Amount.Currency.Code).ToArray(), lines.Select(line => line.At.ToString("O", CultureInfo.InvariantCulture)).ToArray(),
        lines.Select(line => line.Day.ToString("O", CultureInfo.InvariantCulture)).ToArray(), time.GetUtcNow());
}
