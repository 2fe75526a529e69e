using ProtocolServer.Domain.Circulation;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Services;

/// <summary>What is told of a work.</summary>
static class Titles
{
    public static NcipElement Description(Title title, NcipReply r) => new("BibliographicDescription")
    {
        NcipElement.Of("Author", title.Author),
        Record(title.RecordNumber, r),
        new NcipElement("Title", title.Name),
        NcipElement.Of("MediumType", Medium(title.MediaType)),
    };

    /// <summary>The catalogue's number, with the agency whose catalogue it is.</summary>
    public static NcipElement? Record(string number, NcipReply r) => number.Length == 0 ? null : new("BibliographicRecordId")
    {
        new NcipElement("BibliographicRecordIdentifier", number), r.Agency(),
    };

    public static NcipElement? Id(string number, NcipReply r) => number.Length == 0 ? null : new("BibliographicId") { Record(number, r) };

    /// <summary>SIP2 media types (section 9.7) in the standard's words; null where it has none.</summary>
    static string? Medium(string mediaType) => mediaType switch
    {
        "001" => "Book",
        "002" => "Magazine",
        "003" => "Bound Journal",
        "004" => "Audio Tape",
        "005" => "Video Tape",
        "006" => "Compact Disc (CD)",
        "007" => "Diskette",
        "008" => "Book With Diskette",
        "009" => "Book With Compact Disc",
        "010" => "Book With Audio Tape",
        _ => null,
    };
}
