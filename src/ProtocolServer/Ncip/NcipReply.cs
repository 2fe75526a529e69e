using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip;

/// <summary>What an answer needs to know of its request besides the outcome, and the parts every answer is made of.</summary>
sealed class NcipReply(NcipRequest request, Messages messages, Facts facts)
{
    public NcipRequest Request => request;

    public Facts Facts => facts;

    public LibraryFile Library => facts.Library;

    public Messages Messages => messages;

    /// <summary>Our agency as the partner calls it, with the list it knows it from.</summary>
    public NcipElement Agency() => AgencyOf(request.Agency.Id);

    public NcipElement AgencyOf(AgencyId agency) =>
        NcipIds.Agency(agency, request.Message.Header?["ToAgencyId"]?["AgencyId"]?.Scheme);

    public NcipElement UserId(CardNumber card) => NcipIds.User(Agency(), card);

    public NcipElement ItemId(Barcode barcode) => NcipIds.Item(Agency(), barcode);

    /// <summary>A partner's own id said again; 1.x wants an agency in each, also where the partner has left it out.</summary>
    public NcipElement Again(NcipElement id) =>
        request.Message.Style.Version.IsFirst && id["AgencyId"] is null ? new(id.Name) { Agency(), id.Children } : id;

    public string Date(DateTimeOffset instant) =>
        request.Partner.Habits.HasFlag(PartnerHabits.UtcDates) ? NcipDate.WriteUtc(instant) : NcipDate.Write(instant, Library.Calendar.Zone);

    public NcipElement? Date(string element, DateTimeOffset? instant) => instant is { } at ? new(element, Date(at)) : null;

    public static NcipElement Number(string element, long number) => NcipIds.Number(element, number);

    public static NcipElement Money(string element, Money amount) => NcipIds.Amount(element, amount);

    /// <summary>A charge by the number machines and receipts show.</summary>
    public NcipElement Reference(string element, string number) => NcipIds.Posting(element, Agency(), number);

    /// <summary>Why not, for people: in the reader's language, behind the type by which programs know it.</summary>
    public string TextOf(Outcome outcome, Refusal refusal) =>
        messages.Text(Library, messages.Choose(Library, null, outcome.ReaderLanguage), refusal);
}
