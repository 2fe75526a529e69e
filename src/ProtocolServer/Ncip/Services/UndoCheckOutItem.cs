using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Services;

/// <summary>UndoCheckOutItem: the loan just made never was, with all that hung on it.</summary>
static class UndoCheckOutItem
{
    public static readonly NcipService Service = new CommandService<TakeBack.Result>("UndoCheckOutItem", Bind, Render);

    static Command<TakeBack.Result> Bind(NcipRequest m) => new TakeBack(m.Item(), m.CardIfNamed()) { LoansOnly = true };

    static void Render(NcipElement answer, TakeBack.Result o, NcipReply r)
    {
        answer.Add(r.ItemId(o.Item!.Barcode));
        if (r.Request.CardIfNamed() is { } card) answer.Add(r.UserId(card));
    }
}
