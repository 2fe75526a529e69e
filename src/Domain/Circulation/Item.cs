using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Readers;

namespace ProtocolServer.Domain.Circulation;

/// <summary>A copy with its title, its open loan and the queue of holds on the title.</summary>
public sealed record Item
{
    public required ItemId Id { get; init; }

    public required Barcode Barcode { get; init; }

    /// <summary>The agency that owns it (SIP2 BG).</summary>
    public required AgencyId Owner { get; init; }

    public required Title Title { get; init; }

    /// <summary>What the loan rules go by, such as <c>book</c> or <c>reference</c>.</summary>
    public required string Kind { get; init; }

    public required string PermanentLocation { get; init; }

    public required string CurrentLocation { get; init; }

    public required ItemStatus Status { get; init; }

    /// <summary>Free text kept by 19 (SIP2 CH).</summary>
    public string? Properties { get; init; }

    public string? CallNumber { get; init; }

    public string? Collection { get; init; }

    /// <summary>Which copy of several (NCIP CopyNumber).</summary>
    public string? CopyNumber { get; init; }

    /// <summary>Which part of the work it is, such as the issues bound in it (NCIP HoldingsInformation).</summary>
    public string? Part { get; init; }

    /// <summary>What it consists of, such as a book and its two discs: 3.</summary>
    public int? Pieces { get; init; }

    /// <summary>What of the title its owner has altogether (NCIP SummaryHoldingsInformation); loaded with lists of copies only.</summary>
    public string? Summary { get; init; }

    /// <summary>Restrictions of this very copy, in NCIP's words, beside those of its kind (<see cref="UseTerms"/>).</summary>
    public ImmutableArray<string> Restrictions { get; init; } = [];

    /// <summary>Tape or diskette: must not meet the desensitizer.</summary>
    public bool IsMagnetic { get; init; }

    /// <summary>SIP2 security marker, two digits (section 9.2).</summary>
    public string SecurityMarker { get; init; } = "00";

    /// <summary>The library it belongs to, which lends it to us for one reader; null for our own.</summary>
    public AgencyId? LentBy { get; init; }

    /// <summary>When that library wants it back.</summary>
    public DateTimeOffset? ReturnBy { get; init; }

    /// <summary>That library does not renew it.</summary>
    public bool NotRenewable { get; init; }

    /// <summary>The open loan; null when the copy is in.</summary>
    public Loan? Loan { get; init; }

    /// <summary>Open holds on the title, in the order of the queue.</summary>
    public ImmutableArray<Hold> Queue { get; init; } = [];

    /// <summary>The last thing that happened to the copy, which a cancel (SIP2 BI) takes back; loaded only for that.</summary>
    public ItemAct? LastAct { get; init; }

    /// <summary>The copy's recent past; loaded for acts that were done off line.</summary>
    public ItemHistory History { get; init; } = ItemHistory.Unknown;

    /// <summary>The hold this copy was captured for.</summary>
    public Hold? CapturedFor => Queue.FirstOrDefault(hold => hold.CapturedItem == Id);

    /// <summary>The copy with these restrictions of its own and no others; that it is not renewed is a fact of its own.</summary>
    public Item Restricted(ImmutableArray<string> restrictions)
    {
        var others = restrictions.Remove(UseRestrictions.NotRenewable);
        return this with { NotRenewable = others.Length < restrictions.Length, Restrictions = others.SequenceEqual(Restrictions) ? Restrictions : others };
    }

    /// <summary>What a machine is told (SIP2 section 9.1): the loan and the shelf come before the stored condition.</summary>
    public CirculationStatus CirculationStatus => this switch
    {
        { Loan.ClaimedReturned: true } => CirculationStatus.ClaimedReturned,
        { Loan.RecalledAt: not null } => CirculationStatus.Recalled,
        { Loan: not null } => CirculationStatus.Charged,
        { CapturedFor.State: HoldState.Ready } => CirculationStatus.OnHoldShelf,
        { Status: ItemStatus.InTransit } => CirculationStatus.InTransit,
        { Status: ItemStatus.OnOrder } => CirculationStatus.OnOrder,
        { Status: ItemStatus.Available } => CirculationStatus.Available,
        { Status: ItemStatus.InProcess } => CirculationStatus.InProcess,
        { Status: ItemStatus.Reshelving } => CirculationStatus.Reshelving,
        { Status: ItemStatus.Lost } => CirculationStatus.Lost,
        { Status: ItemStatus.Missing } => CirculationStatus.Missing,
        _ => CirculationStatus.Other,
    };
}

/// <summary>A work as catalogued.</summary>
/// <param name="RecordNumber">The catalogue's number of it.</param>
/// <param name="MediaType">SIP2 media type, three digits (section 9.7).</param>
public sealed record Title(TitleId Id, string RecordNumber, string Name, string? Author, string MediaType)
{
    /// <summary>Address of the work in electronic form; null where there is none.</summary>
    public string? Resource { get; init; }
}

/// <summary>The stored condition of a copy that is not on loan.</summary>
public enum ItemStatus { Available, OnOrder, InProcess, Reshelving, InTransit, Lost, Missing, Other }

/// <summary>SIP2 circulation status (section 9.1); the number is the code on the wire.</summary>
public enum CirculationStatus
{
    Other = 1, OnOrder, Available, Charged, ChargedNoRecall, InProcess, Recalled, OnHoldShelf, Reshelving, InTransit, ClaimedReturned,
    Lost, Missing,
}
