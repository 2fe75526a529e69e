using System.Collections.Immutable;

namespace ProtocolServer.Domain.Libraries;

/// <summary>What a row of a rule table may depend on. Null means "any".</summary>
public sealed record RuleCondition
{
    /// <summary>Reader category, such as <c>adult</c>.</summary>
    public string? Category { get; init; }

    /// <summary>Card level or grade (BJ-7).</summary>
    public string? Level { get; init; }

    /// <summary>Kind of item, such as <c>book</c>.</summary>
    public string? ItemKind { get; init; }

    /// <summary>Lending agency, for a file that serves several.</summary>
    public string? Agency { get; init; }

    public int Specificity =>
        (Category is null ? 0 : 1) + (Level is null ? 0 : 1) + (ItemKind is null ? 0 : 1) + (Agency is null ? 0 : 1);

    public bool Holds(in RuleCase of) =>
        (Category is null || Category == of.Category) && (Level is null || Level == of.Level)
        && (ItemKind is null || ItemKind == of.ItemKind) && (Agency is null || Agency == of.Agency);
}

/// <summary>The case a rule is asked about. A null member is unknown and meets only rows that do not ask for it.</summary>
public readonly record struct RuleCase(string? Category, string? Level, string? ItemKind, string? Agency);

/// <summary>One row: when it holds, and what it says.</summary>
public sealed record Rule<T>(RuleCondition When, T Then);

/// <summary>Rows of a rule; the most specific row that holds wins, the earlier one among equals.</summary>
public sealed class RuleTable<T> where T : class
{
    readonly ImmutableArray<Rule<T>> bySpecificity;

    readonly ImmutableArray<string?> kinds;

    public RuleTable(params IEnumerable<Rule<T>> rows)
    {
        bySpecificity = [.. rows.OrderByDescending(row => row.When.Specificity)];
        kinds = [.. bySpecificity.Select(row => row.When.ItemKind).Append(null).Distinct()];
    }

    /// <summary>Rows, most specific first.</summary>
    public ImmutableArray<Rule<T>> Rows => bySpecificity;

    /// <summary>What the library says in this case; null when it says nothing.</summary>
    public T? Find(in RuleCase of)
    {
        foreach (var row in bySpecificity)
            if (row.When.Holds(of))
                return row.Then;
        return null;
    }

    /// <summary>What the library says for each kind of item it names, and for all others.</summary>
    public IEnumerable<T> FindForEachKind(RuleCase of)
    {
        foreach (var kind in kinds)
            if (Find(of with { ItemKind = kind }) is { } found)
                yield return found;
    }
}
