using System.Globalization;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Adapters.Files;

/// <summary>
/// A map being read member by member: each is asked for by name and type, and <see cref="Done"/> tells the members that nobody asked
/// for. A member that is missing or wrong is told and read as null, so that reading goes on to the next mistake.
/// </summary>
sealed class Section(YamlMap map, FileErrors errors)
{
    readonly HashSet<string> known = new(StringComparer.Ordinal);

    public YamlMap Map => map;

    public FileErrors Errors => errors;

    public bool Has(string name) => map.Members.ContainsKey(name);

    /// <summary>The value of a member as it stands; null when absent.</summary>
    public YamlValue? Value(string name, bool required = false)
    {
        known.Add(name);
        if (map.Members.TryGetValue(name, out var value)) return value;
        if (required) errors.Add(map.File, map.Line, Path(name), $"is missing; add '{name}: …'.");
        return null;
    }

    public string? Text(string name, bool required = false) => Value(name, required) switch
    {
        null => null,
        YamlText { Value.Length: > 0 } text => text.Value,
        YamlText empty => Wrong<string>(empty, "is empty; give it a value or leave it out."),
        var other => Wrong<string>(other, "must be a single value, not a list or a map."),
    };

    public int? Whole(string name, int least, int most, bool required = false)
    {
        if (Text(name, required) is not { } text) return null;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most) return number;
        errors.Add(map.Members[name], $"'{text}' must be a whole number from {least} to {most}.");
        return null;
    }

    public bool? Flag(string name)
    {
        if (Text(name) is not { } text) return null;
        if (text is "true" or "false") return text == "true";
        errors.Add(map.Members[name], $"'{text}' must be true or false.");
        return null;
    }

    /// <summary>Decimal text such as "0.10", exactly, in minor units of the currency.</summary>
    public Money? Amount(string name, Currency? currency, bool required = false)
    {
        if (Text(name, required) is not { } text || currency is not { } known) return null;
        if (Money.TryParse(text, known, out var money)) return money;
        errors.Add(map.Members[name],
            $"'{text}' must be an amount in {known.Code} with a point and at most {known.Decimals} decimals, such as \"{new Money(150, known)}\".");
        return null;
    }

    /// <summary>One of a closed set of words.</summary>
    public T? Word<T>(string name, IReadOnlyDictionary<string, T> words, bool required = false) where T : struct
    {
        if (Text(name, required) is not { } text) return null;
        if (words.TryGetValue(text, out var value)) return value;
        errors.Add(map.Members[name], $"'{text}' is not known; {OneOf(text, words.Keys)}");
        return null;
    }

    /// <summary>A list of single values, each with its place; a lone value counts as a list of one.</summary>
    public IReadOnlyList<YamlText> Texts(string name, bool required = false)
    {
        var value = Value(name, required);
        if (value is null) return [];
        if (value is YamlText lone) return [lone];
        if (value is not YamlList list) return Wrong<IReadOnlyList<YamlText>>(value, "must be a list of values, such as [a, b].") ?? [];
        foreach (var odd in list.Values.Where(v => v is not YamlText)) errors.Add(odd, "must be a single value, not a list or a map.");
        return [.. list.Values.OfType<YamlText>()];
    }

    public Section? Child(string name, bool required = false) => Value(name, required) switch
    {
        null => null,
        YamlMap child => new(child, errors),
        var other => Wrong<Section>(other, "must be a map of 'member: value' lines."),
    };

    public IReadOnlyList<Section> Children(string name, bool required = false)
    {
        var value = Value(name, required);
        if (value is null) return [];
        if (value is not YamlList list)
        {
            errors.Add(value, "must be a list: lines that begin with '- '.");
            return [];
        }

        foreach (var odd in list.Values.Where(v => v is not YamlMap)) errors.Add(odd, "must be a map of 'member: value' lines.");
        return [.. list.Values.OfType<YamlMap>().Select(child => new Section(child, errors))];
    }

    /// <summary>Tells every member that was never asked for.</summary>
    public void Done()
    {
        foreach (var name in map.Members.Keys.Where(name => !known.Contains(name)))
            errors.Add(map.File, map.KeyLines[name], Path(name), $"is not a member here; {OneOf(name, known)}");
    }

    public void Wrong(string name, string message)
    {
        if (map.Members.TryGetValue(name, out var value)) errors.Add(value, message);
        else errors.Add(map.File, map.Line, Path(name), message);
    }

    string Path(string name) => map.Path.Length == 0 ? name : $"{map.Path}.{name}";

    T? Wrong<T>(YamlValue at, string message) where T : class
    {
        errors.Add(at, message);
        return null;
    }

    /// <summary>What to write instead: the nearest word first, then all of them.</summary>
    public static string OneOf(string written, IEnumerable<string> words)
    {
        var all = words.Order(StringComparer.Ordinal).ToArray();
        var near = all.Select(word => (word, far: Distance(written, word))).OrderBy(w => w.far).FirstOrDefault();
        var list = all.Length <= 24 ? $"one of: {string.Join(", ", all)}." : "see the documentation for the list.";
        return near.word is not null && near.far <= 2 ? $"did you mean '{near.word}'? It must be {list}" : $"it must be {list}";
    }

    /// <summary>Letters to insert, drop or replace.</summary>
    static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var (diagonal, left) = (row[0], row[0] = i);
            for (var j = 1; j <= b.Length; j++)
            {
                left = Math.Min(Math.Min(row[j], left) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                (diagonal, row[j]) = (row[j], left);
            }
        }

        return row[^1];
    }
}
