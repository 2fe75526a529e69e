using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Sip2.Wire;
using static ProtocolServer.Sip2.Wire.Fields;

namespace ProtocolServer.Sip2.Exchanges;

/// <summary>Checkout (11) → Checkout Response (12).</summary>
static class Checkout
{
    public static readonly Sip2Exchange Exchange = EitherExchange.Cancelling(
        new CommandExchange<TakeBack.Result>(Specs.Checkout, BindCancel, RenderCancel),
        new CommandExchange<CheckOut.Result>(Specs.Checkout, Bind, Loans.Render));

    static Command<CheckOut.Result> Bind(in Sip2Reader m, Sip2Session s) => new CheckOut(new(m.GetText(PatronId)), new(m.GetText(Fields.ItemId)))
    {
        MayRenew = m.GetFlag(ScRenewalPolicy),
        FeeAcknowledged = m.GetFlag(FeeAcknowledged),
        OffLine = m.GetFlag(NoBlock),
        MadeAt = m.GetDate(TransactionDate),
        // With no block N some terminals fill it in all the same (section 15).
        PromisedDueAt = m.GetFlag(NoBlock) ? m.GetDate(NbDueDate) : null,
    };

    static Command<TakeBack.Result> BindCancel(in Sip2Reader m, Sip2Session s) =>
        new TakeBack(new(m.GetText(Fields.ItemId)), new(m.GetText(PatronId)));

    static void RenderCancel(ref Sip2Writer w, TakeBack.Result o, Sip2Reply r)
    {
        // The strip goes back to how it was: off only where the item is at home again.
        w.Put(Ok, o.Accepted)
            .Put(MagneticMedia, o.Item?.IsMagnetic)
            .Put(Desensitize, o.Undone is ItemActKind.CheckedIn && o.Item is not { IsMagnetic: true })
            .Put(TransactionDate, r.Now)
            .Put(InstitutionId, r.Institution)
            .Put(PatronId, r.Patron)
            .Put(Fields.ItemId, r.Item)
            .Put(Fields.TitleId, o.Item?.Title.Name)
            .Put(MediaType, o.Item?.Title.MediaType);
        r.PutTexts(ref w, o);
    }
}
