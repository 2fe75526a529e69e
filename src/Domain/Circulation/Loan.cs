using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Circulation;

/// <summary>An open loan.</summary>
public sealed record Loan
{
    public required LoanId Id { get; init; }

    public required ItemId Item { get; init; }

    public required Barcode Barcode { get; init; }

    public required string TitleName { get; init; }

    public required TitleId Title { get; init; }

    /// <summary>The catalogue's number of the title.</summary>
    public string RecordNumber { get; init; } = "";

    public required string ItemKind { get; init; }

    public required ReaderId Reader { get; init; }

    /// <summary>The card it was lent on.</summary>
    public required CardNumber Card { get; init; }

    /// <summary>The agency that lent it: its rules go with the loan.</summary>
    public required AgencyId Agency { get; init; }

    public required DateTimeOffset CheckedOutAt { get; init; }

    public required DateTimeOffset DueAt { get; init; }

    public int Renewals { get; init; }

    public DateTimeOffset? RecalledAt { get; init; }

    /// <summary>What has been put on the account for it night by night, minor units; counted anew from a renewal on.</summary>
    public long AccruedMinor { get; init; }

    /// <summary>The charge it grows on.</summary>
    public ChargeId? AccrualCharge { get; init; }

    public bool ClaimedReturned { get; init; }

    /// <summary>When the library it belongs to wants it back; null for our own copies.</summary>
    public DateTimeOffset? ReturnBy { get; init; }

    /// <summary>The library it belongs to does not renew it.</summary>
    public bool NotRenewable { get; init; }

    /// <summary>Where the copy was sent; null where the reader took it (NCIP CheckOutItem). Known while it is lent.</summary>
    public ShippingAddress? ShipTo { get; init; }

    /// <summary>Where the copy is to be sent when it comes back (NCIP RecallItem).</summary>
    public ShippingAddress? RecallTo { get; init; }

    /// <summary>What the rules need to know of the borrower; loaded with the copy.</summary>
    public Borrower? Borrower { get; init; }

    public bool IsOverdue(DateTimeOffset now) => DueAt < now;
}

/// <param name="Language">ISO 639-1.</param>
public sealed record Borrower(string Category, string? Level, string? Language);
