using System.Collections.Immutable;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Interlibrary;

public readonly record struct InterlibraryId(Guid Value) { public override string ToString() => Value.ToString(); }

/// <summary>One loan between our agency and another library, as it stands on our side.</summary>
public sealed record InterlibraryLoan
{
    public required InterlibraryId Id { get; init; }

    /// <summary>Ours.</summary>
    public required AgencyId Agency { get; init; }

    /// <summary>The other library.</summary>
    public required AgencyId Partner { get; init; }

    public required InterlibraryRole Role { get; init; }

    /// <summary>The number both libraries know it by; made by whoever asked (NCIP RequestId).</summary>
    public required RequestNumber Number { get; init; }

    /// <summary>Physical, Loan …, in the words of the request.</summary>
    public required string RequestType { get; init; }

    public required InterlibraryState State { get; init; }

    /// <summary>Whom it is for, in the words of the borrowing library.</summary>
    public required CardNumber Card { get; init; }

    /// <summary>The lender's catalogue number of the title.</summary>
    public string? RecordNumber { get; init; }

    public required string TitleName { get; init; }

    public string? Author { get; init; }

    /// <summary>The lender's copy; null until it is known which.</summary>
    public Barcode? Copy { get; init; }

    /// <summary>Where the borrowing library hands it out, or the lender's place it is sent from.</summary>
    public required string Place { get; init; }

    /// <summary>Where the borrowing library wants it sent; null where it did not say.</summary>
    public ShippingAddress? ShipTo { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    public DateTimeOffset? ShippedAt { get; init; }

    public DateTimeOffset? ReceivedAt { get; init; }

    /// <summary>When the lender wants it back (DateForReturn).</summary>
    public DateTimeOffset? ReturnBy { get; init; }

    /// <summary>The lender does not renew it (RenewalNotPermitted).</summary>
    public bool NotRenewable { get; init; }

    public DateTimeOffset? ReturningAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it was refused or given up, or what was last answered.</summary>
    public string? Remark { get; init; }

    /// <summary>What one library said to the other with it, for staff (NNCIPP NoticeContent).</summary>
    public string? Note { get; init; }

    public bool IsOpen => !InterlibraryStates.IsFinal(State);

    /// <summary>The loan one step further; null where the step does not follow from where it stands.</summary>
    public InterlibraryLoan? After(InterlibraryStep step, DateTimeOffset at)
    {
        // A return that was taken back: it stands where it stood before.
        if (step is InterlibraryStep.Reopen)
            return State is not InterlibraryState.Returned ? null : this with
            {
                EndedAt = null,
                State = ReturningAt is not null ? InterlibraryState.Returning : ReceivedAt is not null ? InterlibraryState.Received : InterlibraryState.Shipped,
            };
        if (InterlibraryStates.Next(State, step) is not { } next) return null;
        return this with
        {
            State = next,
            ShippedAt = next is InterlibraryState.Shipped ? at : ShippedAt,
            ReceivedAt = next is InterlibraryState.Received ? at : ReceivedAt,
            ReturningAt = next is InterlibraryState.Returning ? at : ReturningAt,
            EndedAt = InterlibraryStates.IsFinal(next) ? at : null,
        };
    }
}

public enum InterlibraryRole { Borrower, Lender }

/// <summary>How to find a loan: by its number, or by the copy while it is open.</summary>
/// <param name="Agency">Ours.</param>
public sealed record InterlibraryKey(AgencyId Agency, RequestNumber? Number, Barcode? Copy = null)
{
    /// <summary>By the copy also one that has ended, the last of them.</summary>
    public bool Ended { get; init; }
}

/// <summary>Open loans with a partner are counted before another is begun, and what of them is for the same reader.</summary>
/// <param name="Role">Ours in the loan that is begun.</param>
public sealed record InterlibraryCount(AgencyId Agency, AgencyId Partner, CardNumber Card, InterlibraryRole Role);

/// <summary>What is open with a partner.</summary>
/// <param name="Records">Titles that are open for the reader, by their numbers at the lender.</param>
/// <param name="Copies">Copies that are open for her.</param>
public sealed record InterlibraryOpen(int Count, ImmutableArray<string> Records, ImmutableArray<Barcode> Copies)
{
    public static readonly InterlibraryOpen None = new(0, [], []);

    public bool Has(string? record, Barcode? copy) => record is not null && Records.Contains(record, StringComparer.Ordinal) || copy is { } one && Copies.Contains(one);
}

/// <summary>A request was made, by us or by a partner.</summary>
public sealed record InterlibraryRequested(InterlibraryLoan Loan) : DomainEvent;

/// <summary>A loan went a step further.</summary>
/// <param name="Step">Null where only what is known of it has changed.</param>
/// <param name="IsTold">The partner did it or has told it; where false it has to be told.</param>
public sealed record InterlibraryMoved(InterlibraryLoan Loan, InterlibraryStep? Step, bool IsTold) : DomainEvent
{
    /// <summary>Said to the partner with it.</summary>
    public string? Note { get; init; }

    /// <summary>The partner is handed the copy (AcceptItem) instead of being told that it was sent.</summary>
    public bool HandsOver { get; init; }
}

/// <summary>The lender does not give more time.</summary>
public sealed record InterlibraryRenewalRefused(InterlibraryLoan Loan) : DomainEvent;

/// <summary>The lender is asked for more time.</summary>
public sealed record InterlibraryRenewalAsked(InterlibraryLoan Loan, DateTimeOffset Until) : DomainEvent;

/// <summary>A reader of another library asked at our desk; her library is told, and asks us (NNCIPP 8).</summary>
public sealed record InterlibraryOffered(AgencyId Partner, CardNumber Card, RequestNumber Number, Title Title, Barcode? Copy, string RequestType) : DomainEvent;

/// <summary>The date by which a copy of another library has to go back was moved.</summary>
public sealed record ReturnDateMoved(ItemId Item, DateTimeOffset ReturnBy) : DomainEvent;

/// <summary>What became of an interlibrary loan.</summary>
public sealed record InterlibraryResult : Outcome
{
    public InterlibraryLoan? Loan { get; init; }

    public static Decision<InterlibraryResult> Refuse(Refusal refusal, InterlibraryLoan? loan = null) => new(new() { Refusal = refusal, Loan = loan }, []);

    public static Decision<InterlibraryResult> Done(InterlibraryLoan loan, params ImmutableArray<DomainEvent> events) => new(new() { Loan = loan }, events);
}
