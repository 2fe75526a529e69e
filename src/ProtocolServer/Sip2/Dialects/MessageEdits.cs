using System.Text.RegularExpressions;
using ProtocolServer.Domain.Terminals;
using ProtocolServer.Sip2.Wire;

namespace ProtocolServer.Sip2.Dialects;

/// <summary>One change of a message.</summary>
delegate void Edit(MessageText message);

/// <summary>Everything a profile changes of the values of one message, compiled once and done in this order.</summary>
static partial class MessageEdits
{
    /// <summary>The values of a field rule: constant, default, template, replacements. Lengths and lists come later, for all fields.</summary>
    public static IEnumerable<Edit> Values(FieldRule rule)
    {
        var edits = new List<Edit>();
        var field = rule.Field;
        if (rule.Constant is { } constant) edits.Add(message => message.Set(field, constant));
        if (rule.Template is { } template) edits.Add(message => message.Set(field, Filled(template, message)));
        if (rule.Default is { } usual)
            edits.Add(message =>
            {
                if (string.IsNullOrWhiteSpace(message.Get(field))) message.Set(field, usual);
            });
        foreach (var replacement in rule.Replacements) edits.Add(message => message.Change(field, value => Replaced(value, replacement)));
        if (rule.WhenDone is not { } done) return edits;
        return edits.Select<Edit, Edit>(edit => message =>
        {
            if (message.IsDone == done) edit(message);
        });
    }

    /// <summary>How long and how many.</summary>
    public static IEnumerable<Edit> Limits(FieldRule rule)
    {
        if (rule.MostLetters is { } letters) yield return message => message.Change(rule.Field, value => TextShape.Cut(value, letters));
        if (rule.MostEntries is { } entries) yield return message => message.SetAll(rule.Field, [.. message.All(rule.Field).Take(entries)]);
    }

    /// <summary>A template whose fields are all empty gives an empty value.</summary>
    static string Filled(string template, MessageText message)
    {
        var any = false;
        var text = Placeholder().Replace(template, place =>
        {
            var value = message.Get(place.Groups["field"].Value) ?? "";
            any |= value.Length > 0;
            return value;
        });
        return any ? text.Trim() : "";
    }

    static string Replaced(string value, Replacement replacement)
    {
        try
        {
            return replacement.Pattern.Replace(value, replacement.With);
        }
        catch (RegexMatchTimeoutException)
        {
            return value;
        }
    }

    /// <summary>Codes of the standard into the machine's.</summary>
    public static Edit Codes(string field, IReadOnlyDictionary<string, string> table) =>
        message => message.Change(field, value => table.GetValueOrDefault(value, value));

    /// <summary>The machine's codes into ours; a payment type that the table lacks becomes one that nobody takes.</summary>
    public static Edit KnownCodes(string field, IReadOnlyDictionary<string, string> table) =>
        message => message.Change(field, value => table.GetValueOrDefault(value, "??"));

    /// <summary>A text in front of the field's own that the machine reads as success or failure.</summary>
    public static Edit Success(SuccessText success) => message =>
    {
        if ((message.IsDone == true ? success.Done : success.Refused) is not { } words) return;
        message.Set(success.Field, message.Get(success.Field) is { Length: > 0 } own ? $"{words} {own}" : words);
    };

    /// <summary>AF or AG as the machine shows them.</summary>
    public static Edit? Texts(string field, TextHabits habits)
    {
        if (habits.Hidden) return message => message.Remove(field);
        if (habits.Joined)
            return message =>
            {
                if (message.All(field).Skip(1).Any()) message.Set(field, string.Join(habits.Separator, message.All(field)));
            };
        if (habits.Width is not { } width) return null;
        return message => message.SetAll(field, [.. message.All(field).SelectMany(text => TextShape.Lines(text, width))]);
    }

    /// <summary>Desensitize and magnetic media of 12 and 30.</summary>
    public static Edit LoanStrips(SecurityHabits security) => message =>
    {
        var isMagnetic = MagneticBy(security, message);
        var renewed = message.Spec.Code == Specs.Renew.Response.Code || message.Get("renewal-ok") == "Y";
        var decided = message.Get("desensitize") ?? "N";
        if (isMagnetic) decided = "N";
        else if (renewed && message.IsDone == true) decided = security.DesensitizesRenewals && message.Get("magnetic-media") != "Y" ? "Y" : "N";
        message.Set("desensitize", Answer(security.Desensitize, decided));
        if (security.Inhibited) message.Set("CI", "Y");
    };

    /// <summary>Resensitize and magnetic media of 10.</summary>
    public static Edit ReturnStrips(SecurityHabits security) => message =>
    {
        var decided = MagneticBy(security, message) ? "N" : message.Get("resensitize") ?? "N";
        message.Set("resensitize", Answer(security.Resensitize, decided));
    };

    static bool MagneticBy(SecurityHabits security, MessageText message)
    {
        var isMagnetic = message.Get("CK") is { } media && security.MagneticMedia.Contains(media);
        if (isMagnetic) message.Set("magnetic-media", "Y");
        if (!security.TellsMagnetic) message.Set("magnetic-media", "U");
        return isMagnetic;
    }

    static string Answer(StripAnswer answer, string decided) => answer switch
    {
        StripAnswer.Never => "N",
        StripAnswer.Always => "Y",
        StripAnswer.Unknown => "U",
        _ => decided,
    };

    [GeneratedRegex(@"\{(?<field>[A-Za-z0-9-]+)\}", RegexOptions.None, 1000)]
    private static partial Regex Placeholder();
}
