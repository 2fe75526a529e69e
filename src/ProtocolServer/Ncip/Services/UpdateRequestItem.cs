using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Services;

/// <summary>
/// UpdateRequestItem: another pick-up place, expiry or scope. The answer must name user and copy, so the message has to.
/// </summary>
static class UpdateRequestItem
{
    static readonly HashSet<string> Changeable = new(["PickupLocation", "NeedBeforeDate", "PickupExpiryDate", "RequestScopeType"], StringComparer.Ordinal);

    public static readonly NcipService Service = new CommandService<HoldResult>("UpdateRequestItem", Bind, Render);

    static Command<HoldResult> Bind(NcipRequest m)
    {
        var fields = m.Body["AddRequestFields"];
        foreach (var field in fields?.Children ?? [])
            if (!Changeable.Contains(field.Name))
                m.Note(new("Unable To Add Element", field.Name));
        // What is deleted is what is replaced; a request has always a place and a scope.
        foreach (var field in m.Body["DeleteRequestFields"]?.Children ?? [])
            if (fields?[field.Name] is null)
                m.Note(new("Unable To Delete Element", field.Name));
        if (fields is not { HasChildren: true }) m.Note(new(ProblemTypes.NeededData, "AddRequestFields"));
        var scope = fields?.TextAt("RequestScopeType") ?? "";
        return new ChangeHold(new(m.Card(), m.Item(), null))
        {
            Pickup = fields?.TextAt("PickupLocation") is { Length: > 0 } place ? place : null,
            ExpiresAt = m.Date("AddRequestFields", "NeedBeforeDate") ?? m.Date("AddRequestFields", "PickupExpiryDate"),
            Scope = scope.Length == 0 ? null : NcipRequest.Plain(scope) == "item" ? HoldScope.ThisCopy : HoldScope.AnyCopy,
        };
    }

    static void Render(NcipElement answer, HoldResult o, NcipReply r)
    {
        answer.Add(r.ItemId(o.Item!.Barcode));
        answer.Add(r.UserId(o.Hold!.Card));
        answer.Add(new NcipElement("RequestType", "Hold"));
        answer.Add(new NcipElement("RequestScopeType", Requests.Scope(o.Hold)));
        answer.Add(r.Date("HoldPickupDate", o.Hold.ShelfUntil));
    }
}
