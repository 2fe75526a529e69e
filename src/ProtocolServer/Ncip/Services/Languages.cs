using System.Collections.Frozen;
using System.Globalization;
using ProtocolServer.Domain.Libraries;

namespace ProtocolServer.Ncip.Services;

/// <summary>ISO 639-1, as readers are registered, and the bibliographic codes of ISO 639-2, as NCIP writes languages.</summary>
static class Languages
{
    /// <summary>Where the bibliographic code is not the terminological one.</summary>
    static readonly FrozenDictionary<string, string> Bibliographics = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["zh"] = "chi", ["nb"] = "nor", ["nn"] = "nor", ["de"] = "ger", ["fr"] = "fre", ["cs"] = "cze", ["nl"] = "dut", ["el"] = "gre", ["is"] = "ice",
        ["ro"] = "rum", ["sk"] = "slo", ["sq"] = "alb", ["hy"] = "arm", ["eu"] = "baq", ["my"] = "bur", ["ka"] = "geo", ["mk"] = "mac", ["mi"] = "mao",
        ["ms"] = "may", ["fa"] = "per", ["bo"] = "tib", ["cy"] = "wel",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    static readonly FrozenDictionary<string, string> Shorts = LanguageCodes.Known
        // Bokmål before Nynorsk, as most Norwegian is.
        .Order(StringComparer.Ordinal).SelectMany(code => (string[])[Long(code), Terminological(code), code], (code, name) => (Name: name, Code: code))
        .DistinctBy(pair => pair.Name).ToFrozenDictionary(pair => pair.Name, pair => pair.Code, StringComparer.OrdinalIgnoreCase);

    public static string Long(string language) => Bibliographics.GetValueOrDefault(language) ?? Terminological(language);

    /// <summary>The two letters of a code of either list; null for what is none.</summary>
    public static string? Short(string code) => Shorts.GetValueOrDefault(code.Trim());

    static string Terminological(string language) => CultureInfo.GetCultureInfo(language).ThreeLetterISOLanguageName;
}
