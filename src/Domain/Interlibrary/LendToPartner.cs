using System.Collections.Immutable;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Partners;

namespace ProtocolServer.Domain.Interlibrary;

/// <summary>Another library wants something of ours for its reader (RequestItem received): a hold on the library's own card here.</summary>
/// <param name="Asked">The hold, on the partner's card.</param>
/// <param name="Reader">Whom it is for, in the partner's words.</param>
public sealed record LendToPartner(PlaceHold Asked, AgencyId Agency, CardNumber Reader, AgencyId Partner, InterlibraryPolicy Policy, string RequestType) : Command<HoldResult>
{
    RequestNumber Number => Asked.Number ?? new("", "");

    public override Needs Needs => Asked.Needs with { Interlibrary = new(Agency, Number), InterlibraryCount = new(Agency, Partner, Reader, InterlibraryRole.Lender) };

    public override Decision<HoldResult> Decide(Snapshot now, Facts facts)
    {
        if (now.Interlibrary is not null || now.OpenInterlibrary.Has((now.Title?.Title ?? now.Item?.Title)?.RecordNumber, null)) return HoldResult.Refuse(now, new("hold-duplicate"));
        if (now.Item is { } copy && !Policy.ItemKinds.IsEmpty && !Policy.ItemKinds.Contains(copy.Kind)) return HoldResult.Refuse(now, new("item-not-lent"));
        if (now.OpenInterlibrary.Count >= Policy.MostRequests) return HoldResult.Refuse(now, new("interlibrary-limit", Policy.MostRequests));
        // The library may have several readers that wait for the same title, and copies of it at home.
        var library = now.Reader is { } account ? now with { Reader = account with { Holds = [.. account.Holds.Where(hold => hold.Request == Number)], Loans = [] } } : now;
        var held = Asked.Decide(library, facts);
        if (held.Outcome is not { Hold: { } hold } || !held.Outcome.Accepted) return held;
        var title = now.Title?.Title ?? now.Item!.Title;
        var loan = new InterlibraryLoan
        {
            Id = new(facts.Ids.Next()), Agency = facts.Agency.Id, Partner = Partner, Role = InterlibraryRole.Lender, Number = Number, RequestType = RequestType,
            State = InterlibraryState.Requested, Card = Reader, RecordNumber = title.RecordNumber, TitleName = title.Name, Author = title.Author,
            Copy = hold.Scope is HoldScope.ThisCopy ? now.Item?.Barcode : null, Place = hold.PickupLocation, RequestedAt = facts.Now,
            ShipTo = Asked.ShipTo,
        };
        return new(held.Outcome, held.Events.Add(new InterlibraryRequested(loan)));
    }
}

/// <summary>The copy goes to the other library (NNCIPP 4: ItemShipped, Owner → Home): lent on its card, for as long as is agreed.</summary>
public sealed record ShipToPartner(AgencyId Agency, RequestNumber Number, Barcode Copy, InterlibraryPolicy? Policy) : Command<InterlibraryResult>
{
    /// <summary>Said to the other library with it.</summary>
    public string? Note { get; init; }

    public override Needs Needs => Lending.Needs with { Interlibrary = new(Agency, Number) };

    CheckOut Lending => new(new(Policy?.Card ?? ""), Copy) { FeeAcknowledged = true, RestrictionsAccepted = UseRestrictions.All };

    public override Decision<InterlibraryResult> Decide(Snapshot now, Facts facts)
    {
        if (now.Interlibrary is not { Role: InterlibraryRole.Lender } loan) return InterlibraryResult.Refuse(new("interlibrary-unknown"));
        if (Policy is not { Lends: true, Card: not null } policy) return InterlibraryResult.Refuse(new("interlibrary-not-agreed", loan.Partner.Value), loan);
        if (loan.After(InterlibraryStep.Ship, facts.Now) is not { } shipped) return InterlibraryResult.Refuse(new("interlibrary-state"), loan);
        var due = DueDate.After(facts.Library.Calendar, facts.Now, policy.LoanDays);
        var lent = Lending.Decide(now, facts).DueAt(due);
        if (lent.Outcome.Refusal is { } refusal) return InterlibraryResult.Refuse(refusal, loan);
        shipped = shipped with { Copy = Copy, TitleName = now.Item!.Title.Name, Author = now.Item.Title.Author, ReturnBy = due, NotRenewable = !policy.Renewable, Place = facts.Location, Note = Note ?? loan.Note };
        ImmutableArray<DomainEvent> events =
        [
            .. lent.Events,
            new InterlibraryMoved(shipped, InterlibraryStep.Ship, IsTold: false) { HandsOver = policy.HandsOver, Note = Note },
        ];
        return new(new() { Loan = shipped }, events);
    }
}

