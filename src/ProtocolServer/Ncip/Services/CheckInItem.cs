using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Services;

/// <summary>CheckInItem: a return, with where the copy goes from here.</summary>
static class CheckInItem
{
    public static readonly NcipService Service = new CommandService<CheckIn.Result>("CheckInItem", Bind, Render, RefusalOf);

    static Command<CheckIn.Result> Bind(NcipRequest m) => new CheckIn(m.Item()) { OffLine = m.IsMandated, ReturnedAt = m.HappenedAt, MadeAt = m.HappenedAt };

    static Refusal? RefusalOf(CheckIn.Result o) => o.Refusal ?? (o.Item is null ? new("item-unknown") : null);

    static void Render(NcipElement answer, CheckIn.Result o, NcipReply r)
    {
        var seesReaders = r.Facts.Caller.Permissions.HasFlag(Permissions.StaffData);
        answer.Add(r.ItemId(o.Item!.Barcode));
        if (seesReaders && o.Loan is { } loan) answer.Add(r.UserId(loan.Card));
        answer.Add(Routing(o, r, seesReaders));
        if (o.Fine is { } fine) answer.Add(Fiscal.Charged(fine, Domain.Wallet.FeeTypes.Overdue, null, r));
        answer.Add(ItemFields.Of(o.Item with { Loan = null, CurrentLocation = o.Location ?? o.Item.CurrentLocation }, r, Now(o)));
        if (r.Request.Partner.Habits.HasFlag(PartnerHabits.EmptyUserFields)) answer.Add(new NcipElement("UserOptionalFields"));
    }

    /// <summary>What the return has made of the copy.</summary>
    static string Now(CheckIn.Result o) =>
        o.Destination is not null ? ItemFields.Status(CirculationStatus.InTransit)
        : ItemFields.Status(o.Hold is null ? CirculationStatus.Available : CirculationStatus.OnHoldShelf);

    /// <summary>Where a sorter sends it: the hold shelf, another place, or nothing to say.</summary>
    static NcipElement? Routing(CheckIn.Result o, NcipReply r, bool seesReaders)
    {
        if (!o.Alert) return null;
        var place = o.Destination ?? o.Location ?? r.Request.Agency.MainLocation;
        var text = o.Alerts is AlertType.HoldHere ? new Notice("hold-here") : o.SendTo is { } to ? to.Notice : o.Alerts is AlertType.HoldElsewhere ? new Notice("hold-elsewhere", place) : new Notice("route", place);
        return new("RoutingInformation")
        {
            new NcipElement("RoutingInstructions", r.Messages.Text(r.Library, r.Messages.Choose(r.Library, null, null), text)),
            new NcipElement("Destination") { ItemFields.Place("Current Location", place) },
            o.Hold is null ? null : new NcipElement("RequestType", "Hold"),
            seesReaders && o.Hold is { } hold ? r.UserId(hold.Card) : null,
        };
    }
}
