using System.Globalization;
using System.Text;
using ProtocolServer.Sip2.Wire;

namespace ProtocolServer.Conformance;

/// <summary>
/// Where a received line first differs from the expected one. Both are shown so that they stand one below the other: what was a
/// placeholder shows what it met.
/// </summary>
/// <param name="Column">Counted from 0, the same in both lines.</param>
sealed record Difference(string Expected, string Received, int Column);

/// <summary>Compares a line with its pattern: character by character, field after field, in the order sent.</summary>
static class AnswerMatch
{
    /// <summary>Null when the line is as expected; then what was to be kept has been kept.</summary>
    public static Difference? Find(IReadOnlyList<Piece> pattern, string received, IDictionary<string, string> kept)
    {
        var at = 0;
        for (var index = 0; index < pattern.Count; index++)
        {
            var end = pattern[index] switch
            {
                Piece.Literal literal => Same(literal.Text, received, at),
                Piece.Uncertain uncertain => Alike(uncertain.Text, received, at),
                Piece.Any any => any.Width is { } width ? at + width <= received.Length ? at + width : ~received.Length : EndOf(received, at, "|"),
                Piece.Keep => EndOf(received, at, "| "),
                Piece.Checksum => Same(SumOf(received[..at]), received, at),
                Piece.Rest => Skip(pattern, index, received, at),
                _ => ~at,
            };
            if (end < 0) return new(received[..at] + Shown(pattern, index), received, ~end);
            if (pattern[index] is Piece.Keep keep) kept[keep.Name] = received[at..end];
            at = end;
        }
        return at == received.Length ? null : new(received[..at], received, at);
    }

    /// <summary>The end of the same text; the complement of the first difference.</summary>
    static int Same(string text, string received, int at)
    {
        for (var i = 0; i < text.Length; i++)
            if (at + i >= received.Length || received[at + i] != text[i])
                return ~(at + i);
        return at + text.Length;
    }

    static string SumOf(string before) =>
        Sip2Checksum.Of(Encoding.UTF8.GetBytes(before)).ToString("X4", CultureInfo.InvariantCulture);

    /// <summary>The same best of all; else a date is another date of 18 characters, a text any value.</summary>
    static int Alike(string text, string received, int at)
    {
        if (Same(text, received, at) is >= 0 and var same) return same;
        if (text.Length is not (18 or 8) || !char.IsAsciiDigit(text[0])) return EndOf(received, at, "|");
        var end = at + text.Length;
        return end <= received.Length && received[at..end].Where((c, i) => char.IsAsciiDigit(text[i]) != char.IsAsciiDigit(c)).Any() is false ? end : ~at;
    }

    static int EndOf(string received, int at, string stops) => received.AsSpan(at).IndexOfAny(stops) is >= 0 and var stop ? at + stop : received.Length;

    /// <summary>Fields up to the one that the pattern goes on with; all of them where it ends.</summary>
    static int Skip(IReadOnlyList<Piece> pattern, int index, string received, int at)
    {
        if (index + 1 >= pattern.Count) return received.Length;
        if (pattern[index + 1] is not Piece.Literal { Text: [var first, var second, ..] }) return ~at;
        for (var field = at; field < received.Length; field = received.IndexOf('|', field) is >= 0 and var end ? end + 1 : received.Length)
            if (received.AsSpan(field).StartsWith([first, second]))
                return field;
        return ~received.Length;
    }

    static string Shown(IReadOnlyList<Piece> pattern, int from) => string.Concat(pattern.Skip(from).Select(piece => piece switch
    {
        Piece.Literal literal => literal.Text,
        Piece.Uncertain uncertain => uncertain.Text,
        Piece.Any { Width: { } width } => new('*', width),
        Piece.Any => "*",
        Piece.Keep keep => $"({keep.Name})",
        _ => "...",
    }));
}
