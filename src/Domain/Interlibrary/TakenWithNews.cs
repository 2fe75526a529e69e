using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Partners;

namespace ProtocolServer.Domain.Interlibrary;

/// <summary>The lender says that a reader of ours asked at its desk (ItemRequested): we ask for it in her name, as agreed (NNCIPP 8, 3).</summary>
public sealed record BorrowWhenTold(NotePartnerNews News, BorrowFromPartner Borrow) : Command<NotePartnerNews.Result>
{
    public override Needs Needs => Borrow.Needs;

    public override Decision<NotePartnerNews.Result> Decide(Snapshot now, Facts facts)
    {
        var borrowed = Borrow.Decide(now, facts);
        DomainEvent[] happened = borrowed.Outcome.Refusal is { } refusal ? [new ContradictionNoted(refusal.Code)] : [.. borrowed.Events];
        return new(new(), [.. News.Decide(now, facts).Events, .. happened]);
    }
}

/// <summary>A copy is handed over for a reader (AcceptItem); where we had asked for it, that loan has arrived.</summary>
public sealed record AcceptFromPartner(TakeInItem Asked, AgencyId Agency, RequestNumber Number, AgencyId Partner) : Command<TakeInItem.Result>
{
    public override Needs Needs => Asked.Needs with { Interlibrary = new(Agency, Number) };

    public override Decision<TakeInItem.Result> Decide(Snapshot now, Facts facts)
    {
        if (now.Interlibrary is not { Role: InterlibraryRole.Borrower } loan || loan.Partner != Partner) return Asked.Decide(now, facts);
        var taken = (Asked with { Place = Asked.Place ?? loan.Place }).Decide(now, facts);
        if (!taken.Outcome.Accepted || loan.After(InterlibraryStep.Receive, facts.Now) is not { } received) return taken;
        var known = received with { Copy = Asked.Barcode, ReturnBy = Asked.Terms?.ReturnBy, NotRenewable = Asked.Terms?.NotRenewable ?? false };
        return taken with { Events = taken.Events.Add(new InterlibraryMoved(known, InterlibraryStep.Receive, IsTold: true)) };
    }
}
