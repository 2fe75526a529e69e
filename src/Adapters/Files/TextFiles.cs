using System.Collections.Frozen;
using System.Text.RegularExpressions;
using ProtocolServer.Domain.Libraries;

namespace ProtocolServer.Adapters.Files;

/// <summary>The common texts for readers, one file a language (G-5).</summary>
public static partial class TextFiles
{
    const string Prefix = "texts/";

    /// <summary>Every language's texts; all mistakes of all files together.</summary>
    public static Checked<Messages> Load()
    {
        var errors = new FileErrors();
        var languages = new Dictionary<string, FrozenDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var (name, text) in Resources.Of(typeof(Messages).Assembly, Prefix))
            if (YamlTree.Read(name, text, errors) is { } map)
                languages.Add(Path.GetFileNameWithoutExtension(name), Wording(new(map, errors)));
        return new(new(languages.ToFrozenDictionary(StringComparer.Ordinal)), errors.InOrder());
    }

    /// <summary>Key → text. A line break would cut a machine's screen line, and | its field: both are mistakes.</summary>
    internal static FrozenDictionary<string, string> Wording(Section section)
    {
        var wording = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var key in section.Map.Members.Keys)
        {
            if (section.Text(key) is not { } text) continue;
            if (text.AsSpan().IndexOfAny("|\r\n") >= 0) section.Wrong(key, "must not hold a line break or '|'; write one line.");
            else if (Placeholder().Replace(text, "").AsSpan().IndexOfAny('{', '}') >= 0)
                section.Wrong(key, "has a brace that is no placeholder; write {0} or {1} for what is filled in.");
            else wording[key] = text;
        }

        return wording.ToFrozenDictionary(StringComparer.Ordinal);
    }

    [GeneratedRegex(@"\{[0-3]\}", RegexOptions.None, 1000)]
    private static partial Regex Placeholder();
}
