using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Dispatch;
using ProtocolServer.Domain.Interlibrary;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Initiate;

/// <summary>
/// What a partner's answer changes here, in the transaction that takes the message out of the outbox. A notification's answer changes
/// nothing.
/// </summary>
sealed class PartnerAnswers(ILibrarySystem library, AgencyDirectory agencies)
{
    /// <exception cref="LibrarySystemException">It could not be kept; the message is sent again and the answer is the same.</exception>
    public async Task TakeAsync(OutboxLetter letter, Partner partner, AgencyId ours, NcipElement asked, NcipElement answer, string? problem, CancellationToken cancel)
    {
        if (asked.Name is not ("RequestItem" or "CancelRequestItem" or "RenewItem" or "AcceptItem")) return;
        if (!(await agencies.OfAsync(letter.Network, cancel)).TryGetValue(ours, out var agency)) return;
        var number = asked["RequestId"] is { } id ? new Domain.Circulation.RequestNumber(id.TextAt("AgencyId"), id.TextAt("RequestIdentifierValue")) : null;
        var copy = Text(asked, "ItemId", "ItemIdentifierValue");
        var title = answer["ItemOptionalFields"]?["BibliographicDescription"];
        var note = new NoteAnswer(letter.Id, asked.Name, new(ours, number, copy is null ? null : new(copy)), problem)
        {
            Copy = Text(answer, "ItemId", "ItemIdentifierValue") is { } told ? new Barcode(told) : null,
            Title = title is null ? null : Text(title, "Title"), Author = title is null ? null : Text(title, "Author"),
            ReturnBy = NcipDate.TryRead(answer.TextAt("DateDue"), agency.Library.Calendar.Zone, isEnd: true, out var due) ? due : null,
        };
        var context = new CommandContext { Network = letter.Network, Agency = ours, Caller = partner.Caller, Location = agency.MainLocation };
        await library.ExecuteAsync(note, context, static (_, _) => ReadOnlyMemory<byte>.Empty, cancel);
    }

    static string? Text(NcipElement element, params ReadOnlySpan<string> path) => element.TextAt(path) is { Length: > 0 } text ? text : null;
}
