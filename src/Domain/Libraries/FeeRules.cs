using System.Collections.Immutable;

namespace ProtocolServer.Domain.Libraries;

/// <summary>Fees that are asked for by name, and what a lost copy costs.</summary>
public sealed record FeeRules
{
    /// <summary>A new card for a lost one, minor units; null where the library asks nothing (BJ-11, HU-6).</summary>
    public long? CardReplacementMinor { get; init; }

    /// <summary>The yearly enrolment by category; no row: free (HU-1, HU-2).</summary>
    public RuleTable<ListedAmount> Enrolment { get; init; } = new();

    /// <summary>What is left with the library for a card, by level and category; no row: nothing (BJ-7).</summary>
    public RuleTable<ListedAmount> Deposits { get; init; } = new();

    public LostRule Lost { get; init; } = new();
}

/// <param name="AmountMinor">Minor units of the library's currency.</param>
public sealed record ListedAmount(long AmountMinor);

/// <summary>A lost or damaged copy: replaced by a new one of the same ISBN, or paid by price and age (HF-13).</summary>
public sealed record LostRule
{
    /// <summary>Asked with a new copy, minor units; who pays by price and age pays no more than that.</summary>
    public long ProcessingMinor { get; init; }

    /// <summary>Whether a new copy of the same ISBN is taken instead of money.</summary>
    public bool TakesNewCopy { get; init; }

    /// <summary>What of the price is paid from which age on, youngest first; without a row the price itself.</summary>
    public ImmutableArray<PriceByAge> ByAge { get; init; } = [];

    public int PercentAt(int years) => ByAge.LastOrDefault(row => row.FromYears <= years)?.Percent ?? 100;
}

public sealed record PriceByAge(int FromYears, int Percent);
