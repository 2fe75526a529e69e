using ProtocolServer.Domain.Interlibrary;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Services;

/// <summary>
/// The twenty notifications: what a partner says has happened is kept and acknowledged. It can't be refused (ncip reference 6.1), only not
/// understood.
/// </summary>
static class Notifications
{
    public static readonly IEnumerable<NcipService> All =
        MessagePairs.All.Where(pair => pair.Kind is ServiceKind.Notification)
            .Select(pair => new CommandService<NotePartnerNews.Result>(pair.Service, Bind, Render)).ToArray();

    static Command<NotePartnerNews.Result> Bind(NcipRequest m)
    {
        var (item, user, number) = (Text(m, "ItemId", "ItemIdentifierValue"), Text(m, "UserId", "UserIdentifierValue"), Text(m, "RequestId", "RequestIdentifierValue"));
        var news = new NotePartnerNews(m.Pair.Service, item, user, number, m.Date("DateShipped") ?? m.Date("DateReceived") ?? m.Date("DateSent"))
        {
            From = m.Partner.Id, About = LoanOf(m, item, number), ReturnBy = m.Date("DateDue") ?? m.Date("ItemOptionalFields", "DateDue"),
            ShipTo = Shipping.Read(m.Body), Note = Text(m, "Ext", "NoticeContent"),
            NotRenewable = m.Body["ItemOptionalFields"]?.All("ItemUseRestrictionType").Any(static one => NcipRequest.Plain(one.Text) == "renewalsnotpermitted") ?? false,
        };
        return m.Pair.Service == "ItemRequested" && user is not null && m.Partner.Interlibrary is { RequestsWhenTold: true } policy
            ? new BorrowWhenTold(news, new(m.Agency.Id, new(user), m.Partner.Id, policy, Wanted(m, item)) { RequestType = m.Body.TextAt("RequestType") })
            : news;
    }

    /// <summary>The loan between us that it can be about.</summary>
    static InterlibraryKey? LoanOf(NcipRequest m, string? item, string? number) =>
        m.Partner.Interlibrary is null || m.Pair.Service is not ("ItemShipped" or "ItemReceived" or "ItemCheckedIn" or "ItemRequestCancelled" or "ItemRenewed" or "ItemRecalled" or "ItemCheckedOut") ? null
        : number is not null ? new(m.Agency.Id, new(m.Body.TextAt("RequestId", "AgencyId"), number))
        : item is not null ? new(m.Agency.Id, null, new(item)) : null;

    static Wanted Wanted(NcipRequest m, string? item)
    {
        var record = Text(m, "BibliographicId", "BibliographicRecordId", "BibliographicRecordIdentifier");
        var title = m.Body["ItemOptionalFields"]?["BibliographicDescription"];
        return new(record, item is null ? null : new(item), title?.TextAt("Title") is { Length: > 0 } name ? name : record ?? item ?? "",
            title?.TextAt("Author") is { Length: > 0 } author ? author : null);
    }

    static string? Text(NcipRequest m, params ReadOnlySpan<string> path) => m.Body.TextAt(path) is { Length: > 0 } text ? text : null;

    /// <summary>The ids are said again as an extension: some profiles wait for them (ncip-field D).</summary>
    static void Render(NcipElement answer, NotePartnerNews.Result o, NcipReply r)
    {
        var echo = new NcipElement("Ext");
        foreach (var id in (ReadOnlySpan<string>)["RequestId", "UserId", "ItemId"])
            echo.Add(r.Request.Body[id]);
        if (echo.HasChildren) answer.Add(echo);
    }
}
