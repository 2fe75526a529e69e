using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Services;

/// <summary>LookupItem: one copy, by its barcode or by the request it was captured for.</summary>
static class LookupItem
{
    public static readonly NcipService Service = new EitherService(
        static m => m.Body["RequestId"] is not null,
        new CommandService<LookUpHold.Result>("LookupItem", BindRequest, RenderRequest),
        new CommandService<LookUpItem.Result>("LookupItem", Bind, Render));

    static Command<LookUpItem.Result> Bind(NcipRequest m) => new LookUpItem(m.Item());

    static void Render(NcipElement answer, LookUpItem.Result o, NcipReply r)
    {
        var item = o.Item!;
        answer.Add(r.ItemId(item.Barcode));
        answer.Add(r.Date("HoldPickupDate", item.CapturedFor?.ShelfUntil));
        answer.Add(r.Date("DateRecalled", item.Loan?.RecalledAt));
        answer.Add(ItemFields.Transaction(item, r));
        answer.Add(ItemFields.Of(item, r));
    }

    static Command<LookUpHold.Result> BindRequest(NcipRequest m) => new LookUpHold(Requests.NumberOf(m), Requests.Named(m));

    static void RenderRequest(NcipElement answer, LookUpHold.Result o, NcipReply r)
    {
        answer.Add(Requests.Id(o.Hold!, r));
        if (Requests.CopyOf(o.Hold!) is { } barcode) answer.Add(r.ItemId(barcode));
        answer.Add(r.Date("HoldPickupDate", o.Hold!.ShelfUntil));
        answer.Add(r.Date("DateRecalled", o.Copy?.Loan?.RecalledAt));
        if (o.Copy is { } copy) answer.Add(ItemFields.Transaction(copy, r));
        answer.Add(o.Copy is null ? ItemFields.Of(o.Title, r) : ItemFields.Of(o.Copy, r));
    }
}
