using System.Globalization;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Services;

/// <summary>What the services about requests have in common.</summary>
static class Requests
{
    /// <summary>The number the partner gave the request; ours where it gave none.</summary>
    public static NcipElement Id(Hold hold, NcipReply r) => Id(hold, r.Agency());

    /// <param name="agency">Ours, for a request that nobody else has numbered.</param>
    public static NcipElement Id(Hold hold, NcipElement agency) => NcipIds.Request(
        hold.Request is { Agency.Length: > 0 } named ? new NcipElement("AgencyId", named.Agency) : agency, hold.Request?.Number ?? hold.Id.Value.ToString("N"));

    /// <summary>The number of a message; null where it has none, a problem where it is empty.</summary>
    public static RequestNumber? NumberOf(NcipRequest m)
    {
        if (m.Body["RequestId"] is not { } id) return null;
        var value = id.TextAt("RequestIdentifierValue");
        if (value.Length == 0) m.Note(new(ProblemTypes.NeededData, "RequestIdentifierValue"));
        return new(id.TextAt("AgencyId"), value);
    }

    /// <summary>A place by its code; or by the number it has in our answer to LookupAgency (ncip-field C 3).</summary>
    public static string? Pickup(NcipRequest m, string? said)
    {
        if (string.IsNullOrEmpty(said)) return m.PlaceBehindAgency(m.Message.Header?.TextAt("ToAgencyId", "AgencyId"));
        if (m.PlaceBehindAgency(said) is { } behind) return behind;
        var places = m.Agency.Locations;
        return !places.Contains(said) && int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= 1 && n <= places.Length ? places[n - 1] : said;
    }

    public static string Status(HoldState state) => state switch
    {
        HoldState.Ready => "Available For Pickup",
        HoldState.Expired => "Expired",
        HoldState.Cancelled => "Cannot Fulfill Request",
        _ => "In Process",
    };

    /// <summary>The kind of request as it was asked for; a hold where nobody said otherwise.</summary>
    public static string Type(Hold hold) => hold.RequestType ?? "Hold";

    /// <summary>The days of a request, in order and none of them gone by.</summary>
    /// <param name="fields">What they stand in; null for the message itself.</param>
    public static (DateTimeOffset? From, DateTimeOffset? Before, DateTimeOffset? CollectBy) Days(NcipRequest m, string? fields = null)
    {
        var (from, before, collected) = (At("EarliestDateNeeded"), At("NeedBeforeDate"), At("PickupExpiryDate"));
        if (from > before) m.Note(new(ProblemTypes.InvalidDate, "EarliestDateNeeded", Text("EarliestDateNeeded")));
        if (collected <= m.Now || collected < from) m.Note(new(ProblemTypes.InvalidDate, "PickupExpiryDate", Text("PickupExpiryDate")));
        return (from, before, collected);

        DateTimeOffset? At(string name) => fields is null ? m.Date(name) : m.Date(fields, name);
        string Text(string name) => fields is null ? m.Body.TextAt(name) : m.Body.TextAt(fields, name);
    }

    /// <summary>The copy a request is about; null while any would do.</summary>
    public static Barcode? CopyOf(Hold hold) => hold.CapturedBarcode ?? (hold.Scope is HoldScope.ThisCopy ? hold.AnyBarcode : null);

    /// <summary>What is asked for of the copy and of the user; of a copy that nobody has chosen yet only the work is told.</summary>
    public static void PutFields(NcipElement answer, Item? copy, Title? title, Reader? reader, NcipReply r)
    {
        answer.Add(copy is not null ? ItemFields.Of(copy, r) : ItemFields.Of(title, r));
        if (r.Request.Body["UserElementType"] is not null) answer.Add(UserFields.Of(reader, r));
    }

    public static string Scope(Hold? hold) => hold?.Scope is HoldScope.ThisCopy ? "Item" : "Bibliographic Item";

    /// <summary>What is asked for: a copy, or a title by the catalogue's number.</summary>
    public static HoldTarget Target(NcipRequest m, RequestNumber? number)
    {
        var title = m.Body["BibliographicId"] is { } id ? Titles.RecordOf(id) : null;
        var item = m.ItemIfNamed();
        if (item is null && string.IsNullOrEmpty(title) && number is null) m.Note(new(ProblemTypes.NeededData, "BibliographicRecordIdentifier"));
        return new(m.Card(), item, title) { Request = number };
    }

    /// <summary>Whom and what a request is about besides its number; null where nothing is to be told of them.</summary>
    public static HoldTarget? Named(NcipRequest m) =>
        m.Body["UserId"]?.TextAt("UserIdentifierValue") is { Length: > 0 } card ? new(new(card), m.ItemIfNamed(), null) : null;

    /// <summary>The kinds of request that are a hold to us.</summary>
    static readonly HashSet<string> Holds = new(
        ["hold", "loan", "stackretrieval", "page", "recall", "physical", "physicalnoreservation", "lii", "liinoreservation", "depot"], StringComparer.Ordinal);

    /// <summary>Request types of the Norwegian profile (ncip-field D).</summary>
    static readonly HashSet<string> Norwegian =
        new(["physical", "nonreturnable", "physicalnoreservation", "lii", "liinoreservation", "depot"], StringComparer.Ordinal);

    public static bool IsNorwegian(string type) => Norwegian.Contains(NcipRequest.Plain(type));

    /// <summary>Whose request it is: for a loan between libraries the reader as her own library calls her.</summary>
    public static NcipElement User(CardNumber card, NcipReply r) =>
        r.Request.Partner.Interlibrary is not null && r.Request.Body["UserId"] is { } asked ? r.Again(asked) : r.UserId(card);

    public static void CheckType(NcipRequest m)
    {
        var type = m.Body.TextAt("RequestType");
        var plain = NcipRequest.Plain(type);
        if (Holds.Contains(plain)) return;
        // Copies and estimates exist, but nobody here makes them.
        m.Note(new(plain is "estimate" or "nonreturnablecopy" or "nonreturnable" or "digital" ? ProblemTypes.Rule : ProblemTypes.UnknownValue, "RequestType", type));
    }
}
