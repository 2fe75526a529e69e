using System.Collections.Frozen;
using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Libraries;

/// <summary>All rules of one library, as its file says them. A rule is data: nothing here knows which library it is.</summary>
public sealed record LibraryFile
{
    /// <summary>The file's name, which agencies refer to.</summary>
    public required string Id { get; init; }

    /// <summary>The library's languages (ISO 639-1), its own first (G-5).</summary>
    public required ImmutableArray<string> Languages { get; init; }

    public required Currency Currency { get; init; }

    public required Calendar Calendar { get; init; }

    /// <summary>Categories of readers the rules know (HU-1, HU-2).</summary>
    public ImmutableArray<string> Categories { get; init; } = [];

    /// <summary>Card levels, lowest first (BJ-7); empty where cards have none.</summary>
    public ImmutableArray<string> Levels { get; init; } = [];

    /// <summary>Kinds of items the library has; a kind without a loan rule is used in the library only.</summary>
    public ImmutableArray<string> ItemKinds { get; init; } = [];

    public required RuleTable<LoanTerms> Loans { get; init; }

    public required RuleTable<OverdueTerms> Overdue { get; init; }

    /// <summary>A fee for borrowing, which the reader must accept first (SIP2 BO). No row: free.</summary>
    public RuleTable<LoanFee> LoanFees { get; init; } = new();

    public required RuleTable<HoldTerms> Holds { get; init; }

    /// <summary>Restrictions on the use of kinds of copies. No row: none but what the loan rules say.</summary>
    public RuleTable<UseTerms> UseTerms { get; init; } = new();

    public BlockLimits Blocks { get; init; } = new();

    public MembershipRule Membership { get; init; } = new();

    public PinRule Pins { get; init; } = new();

    public CardRule Cards { get; init; } = new();

    public ReturnRule Returns { get; init; } = new();

    public PaymentRule Payments { get; init; } = new();

    public FeeRules Fees { get; init; } = new();

    /// <summary>The prepaid account; null where the library has none.</summary>
    public WalletRule? Wallet { get; init; }

    /// <summary>Texts of this library that differ from the common ones: language → key → text.</summary>
    public FrozenDictionary<string, FrozenDictionary<string, string>> Texts { get; init; } =
        FrozenDictionary<string, FrozenDictionary<string, string>>.Empty;
}

/// <summary>How long and how many (HF-4). No row for an item: it is not lent.</summary>
public sealed record LoanTerms
{
    /// <summary>Open loans allowed at the same time.</summary>
    public required int Limit { get; init; }

    /// <summary>What counts towards the limit.</summary>
    public LoanScope CountedAcross { get; init; } = LoanScope.Network;

    /// <summary>Loan period in calendar days.</summary>
    public required int Days { get; init; }

    public int Renewals { get; init; }

    /// <summary>Period of a renewal in days; the loan period when absent.</summary>
    public int? RenewalDays { get; init; }

    public RenewalStart RenewalCountedFrom { get; init; } = RenewalStart.RenewalDay;

    /// <summary>Whether an overdue loan may still be renewed (HF-5 says no).</summary>
    public bool RenewsOverdue { get; init; }

    /// <summary>Whether a waiting hold of somebody else forbids the renewal.</summary>
    public bool HoldsForbidRenewal { get; init; } = true;
}

public enum LoanScope { Network, Agency }

public enum RenewalStart { RenewalDay, DueDate }

/// <summary>What a late return costs (HF-5).</summary>
public sealed record OverdueTerms
{
    /// <summary>Per item and day, minor units.</summary>
    public required long FinePerDayMinor { get; init; }

    /// <summary>At most per item, minor units; no limit when absent.</summary>
    public long? CapMinor { get; init; }

    /// <summary>Days late that cost nothing; later, all days count.</summary>
    public int GraceDays { get; init; }

    /// <summary>Whether closed days cost as well.</summary>
    public bool CountsClosedDays { get; init; } = true;

