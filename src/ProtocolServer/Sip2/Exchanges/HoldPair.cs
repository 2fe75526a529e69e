using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Sip2.Wire;
using static ProtocolServer.Sip2.Wire.Fields;

namespace ProtocolServer.Sip2.Exchanges;

/// <summary>Hold (15) → Hold Response (16): + place, - cancel, * change.</summary>
static class HoldPair
{
    public static readonly Sip2Exchange Exchange = new CommandExchange<HoldResult>(Specs.Hold, Bind, Render);

    static Command<HoldResult> Bind(in Sip2Reader m, Sip2Session s)
    {
        var item = m.GetText(Fields.ItemId);
        var title = m.GetText(Fields.TitleId);
        var target = new HoldTarget(new(m.GetText(PatronId)), item.Length > 0 ? new Barcode(item) : null, title.Length > 0 ? title : null);
        var pickup = m.GetText(PickupLocation) is { Length: > 0 } place ? place : null;
        var expires = m.GetDate(ExpirationDate);
        var scope = m.GetNumber(HoldType) is >= 1 and <= 4 and var type ? (HoldScope)type : (HoldScope?)null;
        return m.Get(HoldMode) switch
        {
            [(byte)'-'] => new CancelHold(target),
            [(byte)'*'] => new ChangeHold(target) { Scope = scope, Pickup = pickup, ExpiresAt = expires },
            _ => new PlaceHold(target)
            {
                Scope = scope ?? HoldScope.AnyCopy, Pickup = pickup, ExpiresAt = expires, FeeAcknowledged = m.GetFlag(FeeAcknowledged),
            },
        };
    }

    static void Render(ref Sip2Writer w, HoldResult o, Sip2Reply r)
    {
        w.Put(Ok, o.Accepted)
            .Put(Available, o.IsAvailable)
            .Put(TransactionDate, r.Now)
            .Put(ExpirationDate, o.Hold?.ExpiresAt)
            .Put(QueuePosition, o.Position)
            .Put(PickupLocation, o.Hold?.PickupLocation)
            .Put(InstitutionId, r.Institution)
            .Put(PatronId, r.Patron)
            .Put(Fields.ItemId, r.Item)
            .Put(Fields.TitleId, o.Title?.Name);
        r.PutTexts(ref w, o);
    }
}
