using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.RegularExpressions;
using ProtocolServer.Domain.Terminals;

namespace ProtocolServer.Adapters.Files;

/// <summary>
/// The member <c>sorting</c>: rows with <c>bin</c> and <c>when</c>. A condition is a value, a list of values, or comparisons:
/// <c>class: {"&gt;=": "800", "&lt;": "900"}</c>.
/// </summary>
sealed class SortPlanReader(Section top)
{
    static readonly FrozenDictionary<string, SortProperty> Properties =
        Enum.GetValues<SortProperty>().ToFrozenDictionary(p => p.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    static readonly FrozenDictionary<string, Comparison> Comparisons = new Dictionary<string, Comparison>(StringComparer.Ordinal)
    {
        ["="] = Comparison.Equal, ["!="] = Comparison.NotEqual, ["<"] = Comparison.Less, ["<="] = Comparison.LessOrEqual, [">"] = Comparison.Greater,
        [">="] = Comparison.GreaterOrEqual, ["prefix"] = Comparison.Prefix, ["pattern"] = Comparison.Pattern, ["in"] = Comparison.In,
        ["not-in"] = Comparison.NotIn, ["range"] = Comparison.Range,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    readonly FileErrors errors = top.Errors;

    public SortPlan Plan()
    {
        var rules = ImmutableArray.CreateBuilder<SortRule>();
        int? always = null;
        foreach (var row in top.Children("sorting"))
        {
            if (always is { } line) errors.Add(row.Map, $"can never be reached: line {line} takes every item. Put it last.");
            var (bin, conditions) = (row.Text("bin", required: true), ImmutableArray.CreateBuilder<SortCondition>());
            if (row.Child("when") is { } when) Conditions(when, conditions);
            else if (!row.Has("when")) always ??= row.Map.Line;
            row.Done();
            if (bin is not null) rules.Add(new(bin, conditions.ToImmutable()));
        }
        return new(rules.ToImmutable());
    }

    void Conditions(Section when, ImmutableArray<SortCondition>.Builder conditions)
    {
        foreach (var name in when.Map.Members.Keys)
        {
            if (!Properties.TryGetValue(name, out var property)) continue;
            var value = when.Value(name);
            if (value is not YamlMap)
            {
                ImmutableArray<string> values = [.. when.Texts(name).Select(text => Checked(property, text))];
                conditions.Add(new(property, values.Length == 1 ? Comparison.Equal : Comparison.In, values));
                continue;
            }
            var comparisons = when.Child(name)!;
            foreach (var sign in comparisons.Map.Members.Keys)
                if (Comparisons.TryGetValue(sign, out var comparison) && Condition(comparisons, property, sign, comparison) is { } condition)
                    conditions.Add(condition);
            TellOdd(comparisons, Comparisons.Keys, "a comparison");
        }
        TellOdd(when, Properties.Keys, "something a sorter can ask");
    }

    SortCondition? Condition(Section comparisons, SortProperty property, string sign, Comparison comparison)
    {
        ImmutableArray<string> values = [.. comparisons.Texts(sign).Select(text => Checked(property, text))];
        var expected = comparison switch { Comparison.In or Comparison.NotIn => 0, Comparison.Range => 2, _ => 1 };
        if (expected == 0 ? values.IsEmpty : values.Length != expected)
        {
            comparisons.Wrong(sign, expected switch { 0 => "needs a list of values.", 2 => "needs two values, [first, last].", _ => "needs one value." });
            return null;
        }
        if (comparison is not Comparison.Pattern) return new(property, comparison, values);
        try
        {
            return new(property, comparison, values, SitePattern.Read(values[0], RegexOptions.IgnoreCase));
        }
        catch (ArgumentException mistake)
        {
            comparisons.Wrong(sign, $"is not a regular expression: {mistake.Message}");
            return null;
        }
    }

    string Checked(SortProperty property, YamlText text)
    {
        var words = property switch { SortProperty.Hold => (string[])["none", "here", "elsewhere"], SortProperty.Accepted => ["yes", "no"], _ => null };
        if (words is not null && !words.Contains(text.Value)) errors.Add(text, $"'{text.Value}' is not known; {Section.OneOf(text.Value, words)}");
        return text.Value;
    }

    void TellOdd(Section section, IEnumerable<string> known, string what)
    {
        foreach (var name in section.Map.Members.Keys.Where(name => !known.Contains(name)))
            errors.Add(section.Map.File, section.Map.KeyLines[name], $"{section.Map.Path}.{name}", $"is not {what}; {Section.OneOf(name, known)}");
    }
}