    /// <summary>Whether it is put on the account night by night, so that the reader sees it grow; otherwise all at the return.</summary>
    public bool AccruesNightly { get; init; }
}

/// <param name="AmountMinor">Minor units of the library's currency.</param>
/// <param name="FeeType">SIP2 fee type (BT), 06 = rental.</param>
public sealed record LoanFee(long AmountMinor, string FeeType = "06");

public sealed record HoldTerms
{
    /// <summary>Open holds allowed at the same time.</summary>
    public required int Limit { get; init; }

    /// <summary>How many days a captured item waits on the shelf.</summary>
    public int ShelfDays { get; init; } = 7;

    /// <summary>Whether a title with a copy on the shelf may be held.</summary>
    public bool AllowsAvailable { get; init; } = true;

    /// <summary>Charged when the hold is placed, minor units; must be accepted (BO) when above zero.</summary>
    public long FeeMinor { get; init; }
}

/// <summary>From which number or amount on borrowing is refused; absent = never. Each fills a place of the SIP2 patron status.</summary>
public sealed record BlockLimits
{
    /// <summary>Overdue items (position 6; HF-6).</summary>
    public int? OverdueItems { get; init; }

    /// <summary>Fines owed, minor units (position 10; HF-6).</summary>
    public long? FinesMinor { get; init; }

    /// <summary>Other fees owed, minor units (position 11; HF-6).</summary>
    public long? FeesMinor { get; init; }

    /// <summary>Loans claimed returned (position 8).</summary>
    public int? ClaimedReturned { get; init; }

    /// <summary>Lost items (position 9).</summary>
    public int? LostItems { get; init; }

    /// <summary>Items billed and unpaid (position 13).</summary>
    public int? BilledItems { get; init; }

    /// <summary>Renewals spent over all open loans (position 7).</summary>
    public int? RenewalsSpent { get; init; }

    /// <summary>Recalled items overdue (position 12).</summary>
    public int? RecallsOverdue { get; init; } = 1;

    /// <summary>Whether what forbids borrowing forbids holds as well (HF-6: no ordering).</summary>
    public bool ForbidHolds { get; init; } = true;

    /// <summary>Whether what forbids borrowing forbids renewals as well.</summary>
    public bool ForbidRenewals { get; init; }
}

/// <param name="Required">Whether a reader must be a member of the lending agency itself (NO-5).</param>
public sealed record MembershipRule(bool Required = false);

public sealed record PinRule
{
    /// <summary>Wrong PINs before the card is locked.</summary>
    public int Attempts { get; init; } = 5;

    public int LockMinutes { get; init; } = 15;

    /// <summary>What the first PIN is where none is given (HF-3).</summary>
    public InitialPin Initial { get; init; } = InitialPin.Given;
}

/// <summary>Cards that are made without a number of their own (HF-1).</summary>
public sealed record CardRule
{
    public string Prefix { get; init; } = "";

    /// <summary>Digits behind the prefix.</summary>
    public int Digits { get; init; } = 10;

    /// <summary>How long a card is valid of which nothing is said (HU-5); for ever when absent.</summary>
    public int? ValidMonths { get; init; }
}

public enum InitialPin { Given, BirthDate }

public sealed record ReturnRule
{
    /// <summary>Whether an item that was not on loan is taken in with ok (SIP2 section 13).</summary>
    public bool AcceptsNotOnLoan { get; init; } = true;
}

public sealed record PaymentRule
{
    /// <summary>SIP2 payment types that are taken; others are refused with a message (BJ-13).</summary>
    public FrozenSet<string> Types { get; init; } = FrozenSet.ToFrozenSet(["00", "01", "02"], StringComparer.Ordinal);

    /// <summary>More than so much, minor units, goes back to a reader only where two people decide it; null: one is enough (domain reference R16).</summary>
    public long? FourEyesAboveMinor { get; init; }
}
