using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Services;

/// <summary>HoldingsInformation as one line of text, also where it comes in levels: <c>vol. 3, no. 2 (2024, May)</c>.</summary>
static class HoldingsText
{
    public static string Of(NcipElement holdings) =>
        holdings["UnstructuredHoldingsData"]?.Text ?? string.Join("; ", holdings.All("StructuredHoldingsData").Select(Structured).Where(static text => text.Length > 0));

    static string Structured(NcipElement data)
    {
        var enumeration = Levels(data["HoldingsEnumeration"], "Enumeration");
        var chronology = Levels(data["HoldingsChronology"], "Chronology");
        return enumeration.Length == 0 ? chronology : chronology.Length == 0 ? enumeration : $"{enumeration} ({chronology})";
    }

    static string Levels(NcipElement? of, string kind) => string.Join(", ",
        (of?.All(kind + "LevelInstance") ?? []).Select(level => $"{level.TextAt(kind + "Caption")} {level.TextAt(kind + "Value")}".Trim()));
}
