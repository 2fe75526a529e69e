using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Interlibrary;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Services;

/// <summary>CheckOutItem: a loan; of what the user has already, a renewal.</summary>
static class CheckOutItem
{
    public static readonly NcipService Service = new CommandService<CheckOut.Result>("CheckOutItem", Bind, Render, RefusalOf, Loans.PutFee);

    static Command<CheckOut.Result> Bind(NcipRequest m)
    {
        var fee = Loans.FeeSaid(m);
        var loan = new CheckOut(m.Card(), m.Item())
        {
            MayRenew = true,
            FeeAcknowledged = fee is not null, FeeSaid = fee, RestrictionsAccepted = Loans.RestrictionsAccepted(m),
            ShipTo = Shipping.Of(m),
            OffLine = m.IsMandated,
            MadeAt = m.HappenedAt,
            PromisedDueAt = m.IsMandated ? m.Date("DesiredDateDue") : null, WishedDueAt = m.IsMandated ? null : m.Date("DesiredDateDue"),
        };
        if (m.IsMandated || Requests.NumberOf(m) is not { } number || m.Partner.Interlibrary is not { Lends: true, Card: { } card } policy) return loan;
        return new CheckOutForPartner(loan with { Card = new(card), MayRenew = false, FeeAcknowledged = true, RestrictionsAccepted = UseRestrictions.All }, m.Agency.Id, number, m.Partner.Id, policy);
    }

    /// <summary>What has happened is honoured; only what can't be booked at all is a problem.</summary>
    static Refusal? RefusalOf(CheckOut.Result o) =>
        o.Refusal ?? (o.Reader is null ? new("card-unknown") : o.Item is null ? new("item-unknown") : null);

    static void Render(NcipElement answer, CheckOut.Result o, NcipReply r)
    {
        answer.Add(r.ItemId(o.Item!.Barcode));
        answer.Add(Requests.User(o.Reader!.Card.Number, r));
        answer.Add(o.DueAt is { } due ? new NcipElement("DateDue", r.Date(due)) : new NcipElement("IndeterminateLoanPeriodFlag"));
        answer.Add(NcipReply.Number("RenewalCount", o.IsRenewal ? (o.Item.Loan?.Renewals ?? 0) + 1 : 0));
        if (r.Request.Body["ResourceDesired"] is not null) answer.Add(ItemFields.Resource(o.Item.Title));
        answer.Add(Loans.Fee(o, r));
        answer.Add(ItemFields.Of(o.Item, r, ItemFields.OnLoan, o.DueAt));
        answer.Add(UserFields.Of(o.Reader, r));
    }
}
