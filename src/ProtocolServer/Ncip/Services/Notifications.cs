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

    static Command<NotePartnerNews.Result> Bind(NcipRequest m) => new NotePartnerNews(
        m.Pair.Service, Text(m, "ItemId", "ItemIdentifierValue"), Text(m, "UserId", "UserIdentifierValue"), Text(m, "RequestId", "RequestIdentifierValue"),
        m.Date("DateShipped") ?? m.Date("DateReceived") ?? m.Date("DateSent"));

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
