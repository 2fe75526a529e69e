using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Services;

/// <summary>SendUserNotice: something to tell a reader of ours, kept for its day. A date is promised where somebody tells readers.</summary>
static class SendUserNotice
{
    public static readonly NcipService Service = new CommandService<NotifyReader.Result>("SendUserNotice", Bind, Render);

    static Command<NotifyReader.Result> Bind(NcipRequest m)
    {
        var details = m.Body["UserNoticeDetails"]!;
        var kind = details.TextAt("NoticeType");
        var items = details.All("NoticeItem").ToArray();
        if (items.Length > 1) m.Note(new(ProblemTypes.Rule, "NoticeItem", null, "One item a notice."));
        var item = items.Length == 0 ? null : items[0]["ItemDetails"];
        var barcode = item?.TextAt("ItemId", "ItemIdentifierValue");
        if (barcode is "") m.Note(new(ProblemTypes.NeededData, "ItemIdentifierValue"));
        var text = details.TextAt("NoticeContent") is { Length: > 0 } content ? content
            : item?["BibliographicDescription"]?.TextAt("Title") is { Length: > 0 } title ? $"{kind}: {title}" : kind;
        if (text.Length == 0) m.Note(new(ProblemTypes.NeededData, "NoticeContent"));
        // What is said to be due or overdue must be on loan.
        var isOfLoan = item?["DateDue"] is not null || NcipRequest.Plain(kind).Contains("overdue", StringComparison.Ordinal);
        return new NotifyReader(m.Card(), kind, text, barcode is null ? null : new Barcode(barcode), isOfLoan && barcode is not null, m.Date("DateToSend")) { Agency = m.Agency.Id };
    }

    static void Render(NcipElement answer, NotifyReader.Result o, NcipReply r)
    {
        answer.Add(r.UserId(o.Card));
        if (o.WillBeSentAt is { } at) answer.Add(r.Date("DateWillSend", at));
    }
}
