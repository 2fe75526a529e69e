using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Sip2.Wire;
using static ProtocolServer.Sip2.Wire.Fields;

namespace ProtocolServer.Sip2.Exchanges;

/// <summary>The answer of 12 and 30, which are one message with two codes.</summary>
static class Loans
{
    public static void Render(ref Sip2Writer w, CheckOut.Result o, Sip2Reply r)
    {
        var item = o.Item;
        var reader = o.Reader?.Id;
        // What is at home with somebody else is nobody's business; the title of a known item is on its cover.
        w.Put(Ok, o.Accepted)
            .Put(RenewalOk, o.Accepted && o.IsRenewal)
            .Put(MagneticMedia, item?.IsMagnetic)
            // Who renews an item by 29 does not stand at the gate with it.
            .Put(Desensitize, o.Accepted && item is not { IsMagnetic: true } && r.Response.Code != Specs.Renew.Response.Code)
            .Put(TransactionDate, r.Now)
            .Put(InstitutionId, r.Institution)
            .Put(PatronId, r.Patron)
            .Put(Fields.ItemId, r.Item.Length > 0 ? r.Item : o.Loan?.Barcode.Value)
            .Put(Fields.TitleId, item?.Title.Name ?? o.Loan?.TitleName)
            .Put(Fields.DueDate, o.DueAt)
            .Put(FeeType, o.FeeType)
            .Put(Fields.Currency, o.Fee?.Currency.Code)
            .Put(FeeAmount, o.Fee)
            .Put(MediaType, item?.Title.MediaType)
            .Put(ItemProperties, item?.Properties);
        if (!o.Accepted || o.DueAt is not { } due)
        {
            r.PutTexts(ref w, o);
            return;
        }
        Notice notice = new(o.IsRenewal ? "renewed" : "due", r.Library.Calendar.DayOf(due));
        r.PutTexts(ref w, o, notice);
        r.PutPrint(ref w, o, notice);
    }
}
