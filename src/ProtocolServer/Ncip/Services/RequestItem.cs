using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Interlibrary;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Domain.Wallet;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Services;

/// <summary>RequestItem: a hold on a title or a copy.</summary>
static class RequestItem
{
    public static readonly NcipService Service = new CommandService<HoldResult>("RequestItem", Bind, Render, null, Refused);

    static Command<HoldResult> Bind(NcipRequest m)
    {
        Requests.CheckType(m);
        var number = Requests.NumberOf(m);
        var target = Requests.Target(m, null);
        var fee = Loans.FeeSaid(m);
        var (from, before, collected) = Requests.Days(m);
        var hold = new PlaceHold(target)
        {
            Number = number,
            Scope = m.Body["ItemId"] is not null && NcipRequest.Plain(m.Body.TextAt("RequestScopeType")) == "item" ? HoldScope.ThisCopy : HoldScope.AnyCopy,
            Pickup = Requests.Pickup(m, m.Body.TextAt("PickupLocation")),
            RequestType = m.Body.TextAt("RequestType"), NeededFrom = from, ExpiresAt = before, CollectBy = collected,
            FeeAcknowledged = fee is not null, FeeSaid = fee, RestrictionsAccepted = Loans.RestrictionsAccepted(m), ShipTo = Shipping.Of(m),
        };
        if (number is null || m.Partner.Interlibrary is not { Lends: true, Card: { } card } policy) return hold;
        // Its reader collects it there; here it waits to be sent.
        var forLibrary = hold with { Target = target with { Card = new(card) }, Pickup = null, FeeAcknowledged = true, RestrictionsAccepted = UseRestrictions.All };
        return new LendToPartner(forLibrary, m.Agency.Id, target.Card, m.Partner.Id, policy, m.Body.TextAt("RequestType"));
    }

    static void Render(NcipElement answer, HoldResult o, NcipReply r)
    {
        var hold = o.Hold!;
        answer.Add(Requests.Id(hold, r));
        if (o.Item is { } item) answer.Add(r.ItemId(item.Barcode));
        answer.Add(Requests.User(hold.Card, r));
        answer.Add(new NcipElement("RequestType", r.Request.Body.TextAt("RequestType"), r.Request.Body["RequestType"]?.Scheme));
        answer.Add(new NcipElement("RequestScopeType", Requests.Scope(hold)));
        answer.Add(Shipping.Of(hold.ShipTo));
        if (o.Fee is { } fee) answer.Add(Fiscal.Charged(fee, FeeTypes.Hold, null, r));
        if (r.Request.Partner.Interlibrary is { Lends: true } && o.Title is { } title) answer.Add(new NcipElement("ItemOptionalFields") { Titles.Description(title, r) });
        else if (r.Request.Partner.Habits.HasFlag(PartnerHabits.DeepLocations)) answer.Add(WithPlace(o, r));
        else Requests.PutFields(answer, o.Item, o.Title, o.Reader, r);
    }

    /// <summary>Where it comes from, also where a title was asked for and no copy is meant yet.</summary>
    static NcipElement WithPlace(HoldResult o, NcipReply r)
    {
        var agency = o.Item is { } copy ? r.Facts.AgencyOf(copy.Owner) : r.Request.Agency;
        return new("ItemOptionalFields")
        {
            o.Title is { } title ? Titles.Description(title, r) : null,
            ItemFields.Location("Permanent Location", ItemFields.LevelFor(r), agency.Name, agency.NameOf(o.Item?.PermanentLocation ?? agency.MainLocation)),
        };
    }

    /// <summary>The fee that has to be acknowledged.</summary>
    static void Refused(NcipElement answer, HoldResult o)
    {
        Loans.PutRestrictions(answer, o.Refusal);
        if (o.Fee is { } fee && Loans.IsAboutFee(o.Refusal)) answer.Add(NcipReply.Money("RequiredFeeAmount", fee));
    }
}

/// <summary>CancelRequestItem: the hold is given up, by its number or by what it is on.</summary>
static class CancelRequestItem
{
    public static readonly NcipService Service = new CommandService<HoldResult>("CancelRequestItem", Bind, Render);

    static Command<HoldResult> Bind(NcipRequest m)
    {
        var number = Requests.NumberOf(m);
        Loans.IsFree(m);
        if (number is null && m.Body["ItemId"] is null) m.Note(new(ProblemTypes.NeededData, "RequestId"));
        var cancel = new CancelHold(new(m.Card(), number is null || m.Body["ItemElementType"] is not null ? m.ItemIfNamed() : null, null) { Request = number });
        return number is not null && m.Partner.Interlibrary is { } policy
            ? new CancelledByPartner(cancel, m.Agency.Id, number, m.Partner.Id, policy.Card is { } card ? new CardNumber(card) : null) { Note = m.Body.TextAt("Ext", "NoticeContent") is { Length: > 0 } note ? note : null }
            : cancel;
    }

    static void Render(NcipElement answer, HoldResult o, NcipReply r)
    {
        answer.Add(Requests.Id(o.Hold!, r));
        if (o.Item is { } item) answer.Add(r.ItemId(item.Barcode));
        answer.Add(Requests.User(o.Hold!.Card, r));
        Requests.PutFields(answer, o.Item, o.Title, o.Reader, r);
    }
}