/// <summary>The other library, or a broker for it, lends itself the copy it has asked for (CheckOutItem with its RequestId): it is as good as sent.</summary>
/// <param name="Asked">The loan, on the partner's card.</param>
public sealed record CheckOutForPartner(CheckOut Asked, AgencyId Agency, RequestNumber Number, AgencyId Partner, InterlibraryPolicy Policy) : Command<CheckOut.Result>
{
    public override Needs Needs => Asked.Needs with { Interlibrary = new(Agency, Number) };

    public override Decision<CheckOut.Result> Decide(Snapshot now, Facts facts)
    {
        if (now.Interlibrary is not { Role: InterlibraryRole.Lender } loan || loan.Partner != Partner) return new(new() { Refusal = new("interlibrary-unknown") }, []);
        if (loan.After(InterlibraryStep.Ship, facts.Now) is not { } shipped) return new(new() { Refusal = new("interlibrary-state") }, []);
        var due = DueDate.After(facts.Library.Calendar, facts.Now, Policy.LoanDays);
        var lent = Asked.Decide(now, facts).DueAt(due);
        if (!lent.Outcome.Accepted) return lent;
        var known = shipped with { Copy = Asked.Barcode, ReturnBy = due, NotRenewable = !Policy.Renewable };
        return new(lent.Outcome with { DueAt = due }, lent.Events.Add(new InterlibraryMoved(known, InterlibraryStep.Ship, IsTold: true)));
    }
}

static class AgreedPeriod
{
    /// <summary>The loan with the due date that is agreed between the libraries.</summary>
    public static Decision<CheckOut.Result> DueAt(this Decision<CheckOut.Result> lent, DateTimeOffset due) =>
        new(lent.Outcome, [.. lent.Events.Select(one => one is ItemCheckedOut e ? e with { Loan = e.Loan with { DueAt = due } } : one)]);
}

/// <summary>The other library asks for more time for what it has of ours (NNCIPP 9: RenewItem, Home → Owner).</summary>
/// <param name="Asked">The renewal, on the partner's card.</param>
public sealed record RenewForPartner(Renew Asked, AgencyId Agency, AgencyId Partner, InterlibraryPolicy Policy, DateTimeOffset? Until) : Command<CheckOut.Result>
{
    public override Needs Needs => Asked.Needs with { Interlibrary = new(Agency, null, Asked.Barcode) };

    public override Decision<CheckOut.Result> Decide(Snapshot now, Facts facts)
    {
        if (now.Interlibrary is { NotRenewable: true } fixedDate && fixedDate.Partner == Partner) return new(new() { Refusal = new("renewal-lender"), Item = now.Item }, []);
        var renewed = Asked.Decide(now, facts);
        if (!renewed.Outcome.Accepted || now.Interlibrary is not { } loan || loan.Partner != Partner) return renewed;
        var most = DueDate.After(facts.Library.Calendar, facts.Now, Policy.LoanDays);
        var due = Until is { } wished && wished < most && wished > renewed.Outcome.Loan!.DueAt.AddDays(-1) ? wished : most;
        var kept = loan with { ReturnBy = due };
        return new(
            renewed.Outcome with { DueAt = due, Loan = renewed.Outcome.Loan! with { DueAt = due } },
            [.. renewed.Events.Select(one => one is LoanRenewed e ? e with { Loan = e.Loan with { DueAt = due } } : one), new InterlibraryMoved(kept, null, IsTold: true)]);
    }
}
