using System.Collections.Frozen;
using System.Globalization;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Libraries;

/// <summary>
/// Texts for readers, by language (ISO 639-1) and key (G-5). Keys of refusals are <c>refusal.CODE</c>; arguments stand as
/// <c>{0}</c>, <c>{1}</c>.
/// </summary>
public sealed class Messages(FrozenDictionary<string, FrozenDictionary<string, string>> common)
{
    public const string LastResort = "en";

    public IEnumerable<string> Languages => common.Keys;

    public IEnumerable<string> KeysOf(string language) => common.TryGetValue(language, out var texts) ? texts.Keys : [];

    /// <summary>Whether readers have words for it.</summary>
    public bool Has(string key) => Find(null, LastResort, key) is not null;

    /// <summary>The first of the languages that has any texts, in the order request, reader, library, English.</summary>
    public string Choose(LibraryFile? library, string? requested, string? readers) =>
        Speaks(requested) ?? Speaks(readers) ?? library?.Languages.Select(Speaks).FirstOrDefault(l => l is not null) ?? LastResort;

    /// <summary>The text of a key in a language, the library's own wording first; the key itself when nobody has it.</summary>
    public string Text(LibraryFile? library, string language, string key, params ReadOnlySpan<object> arguments)
    {
        var spoken = language;
        var text = Find(library, language, key) ?? Find(library, spoken = LastResort, key);
        if (text is null) return key;
        var shown = new object[arguments.Length];
        for (var i = 0; i < shown.Length; i++) shown[i] = Shown(library, arguments[i], spoken);
        return string.Format(CultureInfo.InvariantCulture, text, shown);
    }

    public string Text(LibraryFile? library, string language, Refusal refusal) =>
        Text(library, language, "refusal." + refusal.Code, refusal.Arguments.AsSpan());

    public string Text(LibraryFile? library, string language, Notice notice) =>
        Text(library, language, "notice." + notice.Code, notice.Arguments.AsSpan());

    /// <summary>An argument as a reader writes it: days by the language's habit, amounts with their currency.</summary>
    static object Shown(LibraryFile? library, object argument, string language) => argument switch
    {
        DateTimeOffset instant => Shown(library, library?.Calendar.DayOf(instant) ?? DateOnly.FromDateTime(instant.UtcDateTime), language),
        DateOnly day => day.ToString(DatePattern(language), CultureInfo.InvariantCulture),
        Money money => AmountText(money, language),
        _ => argument,
    };

    /// <summary>The habit of each language for a day; ISO 8601 where none is known.</summary>
    public static string DatePattern(string language) => language switch
    {
        "en" => "d MMM yyyy",
        "lv" or "nb" => "dd.MM.yyyy",
        "hu" => "yyyy. MM. dd.",
        "zh" => "yyyy年M月d日",
        _ => "yyyy-MM-dd",
    };

    /// <summary>The habit of each language for an amount, in letters that every terminal's encoding has.</summary>
    static string AmountText(Money money, string language)
    {
        var number = money.ToString();
        // No forint has been split since 1999.
        if (money.Currency.Code == "HUF" && number.EndsWith(".00", StringComparison.Ordinal)) number = number[..^3];
        return (language, money.Currency.Code) switch
        {
            ("zh", "CNY") => number + "元",
            ("hu", "HUF") => number + " Ft",
            ("nb", "NOK") => number.Replace('.', ',') + " kr",
            ("lv" or "nb" or "hu", _) => $"{number.Replace('.', ',')} {money.Currency}",
            ("en", _) => $"{money.Currency} {number}",
            _ => $"{number} {money.Currency}",
        };
    }

    string? Speaks(string? language) => language is not null && common.ContainsKey(language) ? language : null;

    string? Find(LibraryFile? library, string language, string key) =>
        library is not null && library.Texts.TryGetValue(language, out var own) && own.TryGetValue(key, out var text) ? text
        : common.TryGetValue(language, out var texts) && texts.TryGetValue(key, out text) ? text : null;
}
