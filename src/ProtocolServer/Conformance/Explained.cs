using System.Text;
using ProtocolServer.Sip2.Wire;

namespace ProtocolServer.Conformance;

/// <summary>Lines as people read them: field by field, by name.</summary>
static class Explained
{
    /// <summary>Both lines one below the other, a caret under the first difference, and the field it lies in.</summary>
    public static string Difference(Difference difference) => $"""
        the answer differs in {FieldAt(difference.Received, difference.Column) ?? FieldAt(difference.Expected, difference.Column) ?? "its end"}
          expected  {difference.Expected}
          received  {difference.Received}
                    {new string(' ', WidthOf(difference.Received, difference.Column))}^
        """;

    /// <summary>Chinese characters take two columns of a console.</summary>
    static int WidthOf(string text, int column) => text.AsSpan(0, Math.Min(column, text.Length)).ToString().EnumerateRunes().Sum(rune => rune.Value >= 0x2E80 ? 2 : 1);

    /// <summary>The name of the field at a column of a message; null behind its end.</summary>
    public static string? FieldAt(string message, int column)
    {
        if (message.Length < 2 || column >= message.Length || Specs.Version2.Find(message[..2]) is not { } spec) return null;
        if (column < 2) return "the message code";
        var at = 2;
        foreach (var field in spec.FixedFields)
        {
            at += field.Width;
            if (column < at) return field.Name;
        }
        while (at < message.Length)
        {
            var end = message.IndexOf('|', at);
            if (end < 0) end = message.Length - 1;
            if (column <= end) return end - at >= 2 ? NameOf(spec, message.Substring(at, 2)) : "a delimiter";
            at = end + 1;
        }
        return null;
    }

    static string NameOf(MessageSpec spec, string code) => Ascii.IsValid(code) ? spec.FieldOf(Sip2Field.TagOf(code))?.ToString() ?? code : code;
}
