using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Services;

/// <summary>UpdateRequestItem: another pick-up place, other days or another scope; deleted first, then added. By user and item, or by the request's number alone.</summary>
static class UpdateRequestItem
{
    static readonly HashSet<string> Changeable = new(["PickupLocation", "EarliestDateNeeded", "NeedBeforeDate", "PickupExpiryDate", "RequestScopeType", "ShippingInformation"], StringComparer.Ordinal);

    public static readonly NcipService Service = new CommandService<HoldResult>("UpdateRequestItem", Bind, Render);

    static Command<HoldResult> Bind(NcipRequest m)
    {
        var (deleted, added) = (m.Body["DeleteRequestFields"], m.Body["AddRequestFields"]);
        foreach (var field in added?.Children ?? [])
            if (!Changeable.Contains(field.Name))
                m.Note(new("Unable To Add Element", field.Name));
        // A request has always a place and a scope; it need not have days, nor be sent.
        foreach (var field in deleted?.Children ?? [])
            if (added?[field.Name] is null && field.Name is not ("EarliestDateNeeded" or "NeedBeforeDate" or "PickupExpiryDate" or "ShippingInformation"))
                m.Note(new("Unable To Delete Element", field.Name));
        if (added is not { HasChildren: true } && deleted is not { HasChildren: true }) m.Note(new(ProblemTypes.NeededData, "AddRequestFields"));
        var (from, before, collected) = Requests.Days(m, "AddRequestFields");
        var scope = added?.TextAt("RequestScopeType") ?? "";
        return new ChangeHold(new(m.Card(), m.Item(), null) { Request = Requests.NumberOf(m) })
        {
            Pickup = Requests.Pickup(m, added?.TextAt("PickupLocation")),
            NeededFrom = from, NeededNow = deleted?["EarliestDateNeeded"] is not null,
            ExpiresAt = before, NeverExpires = deleted?["NeedBeforeDate"] is not null,
            CollectBy = collected, CollectAnyDay = deleted?["PickupExpiryDate"] is not null,
            ShipTo = Shipping.Of(m, added), NoShipping = deleted?["ShippingInformation"] is not null && added?["ShippingInformation"] is null,
            Scope = scope.Length == 0 ? null : NcipRequest.Plain(scope) == "item" ? HoldScope.ThisCopy : HoldScope.AnyCopy,
        };
    }

    static void Render(NcipElement answer, HoldResult o, NcipReply r)
    {
        answer.Add(r.ItemId(o.Item!.Barcode));
        answer.Add(r.UserId(o.Hold!.Card));
        answer.Add(new NcipElement("RequestType", Requests.Type(o.Hold)));
        answer.Add(new NcipElement("RequestScopeType", Requests.Scope(o.Hold)));
        answer.Add(r.Date("HoldPickupDate", o.Hold.ShelfUntil));
        Requests.PutFields(answer, o.Item, o.Title, o.Reader, r);
    }
}
