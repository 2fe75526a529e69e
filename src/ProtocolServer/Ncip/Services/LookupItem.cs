using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Services;

/// <summary>LookupItem: one copy, by its barcode.</summary>
static class LookupItem
{
    public static readonly NcipService Service = new CommandService<LookUpItem.Result>("LookupItem", Bind, Render);

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
}
