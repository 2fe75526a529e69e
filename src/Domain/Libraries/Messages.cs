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

    /// <summary>The first of the languages that has any texts, in the order request, reader, library, English.</summary>
    public string Choose(LibraryFile library, string? requested, string? readers) =>
        Speaks(requested) ?? Speaks(readers) ?? library.Languages.Select(Speaks).FirstOrDefault(l => l is not null) ?? LastResort;

    /// <summary>The text of a key in a language, the library's own wording first; the key itself when nobody has it.</summary>
    public string Text(LibraryFile library, string language, string key, params ReadOnlySpan<object> arguments)
    {
        var text = Find(library, language, key) ?? Find(library, LastResort, key);
        return text is null ? key : string.Format(CultureInfo.InvariantCulture, text, arguments);
    }

    public string Text(LibraryFile library, string language, Refusal refusal)
    {
        var arguments = refusal.Arguments.Select(a => Shown(a, language)).ToArray();
        return Text(library, language, "refusal." + refusal.Code, arguments);
    }

    /// <summary>An argument as a reader writes it: dates by the language's habit, amounts with their currency.</summary>
    static object Shown(object argument, string language) => argument switch
    {
        DateOnly day => day.ToString(DatePattern(language), CultureInfo.InvariantCulture),
        Money money => $"{money} {money.Currency}",
        _ => argument,
    };

    /// <summary>The habit of each language for a day; ISO 8601 elsewhere.</summary>
    public static string DatePattern(string language) => language switch
    {
        "lv" or "nb" => "dd.MM.yyyy",
        "hu" => "yyyy. MM. dd.",
        "zh" => "yyyy年M月d日",
        _ => "yyyy-MM-dd",
    };

    string? Speaks(string? language) => language is not null && common.ContainsKey(language) ? language : null;

    string? Find(LibraryFile library, string language, string key) =>
        library.Texts.TryGetValue(language, out var own) && own.TryGetValue(key, out var text) ? text
        : common.TryGetValue(language, out var texts) && texts.TryGetValue(key, out text) ? text : null;
}
