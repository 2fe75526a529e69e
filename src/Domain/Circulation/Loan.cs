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

    public bool ClaimedReturned { get; init; }

    public bool IsOverdue(DateTimeOffset now) => DueAt < now;
}
