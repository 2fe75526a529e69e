using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Circulation;

/// <summary>
/// What the last act on a copy was and how everything it touched stood before: enough to take it back whole, and nothing else
/// (SIP2 BI, NCIP UndoCheckOutItem). Kept in the copy's journal.
/// </summary>
public sealed record ItemAct
{
    public required ItemActKind Kind { get; init; }

    /// <summary>When it was done: the terminal's date where it was done off line.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Null where the copy was not on loan.</summary>
    public LoanId? Loan { get; init; }

    public ReaderId? Reader { get; init; }

    /// <summary>The card of a loan that a return has ended.</summary>
    public CardNumber? Card { get; init; }

    public required TerminalId Terminal { get; init; }

    public required string LocationBefore { get; init; }

    public required ItemStatus StatusBefore { get; init; }

    /// <summary>Due date before a renewal, or of the loan that a return has ended.</summary>
    public DateTimeOffset? DueBefore { get; init; }

    public int RenewalsBefore { get; init; }

    /// <summary>Holds as they stood before the act captured, collected or moved them.</summary>
    public ImmutableArray<HoldBefore> HoldsBefore { get; init; } = [];

    /// <summary>The fine of a return, minor units: a copy that comes twice within seconds gets the same answer.</summary>
    public long? FineMinor { get; init; }

    /// <summary>The loan between libraries that a return has ended.</summary>
    public Guid? Interlibrary { get; init; }

    /// <summary>Ledger entries the act made.</summary>
    public ImmutableArray<Guid> Entries { get; init; } = [];
}

public enum ItemActKind { CheckedOut, Renewed, CheckedIn, TakenBack }

public sealed record HoldBefore(HoldId Hold, HoldState State, ItemId? CapturedItem, DateTimeOffset? ShelfUntil)
{
    public static HoldBefore Of(Hold hold) => new(hold.Id, hold.State, hold.CapturedItem, hold.ShelfUntil);
}
