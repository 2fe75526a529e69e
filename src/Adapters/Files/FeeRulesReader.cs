using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;

namespace ProtocolServer.Adapters.Files;

/// <summary>The fees of a library file: enrolment, deposits, a new card, a lost copy.</summary>
sealed class FeeRulesReader(Section top, RuleRows rows, Currency? currency)
{
    public FeeRules Rules() => new()
    {
        Enrolment = rows.Read(top, "enrolment-fees", Amount, required: false),
        Deposits = rows.Read(top, "deposits", Amount, required: false),
        CardReplacementMinor = top.Amount("card-replacement", currency)?.AmountMinor,
        Lost = Lost(),
    };

    ListedAmount? Amount(Section row) => row.Amount("amount", currency, required: true) is { } amount ? new(amount.AmountMinor) : null;

    LostRule Lost()
    {
        if (top.Child("lost") is not { } lost) return new();
        var rule = new LostRule
        {
            ProcessingMinor = lost.Amount("processing", currency)?.AmountMinor ?? 0,
            TakesNewCopy = lost.Flag("takes-new-copy") ?? false,
            ByAge = [.. lost.Children("by-age").Select(Age).OfType<PriceByAge>().OrderBy(row => row.FromYears)],
        };
        lost.Done();
        return rule;
    }

    static PriceByAge? Age(Section row)
    {
        var (years, percent) = (row.Whole("from-years", 0, 500, required: true), row.Whole("percent", 0, 10_000, required: true));
        row.Done();
        return years is null || percent is null ? null : new(years.Value, percent.Value);
    }
}
