using System.Collections.Frozen;

namespace ProtocolServer.Sip2;

/// <summary>SIP2 language codes (section 9.9) and ISO 639-1. A language without a code is sent as 000.</summary>
static class Languages
{
    static readonly FrozenDictionary<int, string> ByCode = new Dictionary<int, string>
    {
        [1] = "en", [2] = "fr", [3] = "de", [4] = "it", [5] = "nl", [6] = "sv", [7] = "fi", [8] = "es", [9] = "da", [10] = "pt", [11] = "fr",
        [12] = "nb", [13] = "he", [14] = "ja", [15] = "ru", [16] = "ar", [17] = "pl", [18] = "el", [19] = "zh", [20] = "ko", [21] = "es",
        [22] = "ta", [23] = "ms", [24] = "en", [25] = "is", [26] = "nl", [27] = "zh",
    }.ToFrozenDictionary();

    static readonly FrozenDictionary<string, int> ByLanguage =
        ByCode.GroupBy(pair => pair.Value).ToFrozenDictionary(group => group.Key, group => group.Min(pair => pair.Key), StringComparer.Ordinal);

    public static string? OfCode(int? code) => code is { } known ? ByCode.GetValueOrDefault(known) : null;

    public static int CodeOf(string language) => ByLanguage.GetValueOrDefault(language);
}
