using System.Collections.Immutable;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Ports;

namespace ProtocolServer.Domain.Interlibrary;

/// <summary>
/// What a partner has answered to something we asked about a loan. It is noted in the transaction that takes the message out of the
/// outbox, so that an answer counts once.
/// </summary>
/// <param name="Message">The message of the outbox.</param>
/// <param name="Service">What was asked: <c>RequestItem</c>, <c>CancelRequestItem</c>, <c>RenewItem</c>, <c>AcceptItem</c>.</param>
/// <param name="Problem">Null where it was done.</param>
public sealed record NoteAnswer(Guid Message, string Service, InterlibraryKey Key, string? Problem) : Command<InterlibraryResult>
{
    /// <summary>The copy, where the lender names it.</summary>
    public Barcode? Copy { get; init; }

    /// <summary>The title, where the lender describes it.</summary>
    public string? Title { get; init; }

    public string? Author { get; init; }

    /// <summary>Until when it may be kept now.</summary>
    public DateTimeOffset? ReturnBy { get; init; }

    public override Needs Needs => new() { Interlibrary = Key, Item = Key.Copy };

    public override Decision<InterlibraryResult> Decide(Snapshot now, Facts facts)
    {
        DomainEvent answered = new MessageAnswered(Message, Problem ?? "done");
        if (now.Interlibrary is not { } loan) return new(new(), [answered]);
        return new(new() { Loan = loan }, [.. Moves(loan, now.Item, facts), answered]);
    }

    ImmutableArray<DomainEvent> Moves(InterlibraryLoan loan, Item? item, Facts facts) => Service switch
    {
        // A repetition after the lender's memory has ended: it has taken the first one.
        "RequestItem" when Problem is null or "Duplicate Request" => Move(loan, InterlibraryStep.Accept, facts),
        "RequestItem" => Move(loan, InterlibraryStep.Refuse, facts),
        // The lender has taken it, or never knew it: either way it will not come.
        "CancelRequestItem" when Problem is null or "Unknown Request" => Move(loan, InterlibraryStep.Cancel, facts),
        "CancelRequestItem" => Move(loan, InterlibraryStep.Accept, facts),
        "RenewItem" when Problem is null && ReturnBy is { } until => ReturnDate.Moved(loan, item, until, facts.Now),
        // The borrower has it, and needs no parcel to be told of.
        "AcceptItem" when Problem is null => Move(loan, InterlibraryStep.Receive, facts),
        "RenewItem" when Problem is not null => [new InterlibraryMoved(loan with { Remark = Problem }, null, IsTold: true), new InterlibraryRenewalRefused(loan)],
        "RenewItem" or "AcceptItem" => [new InterlibraryMoved(loan with { Remark = Problem }, null, IsTold: true)],
        _ => [],
    };

    ImmutableArray<DomainEvent> Move(InterlibraryLoan loan, InterlibraryStep step, Facts facts) =>
        loan.After(step, facts.Now) is { } moved
            ? [new InterlibraryMoved(moved with { Remark = Problem, Copy = loan.Copy ?? Copy, TitleName = Title ?? loan.TitleName, Author = Author ?? loan.Author }, step, IsTold: true)]
            : [];
}
