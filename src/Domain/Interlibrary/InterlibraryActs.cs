using System.Collections.Immutable;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Partners;

namespace ProtocolServer.Domain.Interlibrary;

/// <summary>The parcel has come (NNCIPP 5: ItemReceived, Home → Owner): a copy of our own for the time being, on the hold shelf for its reader.</summary>
/// <param name="Copy">Its barcode.</param>
/// <param name="ItemKind">What the partner's copies are here, for the loan rules; the library's first kind when absent.</param>
public sealed record ReceiveFromPartner(AgencyId Agency, RequestNumber Number, CardNumber Card, Barcode Copy, string? ItemKind) : Command<InterlibraryResult>
{
    public override Needs Needs => new() { Card = Card, Item = Copy, Account = true, Interlibrary = new(Agency, Number) };

    public override Decision<InterlibraryResult> Decide(Snapshot now, Facts facts)
    {
        if (now.Interlibrary is not { Role: InterlibraryRole.Borrower } loan) return InterlibraryResult.Refuse(new("interlibrary-unknown"));
        if (loan.After(InterlibraryStep.Receive, facts.Now) is not { } received) return InterlibraryResult.Refuse(new("interlibrary-state"), loan);
        var takeIn = new TakeInItem(Copy, loan.TitleName)
        {
            Author = loan.Author, Card = Card, Number = loan.Number, Place = loan.Place, Kind = ItemKind,
            Terms = new(loan.Partner, loan.ReturnBy, loan.NotRenewable),
        };
        var taken = takeIn.Decide(now, facts);
        if (taken.Outcome.Refusal is { } refusal) return InterlibraryResult.Refuse(refusal, loan);
        received = received with { Copy = Copy };
        return new(new() { Loan = received }, taken.Events.Add(new InterlibraryMoved(received, InterlibraryStep.Receive, IsTold: false)));
    }
}

/// <summary>The copy goes back to its library (NNCIPP 6: ItemShipped, Home → Owner). It must have come back from the reader.</summary>
public sealed record SendBackToPartner(AgencyId Agency, RequestNumber Number, Barcode Copy) : Command<InterlibraryResult>
{
    /// <summary>Said to the other library with it.</summary>
    public string? Note { get; init; }

    public override Needs Needs => new() { Item = Copy, Interlibrary = new(Agency, Number) };

    public override Decision<InterlibraryResult> Decide(Snapshot now, Facts facts)
    {
        if (now.Interlibrary is not { Role: InterlibraryRole.Borrower } loan) return InterlibraryResult.Refuse(new("interlibrary-unknown"));
        if (now.Item is { Loan: not null }) return InterlibraryResult.Refuse(new("on-loan"), loan);
        if (loan.After(InterlibraryStep.SendBack, facts.Now) is not { } returning) return InterlibraryResult.Refuse(new("interlibrary-state"), loan);
        var events = ImmutableArray.CreateBuilder<DomainEvent>();
        if (now.Item is { LentBy: not null } item)
        {
            // Where nobody came for it the hold goes with the copy; its number is free, since it may come again.
            events.AddRange(item.Queue.Select(hold => new HoldCancelled(hold)));
            events.Add(new ItemWithdrawn(item));
        }
        returning = returning with { Note = Note ?? loan.Note };
        events.Add(new InterlibraryMoved(returning, InterlibraryStep.SendBack, IsTold: false) { Note = Note });
        return new(new() { Loan = returning }, events.ToImmutable());
    }
}

/// <summary>
/// One of both gives it up. The borrower asks the lender and waits for its answer (NNCIPP 10); the lender says that it can't deliver (11).
/// </summary>
/// <param name="Card">As lender: the partner's card, on which the hold is.</param>
public sealed record GiveUpInterlibrary(AgencyId Agency, RequestNumber Number, CardNumber? Card) : Command<InterlibraryResult>
{
    /// <summary>Said to the other library with it: who gives it up and why.</summary>
    public string? Note { get; init; }

    public override Needs Needs => new() { Card = Card, Account = Card is not null, Interlibrary = new(Agency, Number) };

