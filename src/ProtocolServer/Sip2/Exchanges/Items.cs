using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Sip2.Wire;
using static ProtocolServer.Sip2.Wire.Fields;

namespace ProtocolServer.Sip2.Exchanges;

/// <summary>Item Information (17) → Item Information Response (18).</summary>
static class ItemInformation
{
    public static readonly Sip2Exchange Exchange =
        new CommandExchange<LookUpItem.Result>(Specs.ItemInformation, Bind, Render, Writers.Gates);

    static Command<LookUpItem.Result> Bind(in Sip2Reader m, Sip2Session s) => new LookUpItem(new(m.GetText(Fields.ItemId)));

    static void Render(ref Sip2Writer w, LookUpItem.Result o, Sip2Reply r)
    {
        var item = o.Item;
        var onShelf = item?.CapturedFor is { State: HoldState.Ready } ready ? ready : null;
        w.Put(Fields.CirculationStatus, (int)(item?.CirculationStatus ?? Domain.Circulation.CirculationStatus.Other))
            .Put(SecurityMarker, item?.SecurityMarker ?? "00")
            .Put(FixedFeeType, o.Fee?.FeeType ?? "01")
            .Put(TransactionDate, r.Now)
            .Put(Fields.ItemId, r.Item)
            .Put(Fields.TitleId, item?.Title.Name)
            .Put(HoldQueueLength, item is null ? null : item.Queue.Count(hold => hold.State is HoldState.Waiting))
            .Put(Fields.DueDate, item?.Loan?.DueAt)
            .Put(RecallDate, item?.Loan?.RecalledAt)
            .Put(HoldPickupDate, onShelf?.ShelfUntil)
            .Put(Owner, item?.Owner.Value)
            .Put(Fields.Currency, o.Fee is null ? null : r.Library.Currency.Code)
            .Put(FeeAmount, o.Fee is { } fee ? new Money(fee.AmountMinor, r.Library.Currency) : null)
            .Put(MediaType, item?.Title.MediaType)
            .Put(PermanentLocation, item?.PermanentLocation)
            .Put(CurrentLocation, item?.CurrentLocation)
            .Put(ItemProperties, item?.Properties)
            .Put(CollectionCode, item?.Collection)
            .Put(CallNumber, item?.CallNumber);
        if (r.Facts.Caller.Permissions.HasFlag(Permissions.StaffData) && item?.CapturedFor is { } hold)
            w.Put(DestinationLocation, hold.PickupLocation).Put(HoldPatronId, hold.Card.Value).Put(HoldPatronName, hold.ReaderName);
        r.PutTexts(ref w, o);
    }
}

/// <summary>Item Status Update (19) → Item Status Update Response (20).</summary>
static class ItemStatusUpdate
{
    public static readonly Sip2Exchange Exchange = new CommandExchange<LookUpItem.Result>(Specs.ItemStatusUpdate, Bind, Render);

    static Command<LookUpItem.Result> Bind(in Sip2Reader m, Sip2Session s) =>
        new UpdateItem(new(m.GetText(Fields.ItemId)), m.GetText(ItemProperties));

    static void Render(ref Sip2Writer w, LookUpItem.Result o, Sip2Reply r)
    {
        w.Put(ItemPropertiesOk, o.Accepted)
            .Put(TransactionDate, r.Now)
            .Put(Fields.ItemId, r.Item)
            .Put(Fields.TitleId, o.Item?.Title.Name)
            .Put(ItemProperties, o.Item?.Properties);
        r.PutTexts(ref w, o);
    }
}
