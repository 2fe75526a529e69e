using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Sip2.Wire;
using static ProtocolServer.Sip2.Wire.Fields;

namespace ProtocolServer.Sip2.Exchanges;

/// <summary>Checkin (09) → Checkin Response (10).</summary>
static class Checkin
{
    public static readonly Sip2Exchange Exchange = EitherExchange.Cancelling(
        new CommandExchange<TakeBack.Result>(Specs.Checkin, BindCancel, RenderCancel),
        new CommandExchange<CheckIn.Result>(Specs.Checkin, Bind, Render));

    static Command<CheckIn.Result> Bind(in Sip2Reader m, Sip2Session s) => new CheckIn(new(m.GetText(Fields.ItemId)))
    {
        Location = m.GetText(CurrentLocation) is { Length: > 0 } place ? place : null,
        OffLine = m.GetFlag(NoBlock),
        MadeAt = m.GetDate(TransactionDate),
        ReturnedAt = m.GetDate(ReturnDate),
    };

    static void Render(ref Sip2Writer w, CheckIn.Result o, Sip2Reply r)
    {
        var item = o.Item;
        var seesHold = r.Facts.Caller.Permissions.HasFlag(Permissions.StaffData);
        w.Put(Ok, o.Accepted)
            .Put(Resensitize, o.Accepted && item is not { IsMagnetic: true })
            .Put(MagneticMedia, item?.IsMagnetic)
            .Put(Alert, o.Alert)
            .Put(TransactionDate, r.Now)
            .Put(InstitutionId, r.Institution)
            .Put(Fields.ItemId, r.Item)
            .Put(PermanentLocation, item?.PermanentLocation)
            .Put(Fields.TitleId, item?.Title.Name)
            .Put(SortBin, o.SortBin)
            .Put(PatronId, seesHold ? o.Loan?.Card.Value : null)
            .Put(MediaType, item?.Title.MediaType)
            .Put(ItemProperties, item?.Properties)
            .Put(CollectionCode, item?.Collection)
            .Put(CallNumber, item?.CallNumber)
            .Put(DestinationLocation, o.Destination)
            .Put(Fields.AlertType, o.Alert ? (int?)o.Alerts : null)
            .Put(HoldPatronId, seesHold ? o.Hold?.Card.Value : null)
            .Put(HoldPatronName, seesHold ? o.Hold?.ReaderName : null);
        r.PutTexts(ref w, o);
        if (o.Accepted) r.PutPrint(ref w, o, [.. o.Notices.Take(1)]);
    }

    static Command<TakeBack.Result> BindCancel(in Sip2Reader m, Sip2Session s) => new TakeBack(new(m.GetText(Fields.ItemId)), null);

    static void RenderCancel(ref Sip2Writer w, TakeBack.Result o, Sip2Reply r)
    {
        w.Put(Ok, o.Accepted)
            .Put(Resensitize, o.Undone is ItemActKind.CheckedOut && o.Item is not { IsMagnetic: true })
            .Put(MagneticMedia, o.Item?.IsMagnetic)
            .Put(TransactionDate, r.Now)
            .Put(InstitutionId, r.Institution)
            .Put(Fields.ItemId, r.Item)
            .Put(PermanentLocation, o.Item?.PermanentLocation)
            .Put(Fields.TitleId, o.Item?.Title.Name)
            .Put(MediaType, o.Item?.Title.MediaType);
        r.PutTexts(ref w, o);
    }
}
