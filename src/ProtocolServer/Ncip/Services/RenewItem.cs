using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Interlibrary;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Services;

/// <summary>RenewItem: a later due date for what the user has.</summary>
static class RenewItem
{
    public static readonly NcipService Service = new CommandService<CheckOut.Result>("RenewItem", Bind, Render, RefusalOf, Loans.PutFee);

    static Command<CheckOut.Result> Bind(NcipRequest m)
    {
        Loans.IsFree(m);
        var renew = new Renew(m.Card(), m.Item()) { OffLine = m.IsMandated, MadeAt = m.HappenedAt, PromisedDueAt = m.IsMandated ? m.Date("DesiredDateDue") : null, WishedDueAt = m.IsMandated ? null : m.Date("DesiredDateDue") };
        // What another library has of ours, it has on its own card, whoever reads it there.
        return m.Partner.Interlibrary is { Lends: true, Card: { } card } policy && !m.IsMandated
            ? new RenewForPartner(renew with { Card = new(card), WishedDueAt = null }, m.Agency.Id, m.Partner.Id, policy, m.Date("DesiredDateDue"))
            : renew;
    }

    /// <summary>What was renewed off line is honoured; only what is not known at all is a problem.</summary>
    static Refusal? RefusalOf(CheckOut.Result o) =>
        o.Refusal ?? (o.Reader is null ? new("card-unknown") : o.Item is null && o.Loan is null ? new("item-unknown") : null);

    static void Render(NcipElement answer, CheckOut.Result o, NcipReply r)
    {
        answer.Add(r.ItemId(o.Item?.Barcode ?? o.Loan!.Barcode));
        answer.Add(Requests.User(o.Reader!.Card.Number, r));
        answer.Add(r.Date("DateDue", o.DueAt));
        if (o.Loan is { } loan) answer.Add(NcipReply.Number("RenewalCount", loan.Renewals));
        answer.Add(Loans.Fee(o, r));
        answer.Add(ItemFields.Of(o.Item, r, ItemFields.OnLoan, o.DueAt));
        answer.Add(UserFields.Of(o.Reader, r));
    }
}
