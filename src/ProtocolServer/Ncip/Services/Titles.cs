using System.Collections.Frozen;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Services;

/// <summary>What is told of a work.</summary>
static class Titles
{
    public static NcipElement Description(Title title, NcipReply r) => Description(title, Record(title.RecordNumber, r));

    public static NcipElement Description(Title title, NcipElement? record) => new("BibliographicDescription")
    {
        NcipElement.Of("Author", title.Author),
        record,
        new NcipElement("Title", title.Name),
        NcipElement.Of("BibliographicLevel", Level(title.MediaType)),
        NcipElement.Of("MediumType", Medium(title.MediaType)),
    };

    /// <summary>The catalogue's number, with the agency whose catalogue it is.</summary>
    public static NcipElement? Record(string number, NcipReply r) => number.Length == 0 ? null : NcipIds.Record(r.Agency(), number);

    /// <summary>The catalogue's number in an identifier; some send it as an identifier of the work (ncip-field C 2).</summary>
    public static string RecordOf(NcipElement id) =>
        id.TextAt("BibliographicRecordId", "BibliographicRecordIdentifier") is { Length: > 0 } record ? record
        : id.TextAt("BibliographicItemId", "BibliographicItemIdentifier");

    public static NcipElement? Id(string number, NcipReply r) => number.Length == 0 ? null : new("BibliographicId") { Record(number, r) };

    /// <summary>What kind of work it is, where the medium tells (ncip-field D).</summary>
    static string? Level(string mediaType) => mediaType switch
    {
        "001" or "004" or "005" or "006" or "007" or "008" or "009" or "010" => "Monograph",
        "002" or "003" => "Serial",
        _ => null,
    };

    /// <summary>SIP2 media types (section 9.7) in the standard's words.</summary>
    static readonly FrozenDictionary<string, string> Media = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["001"] = "Book", ["002"] = "Magazine", ["003"] = "Bound Journal", ["004"] = "Audio Tape", ["005"] = "Video Tape", ["006"] = "Compact Disc (CD)",
        ["007"] = "Diskette", ["008"] = "Book With Diskette", ["009"] = "Book With Compact Disc", ["010"] = "Book With Audio Tape",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    static readonly FrozenDictionary<string, string> Codes = Media.ToFrozenDictionary(pair => NcipRequest.Plain(pair.Value), pair => pair.Key, StringComparer.Ordinal);

    /// <summary>Null where the standard has no word.</summary>
    static string? Medium(string mediaType) => Media.GetValueOrDefault(mediaType);

    /// <summary>A book where nothing is said, "other" for what SIP2 has no code for.</summary>
    public static string MediaType(string medium) => medium.Length == 0 ? "001" : Codes.GetValueOrDefault(NcipRequest.Plain(medium), "000");
}
