using System.Collections.Immutable;
using System.Text.RegularExpressions;
using ProtocolServer.Domain.Terminals;

namespace ProtocolServer.Adapters.Files;

/// <summary>The members of a profile that speak of fields: <c>fields</c>, <c>order</c> and <c>success</c>.</summary>
sealed partial class ProfileFieldRules(Section top, ProfileVocabulary vocabulary)
{
    readonly FileErrors errors = top.Errors;

    public ImmutableArray<FieldRule> Rules() => [.. top.Children("fields").Select(Rule).OfType<FieldRule>()];

    public Dictionary<string, ImmutableArray<string>> Order()
    {
        var order = new Dictionary<string, ImmutableArray<string>>(StringComparer.Ordinal);
        foreach (var row in top.Children("order"))
        {
            var messages = Messages(row);
            var ids = row.Texts("fields", required: true);
            foreach (var odd in ids.Where(id => !IsId(id.Value))) errors.Add(odd, $"'{odd.Value}' is not a field id; write its two characters, such as AO.");
            foreach (var message in messages) order[message] = [.. ids.Select(id => id.Value)];
            row.Done();
        }
        return order;
    }

    public ImmutableArray<SuccessText> Success() => [.. top.Children("success").Select(row =>
    {
        var success = new SuccessText(Messages(row), Field(row, required: false) ?? "AF", row.Text("done"), row.Text("refused"));
        row.Done();
        return success;
    })];

    FieldRule? Rule(Section row)
    {
        var messages = Messages(row);
        var field = Field(row);
        var rule = new FieldRule
        {
            Messages = messages, Field = field ?? "",
            Hidden = row.Flag("hide"),
            RenamedTo = Id(row, "rename"),
            Always = row.Flag("always"),
            Constant = row.Text("add"),
            Default = row.Text("default"),
            Template = Template(row),
            WhenDone = row.Flag("when-done"),
            Replacements = [.. row.Children("replace").Select(Replacement).OfType<Replacement>()],
            MostLetters = row.Whole("most-letters", 1, 255),
            MostEntries = row.Whole("most-entries", 0, 10_000),
        };
        if (field is { Length: > 2 })
        {
            foreach (var odd in (ReadOnlySpan<string>)["hide", "rename", "always", "template", "most-letters", "most-entries"])
                if (row.Has(odd)) row.Wrong(odd, $"can't be done to {field}, which is a fixed field: it has its place and width. Use add, default or replace.");
        }
        if (row.Map.Members.Keys.All(member => member is "in" or "field" or "when-done"))
            errors.Add(row.Map, "changes nothing; say what: hide, rename, always, add, default, template, replace, most-letters or most-entries.");
        row.Done();
        return field is null || messages.IsEmpty ? null : rule;
    }

    /// <summary>Codes, or <c>requests</c> and <c>answers</c> for all of them.</summary>
    ImmutableArray<string> Messages(Section row)
    {
        var codes = ImmutableArray.CreateBuilder<string>();
        foreach (var text in row.Texts("in", required: true))
            switch (text.Value)
            {
                case "requests": codes.AddRange(vocabulary.Requests); break;
                case "answers": codes.AddRange(vocabulary.Answers); break;
                case var code when vocabulary.Requests.Contains(code) || vocabulary.Answers.Contains(code): codes.Add(code); break;
                default: errors.Add(text, $"'{text.Value}' is not a message; write its two characters in quotes, such as \"12\", or requests, or answers."); break;
            }
        return codes.ToImmutable();
    }

    string? Field(Section row, bool required = true)
    {
        if (row.Text("field", required) is not { } field) return null;
        if (IsId(field) || vocabulary.FixedFields.Contains(field)) return field;
        row.Wrong("field", $"'{field}' is not a field; write the two characters of a variable one, such as AF, or the name of a fixed one: {Section.OneOf(field, vocabulary.FixedFields)}");
        return null;
    }

    static string? Id(Section row, string member)
    {
        if (row.Text(member) is not { } id) return null;
        if (IsId(id) && id is not ("AY" or "AZ")) return id;
        row.Wrong(member, $"'{id}' must be two capital letters or digits, and not AY or AZ.");
        return null;
    }

    string? Template(Section row)
    {
        if (row.Text("template") is not { } template) return null;
        foreach (Match place in Placeholder().Matches(template))
            if (!IsId(place.Groups["field"].Value) && !vocabulary.FixedFields.Contains(place.Groups["field"].Value))
                row.Wrong("template", $"'{place.Value}' names no field; write the two characters of a variable one or the name of a fixed one in braces.");
        if (Placeholder().Replace(template, "").AsSpan().IndexOfAny('{', '}') >= 0) row.Wrong("template", "has a brace that belongs to no field; write {AJ} for the value of AJ.");
        return template;
    }

    static Replacement? Replacement(Section row)
    {
        var (pattern, with) = (row.Text("pattern", required: true), row.Value("with", required: true));
        row.Done();
        if (pattern is null || with is not YamlText text) return null;
        try
        {
            return new(SitePattern.Read(pattern), text.Value);
        }
        catch (ArgumentException mistake)
        {
            row.Wrong("pattern", $"is not a regular expression: {mistake.Message}");
            return null;
        }
    }

    public static bool IsId(string text) => text.Length == 2 && text.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c));

    [GeneratedRegex(@"\{(?<field>[A-Za-z0-9-]+)\}", RegexOptions.None, 1000)]
    private static partial Regex Placeholder();
}
