using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ProtocolServer.Adapters.Files;

/// <summary>
/// Many records from one pattern. <c>{n}</c> is the number of the record, from 1; <c>{n*3+7:6}</c> reckons with it from left to right
/// (+ - * / %) and fills with zeros to six digits; <c>{surname}</c> picks from the list of that name by the text of the place, always
/// the same; <c>{book[n].2}</c> takes the entries in turn, and of an entry "A / B" the second part. A member that comes out empty is
/// left out.
/// </summary>
sealed partial class FixtureSeries
{
    const int Most = 1_000_000;

    readonly Dictionary<string, string[][]> lists = new(StringComparer.Ordinal);
    readonly FileErrors errors;

    public FixtureSeries(Section top)
    {
        errors = top.Errors;
        if (top.Child("lists") is not { } named) return;
        foreach (var name in named.Map.Members.Keys)
        {
            var entries = named.Texts(name).Select(text => text.Value.Split(" / ")).ToArray();
            if (entries.Length == 0) named.Wrong(name, "has no entries; give it at least one.");
            else lists.Add(name, entries);
        }
    }

    /// <summary>The records of every series of one kind.</summary>
    public IEnumerable<Section> Expand(Section series, string kind)
    {
        var count = series.Whole(kind, 0, Most, required: true) ?? 0;
        var each = series.Child("each", required: true);
        series.Done();
        if (each is null) yield break;
        for (var n = 1; n <= count; n++)
        {
            var before = errors.Count;
            var record = (YamlMap)Filled(each.Map, n);
            if (errors.Count > before) yield break;
            yield return new(record, errors);
        }
    }

    YamlValue Filled(YamlValue value, int n) => value switch
    {
        YamlText text => text with { Path = Numbered(text.Path, n), Value = Filled(text, n) },
        YamlList list => list with { Path = Numbered(list.Path, n), Values = [.. list.Values.Select(v => Filled(v, n))] },
        YamlMap map => map with
        {
            Path = Numbered(map.Path, n),
            Members = map.Members.Select(m => KeyValuePair.Create(m.Key, Filled(m.Value, n))).Where(m => m.Value is not YamlText { Value: "" })
                .ToDictionary(StringComparer.Ordinal),
        },
        _ => value,
    };

    static string Numbered(string path, int n) => string.Create(CultureInfo.InvariantCulture, $"{path} (n = {n})");

    string Filled(YamlText text, int n)
    {
        if (!text.Value.Contains('{', StringComparison.Ordinal)) return text.Value;
        return Place().Replace(text.Value, match =>
        {
            if (match.Groups["list"] is { Success: true, Value: var name }) return Picked(text, match, name, n);
            var number = Reckoned(text, match.Groups["sum"].Value, n);
            return match.Groups["width"] is { Success: true, Value: var width }
                ? number.ToString("D" + width, CultureInfo.InvariantCulture)
                : number.ToString(CultureInfo.InvariantCulture);
        });
    }

    string Picked(YamlText at, Match match, string name, int n)
    {
        if (!lists.TryGetValue(name, out var entries))
        {
            errors.Add(at, $"there is no list '{name}'; {Section.OneOf(name, lists.Keys)}");
            return "";
        }

        var index = match.Groups["turn"] is { Success: true, Value: var sum }
            ? (int)(((Reckoned(at, sum, n) - 1) % entries.Length + entries.Length) % entries.Length)
            : (int)(Hash($"{at.Path}/{name}/{n.ToString(CultureInfo.InvariantCulture)}") % (uint)entries.Length);
        var part = match.Groups["part"] is { Success: true, Value: var digit } ? digit[0] - '1' : 0;
        return part < entries[index].Length ? entries[index][part] : "";
    }

    long Reckoned(YamlText at, string sum, int n)
    {
        var value = (long)n;
        foreach (Match step in Step().Matches(sum))
        {
            var operand = long.Parse(step.Groups["operand"].ValueSpan, CultureInfo.InvariantCulture);
            if (operand == 0 && step.Groups["sign"].Value is "/" or "%")
            {
                errors.Add(at, $"'{sum}' divides by nothing.");
                return value;
            }

            value = step.Groups["sign"].Value switch
            {
                "+" => value + operand,
                "-" => value - operand,
                "*" => value * operand,
                "/" => value / operand,
                _ => value % operand,
            };
        }

        return value;
    }

    /// <summary>FNV-1a of the text: the same on every machine and every day.</summary>
    static uint Hash(string text)
    {
        var hash = 2166136261u;
        foreach (var b in Encoding.UTF8.GetBytes(text)) hash = (hash ^ b) * 16777619u;
        // The low bits of FNV follow the last letters; the high ones mix all.
        return hash ^ (hash >> 15);
    }

    [GeneratedRegex(@"\{(?:(?<sum>n(?:[-+*/%][0-9]{1,9})*)(?::(?<width>[0-9]{1,2}))?|(?<list>[a-z][a-z-]*)(?:\[(?<turn>n(?:[-+*/%][0-9]{1,9})*)\])?(?:\.(?<part>[1-9]))?)\}",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Place();

    [GeneratedRegex("(?<sign>[-+*/%])(?<operand>[0-9]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Step();
}
