using System.Collections.Frozen;
using System.Collections.Immutable;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Libraries;

/// <summary>What may be done with copies of a kind, and what a reader must agree to before she gets one.</summary>
/// <param name="Restrictions">In the words of NCIP's ItemUseRestrictionType.</param>
/// <param name="MustAccept">Whether the reader must agree first (NCIP AcknowledgedItemUseRestrictionType); who can't ask her sends her to the desk.</param>
public sealed record UseTerms(ImmutableArray<string> Restrictions, bool MustAccept);

/// <summary>Restrictions on the use of copies: NCIP's list, which of it a loan breaks, and what holds for a copy.</summary>
public static class UseRestrictions
{
    const string InLibrary = "In Library Use Only";

    /// <summary>The lender's word, which a loan keeps as <see cref="Item.NotRenewable"/>.</summary>
    public const string NotRenewable = "Renewals Not Permitted";

    public static readonly ImmutableArray<string> All =
    [
        "Available For Supply Without Return", InLibrary, "Limited Circulation, Long Loan Period", "Limited Circulation, Normal Loan Period",
        "Limited Circulation, Short Loan Period", "No Reproduction", "Not For Loan", "Overnight Only", NotRenewable, "Supervision Required", "Term Loan",
        "Use Only In Controlled Access", "User Signature Required",
    ];

    /// <summary>Who takes it home breaks these.</summary>
    static readonly FrozenSet<string> NoLoan =
        FrozenSet.ToFrozenSet([InLibrary, "Not For Loan", "Supervision Required", "Use Only In Controlled Access"], StringComparer.Ordinal);

    static readonly FrozenDictionary<string, string> Words = All.ToFrozenDictionary(Plain, StringComparer.Ordinal);

    /// <summary>The list's own writing of a word; null where it has none.</summary>
    public static string? Find(string word) => Words.GetValueOrDefault(Plain(word));

    /// <summary>Everything that holds for a copy: its own, its kind's, and what follows from the rules.</summary>
    public static ImmutableArray<string> Of(Item item, Facts facts)
    {
        var all = item.Restrictions.AddRange(TermsOf(item, facts)?.Restrictions ?? []);
        if (item.NotRenewable) all = all.Add(NotRenewable);
        if (!all.Any(NoLoan.Contains) && !IsLent(item, facts)) all = all.Add(InLibrary);
        return [.. all.Distinct(StringComparer.Ordinal)];
    }

    public static bool ForbidLoan(Item item, Facts facts) =>
        item.Restrictions.Any(NoLoan.Contains) || TermsOf(item, facts) is { } terms && terms.Restrictions.Any(NoLoan.Contains);

    /// <summary>What the reader must agree to and has not.</summary>
    public static ImmutableArray<string> Missing(Item item, ImmutableArray<string> accepted, Facts facts) =>
        TermsOf(item, facts) is { MustAccept: true } terms ? [.. terms.Restrictions.Except(accepted, StringComparer.Ordinal)] : [];

    static UseTerms? TermsOf(Item item, Facts facts) => facts.AgencyOf(item.Owner).Library.UseTerms.Find(new(null, null, item.Kind, item.Owner.Value));

    /// <summary>Whether any reader of the owner may take such a copy home.</summary>
    static bool IsLent(Item item, Facts facts)
    {
        var library = facts.AgencyOf(item.Owner).Library;
        string?[] levels = library.Levels.IsEmpty ? [null] : [.. library.Levels];
        return library.Categories.Any(category => levels.Any(level => library.Loans.Find(new(category, level, item.Kind, item.Owner.Value)) is not null));
    }

    static string Plain(string word) => string.Concat(word.Where(char.IsAsciiLetter)).ToLowerInvariant();
}
