using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Circulation;

/// <summary>An open hold (reservation) of a reader on a title or one copy of it.</summary>
public sealed record Hold
{
    public required HoldId Id { get; init; }

    public required ReaderId Reader { get; init; }

    public required CardNumber Card { get; init; }

    public required TitleId Title { get; init; }

    public string TitleName { get; init; } = "";

    /// <summary>The catalogue's number of the title; known with a reader's account.</summary>
    public string RecordNumber { get; init; } = "";

    public required HoldScope Scope { get; init; }

    /// <summary>The copy meant, with scope <see cref="HoldScope.ThisCopy"/>.</summary>
    public ItemId? Item { get; init; }

    /// <summary>Location code where it is to be collected (SIP2 BS).</summary>
    public required string PickupLocation { get; init; }

    public required DateTimeOffset PlacedAt { get; init; }

    /// <summary>When the wish ends (SIP2 BW).</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public required HoldState State { get; init; }

    /// <summary>The copy captured for it, on its way or on the shelf.</summary>
    public ItemId? CapturedItem { get; init; }

    /// <summary>Barcode of that copy.</summary>
    public Barcode? CapturedBarcode { get; init; }

    /// <summary>A copy of what is wanted, where an answer must name one; known where the hold was asked for by its number.</summary>
    public Barcode? AnyBarcode { get; init; }

    /// <summary>Until when it waits on the shelf (SIP2 CM).</summary>
    public DateTimeOffset? ShelfUntil { get; init; }

    /// <summary>Place in the queue of the title, 1 is next; known of a waiting hold where it was asked for.</summary>
    public int? Position { get; init; }

    /// <summary>The number another system gave its request (NCIP RequestId).</summary>
    public RequestNumber? Request { get; init; }

    /// <summary>Where it is to be sent; null where the reader collects it. Known where the hold was asked for by its number.</summary>
    public ShippingAddress? ShipTo { get; init; }

    /// <summary>The kind of request in the words of whoever made it (NCIP RequestType); null where nobody said.</summary>
    public string? RequestType { get; init; }

    /// <summary>Before that it is of no use to her (NCIP EarliestDateNeeded): nothing is put aside.</summary>
    public DateTimeOffset? NeededFrom { get; init; }

    /// <summary>Until when she will collect it (NCIP PickupExpiryDate): it waits no longer, and never longer than the library's shelf lets it.</summary>
    public DateTimeOffset? CollectBy { get; init; }

    /// <summary>Since when it waits on the shelf (NCIP PickupDate).</summary>
    public DateTimeOffset? ReadyAt { get; init; }

    /// <summary>The fee it cost, as agreed to or paid; null where it cost nothing.</summary>
    public FeeSaid? Fee { get; init; }

    /// <summary>Name of the reader who waits; only terminals with staff data see it (SIP2 DA).</summary>
    public string? ReaderName { get; init; }

    /// <summary>Whether a copy that comes back then is of use to her.</summary>
    public bool IsWanted(DateTimeOffset now) => !(ExpiresAt < now) && !(NeededFrom > now) && !(CollectBy < now);

    public bool IsMetBy(Item item) => Title == item.Title.Id && Scope switch
    {
        HoldScope.ThisCopy => Item == item.Id,
        HoldScope.OneBranch => item.PermanentLocation == PickupLocation,
        _ => true,
    };
}

/// <summary>Where something is to be sent, and how (NCIP ShippingInformation).</summary>
/// <param name="Kind">As of a <see cref="Readers.ReaderAddress"/>.</param>
/// <param name="Data">Lines of a postal address end in line feeds.</param>
/// <param name="Instructions">How to send it.</param>
/// <param name="Note">What goes with it.</param>
public sealed record ShippingAddress(string Kind, string Data, string? Instructions = null, string? Note = null)
{
    /// <summary>For whoever has the copy in hand, in one line.</summary>
    public Notice Notice => new("send-to", string.Join("; ", new[] { Data.ReplaceLineEndings(", "), Instructions, Note }.Where(static part => !string.IsNullOrEmpty(part))));
}

/// <summary>A request as the system that made it numbers it.</summary>
/// <param name="Agency">Who gave the number; empty where it does not say.</param>
public sealed record RequestNumber(string Agency, string Number);

/// <summary>SIP2 hold type (section 9.3); the number is the digit on the wire.</summary>
public enum HoldScope { Other = 1, AnyCopy, ThisCopy, OneBranch }

public enum HoldState { Waiting, InTransit, Ready, Collected, Cancelled, Expired }