    public override Decision<InterlibraryResult> Decide(Snapshot now, Facts facts)
    {
        if (now.Interlibrary is not { } loan) return InterlibraryResult.Refuse(new("interlibrary-unknown"));
        var step = loan.Role is InterlibraryRole.Borrower ? InterlibraryStep.AskToCancel : InterlibraryStep.Cancel;
        if (loan.After(step, facts.Now) is not { } given) return InterlibraryResult.Refuse(new("interlibrary-state"), loan);
        given = given with { Note = Note ?? loan.Note };
        return new(new() { Loan = given }, [.. InterlibraryHolds.Cancelled(now, loan), new InterlibraryMoved(given, step, IsTold: false) { Note = Note }]);
    }
}

/// <summary>The other library gives it up (CancelRequestItem received).</summary>
/// <param name="Asked">The cancellation of an ordinary hold, where the number is none of a loan between libraries.</param>
/// <param name="Card">The partner's own card, where it has one.</param>
public sealed record CancelledByPartner(CancelHold Asked, AgencyId Agency, RequestNumber Number, AgencyId Partner, CardNumber? Card) : Command<HoldResult>
{
    /// <summary>What the other library said with it.</summary>
    public string? Note { get; init; }

    public override Needs Needs => Asked.Needs with { Card = Card ?? Asked.Target.Card, Interlibrary = new(Agency, Number) };

    public override Decision<HoldResult> Decide(Snapshot now, Facts facts)
    {
        if (now.Interlibrary is not { } loan || loan.Partner != Partner) return Asked.Decide(now, facts);
        var hold = InterlibraryHolds.Of(now, loan);
        var answer = new HoldResult
        {
            Hold = hold ?? new Hold
            {
                Id = new(loan.Id.Value), Reader = default, Card = loan.Card, Title = default, Scope = HoldScope.AnyCopy, PickupLocation = loan.Place,
                PlacedAt = loan.RequestedAt, State = HoldState.Cancelled, Request = loan.Number,
            },
        };
        if (loan.State is InterlibraryState.Cancelled) return new(answer, []);
        return loan.After(InterlibraryStep.Cancel, facts.Now) is { } given
            ? new(answer, [.. InterlibraryHolds.Cancelled(now, loan), new InterlibraryMoved(given with { Remark = $"given up by {Partner}", Note = Note ?? loan.Note }, InterlibraryStep.Cancel, IsTold: true)])
            : new(new() { Refusal = new("interlibrary-state") }, []);
    }
}

/// <summary>The lender is asked for more time (NNCIPP 9: RenewItem, Home → Owner); the date moves when it answers.</summary>
public sealed record RenewWithPartner(AgencyId Agency, RequestNumber Number, DateTimeOffset Until) : Command<InterlibraryResult>
{
    public override Needs Needs => new() { Interlibrary = new(Agency, Number) };

    public override Decision<InterlibraryResult> Decide(Snapshot now, Facts facts)
    {
        if (now.Interlibrary is not { Role: InterlibraryRole.Borrower } loan) return InterlibraryResult.Refuse(new("interlibrary-unknown"));
        if (loan is not { State: InterlibraryState.Received, Copy: not null }) return InterlibraryResult.Refuse(new("interlibrary-state"), loan);
        if (loan.NotRenewable) return InterlibraryResult.Refuse(new("renewal-lender"), loan);
        return InterlibraryResult.Done(loan, new InterlibraryRenewalAsked(loan, Until));
    }
}

static class InterlibraryHolds
{
    /// <summary>The hold on the partner's card that stands for the request.</summary>
    public static Hold? Of(Snapshot now, InterlibraryLoan loan) =>
        loan.Role is InterlibraryRole.Lender ? now.Reader?.Holds.FirstOrDefault(hold => hold.IsCalled(loan.Number)) : null;

    public static ImmutableArray<DomainEvent> Cancelled(Snapshot now, InterlibraryLoan loan)
    {
        if (Of(now, loan) is not { } hold) return [];
        return hold.CapturedItem is { } copy ? [new HoldCancelled(hold), new ItemMoved(copy, null, ItemStatus.Reshelving)] : [new HoldCancelled(hold)];
    }
}
