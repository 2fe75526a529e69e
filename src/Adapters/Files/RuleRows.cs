using System.Collections.Immutable;
using ProtocolServer.Domain.Libraries;

namespace ProtocolServer.Adapters.Files;

/// <summary>
/// Rows of a rule table: <c>when</c> names the case (absent: every case; a list stands for a row each), the other members say what
/// holds. Rows that could both answer the same case with different terms, and rows that nothing can reach, are mistakes.
/// </summary>
sealed class RuleRows(ImmutableArray<string> categories, ImmutableArray<string> levels, ImmutableArray<string> items)
{
    public RuleTable<T> Read<T>(Section parent, string name, Func<Section, T?> terms, bool required = true) where T : class
    {
        var rows = new List<(Rule<T> Rule, Section At)>();
        foreach (var row in parent.Children(name, required))
        {
            var conditions = Conditions(row);
            var then = terms(row);
            row.Done();
            if (then is not null) rows.AddRange(conditions.Select(when => (new Rule<T>(when, then), row)));
        }

        TellOverlaps(rows);
        return new(rows.Select(row => row.Rule));
    }

    RuleCondition[] Conditions(Section row)
    {
        if (row.Child("when") is not { } when) return [new()];
        var found = (from category in Choices(when, "category", categories, "categories")
                     from level in Choices(when, "level", levels, "levels")
                     from item in Choices(when, "item", items, "items")
                     from agency in Choices(when, "agency", [], null)
                     select new RuleCondition { Category = category, Level = level, ItemKind = item, Agency = agency }).ToArray();
        when.Done();
        return found;
    }

    /// <summary>The values a condition names, or the one null that means "any".</summary>
    static IReadOnlyList<string?> Choices(Section when, string name, ImmutableArray<string> declared, string? declaredAs)
    {
        var texts = when.Texts(name);
        foreach (var text in texts.Where(t => declaredAs is not null && !declared.Contains(t.Value)))
            when.Errors.Add(text, $"'{text.Value}' is not in the file's list '{declaredAs}'; add it there, or {Section.OneOf(text.Value, declared)}");
        return texts.Count == 0 ? [null] : [.. texts.Select(t => t.Value)];
    }

    static void TellOverlaps<T>(List<(Rule<T> Rule, Section At)> rows) where T : class
    {
        for (var later = 1; later < rows.Count; later++)
            for (var earlier = 0; earlier < later; earlier++)
            {
                var (a, b) = (rows[earlier].Rule, rows[later].Rule);
                var (first, at) = (rows[earlier].At.Map, rows[later].At);
                if (a.When == b.When)
                    at.Errors.Add(at.Map, $"can never be reached: line {first.Line} already answers {Words(b.When)}. Remove one of the two.");
                else if (a.When.Specificity == b.When.Specificity && Both(a.When, b.When) is { } both && !a.Then.Equals(b.Then)
                         && !rows.Exists(row => row.Rule.When.Specificity > a.When.Specificity && Covers(row.Rule.When, both)))
                    at.Errors.Add(at.Map, $"overlaps line {first.Line}: both answer {Words(both)}. Add a row for exactly that case, or narrow one of them.");
            }
    }

    /// <summary>The case in which both hold; null when none is.</summary>
    static RuleCondition? Both(RuleCondition a, RuleCondition b) =>
        Apart(a.Category, b.Category) || Apart(a.Level, b.Level) || Apart(a.ItemKind, b.ItemKind) || Apart(a.Agency, b.Agency)
            ? null
            : new()
            {
                Category = a.Category ?? b.Category,
                Level = a.Level ?? b.Level,
                ItemKind = a.ItemKind ?? b.ItemKind,
                Agency = a.Agency ?? b.Agency,
            };

    static bool Apart(string? a, string? b) => a is not null && b is not null && a != b;

    static bool Covers(RuleCondition row, RuleCondition of) => row.Holds(new(of.Category, of.Level, of.ItemKind, of.Agency));

    static string Words(RuleCondition when)
    {
        string?[] parts =
        [
            when.Category is { } c ? $"category {c}" : null, when.Level is { } l ? $"level {l}" : null,
            when.ItemKind is { } i ? $"item {i}" : null, when.Agency is { } a ? $"agency {a}" : null,
        ];
        var named = string.Join(", ", parts.OfType<string>());
        return named.Length > 0 ? $"the case '{named}'" : "every case";
    }
}
