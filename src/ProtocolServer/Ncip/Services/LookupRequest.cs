using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Services;

/// <summary>LookupRequest: how a request stands, by its number or by user and copy.</summary>
static class LookupRequest
{
    public static readonly NcipService Service = new CommandService<LookUpHold.Result>("LookupRequest", Bind, Render);

    static Command<LookUpHold.Result> Bind(NcipRequest m)
    {
        if (Requests.NumberOf(m) is { } number) return new LookUpHold(number, Requests.Named(m));
        return new LookUpHold(null, new(m.Card(), m.Item(), null));
    }

    static void Render(NcipElement answer, LookUpHold.Result o, NcipReply r)
    {
        var hold = o.Hold!;
        answer.Add(Requests.Id(hold, r));
        if (Requests.CopyOf(hold) is { } barcode) answer.Add(r.ItemId(barcode));
        Put("User Id", () => r.UserId(hold.Card));
        Put("Request Type", () => new("RequestType", Requests.Type(hold)));
        Put("Request Scope Type", () => new("RequestScopeType", Requests.Scope(hold)));
        Put("Request Status Type", () => new("RequestStatusType", Requests.Status(hold.State)));
        Put("Hold Queue Position", () => hold.Position is { } position ? NcipReply.Number("HoldQueuePosition", position) : null);
        Put("Shipping Information", () => Shipping.Of(hold.ShipTo));
        Put("Earliest Date Needed", () => r.Date("EarliestDateNeeded", hold.NeededFrom));
        Put("Need Before Date", () => r.Date("NeedBeforeDate", hold.ExpiresAt));
        Put("Pickup Date", () => r.Date("PickupDate", hold.ReadyAt));
        Put("Pickup Location", () => new("PickupLocation", hold.PickupLocation));
        Put("Pickup Expiry Date", () => r.Date("PickupExpiryDate", hold.ShelfUntil ?? hold.CollectBy));
        Put("Date Of User Request", () => r.Date("DateOfUserRequest", hold.PlacedAt));
        Put("Date Available", () => r.Date("DateAvailable", hold.ReadyAt));
        Put("Acknowledged Fee Amount", () => hold.Fee is { IsPaid: false } agreed ? NcipReply.Money("AcknowledgedFeeAmount", agreed.Amount) : null);
        Put("Paid Fee Amount", () => hold.Fee is { IsPaid: true } paid ? NcipReply.Money("PaidFeeAmount", paid.Amount) : null);
        Requests.PutFields(answer, o.Copy, o.Title, o.Reader, r);

        // Nothing asked for is everything: 1.01 has no other way.
        void Put(string type, Func<NcipElement?> element)
        {
            if (r.Request.Body["RequestElementType"] is null || r.Request.Wants("RequestElementType", type)) answer.Add(element());
        }
    }
}
