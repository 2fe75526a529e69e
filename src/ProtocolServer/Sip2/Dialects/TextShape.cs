using System.Globalization;
using System.Text;

namespace ProtocolServer.Sip2.Dialects;

/// <summary>Texts cut and folded where a reader would.</summary>
static class TextShape
{
    /// <summary>At most so many letters as a reader counts them: a letter with its marks, a flag, a family stay whole.</summary>
    public static string Cut(string text, int letters)
    {
        if (text.Length <= letters) return text;
        var at = 0;
        for (; letters > 0 && at < text.Length; letters--) at += StringInfo.GetNextTextElementLength(text, at);
        return text[..at];
    }

    /// <summary>Lines of a printer's width: broken at blanks where it can be; East Asian letters take two places.</summary>
    /// <param name="width">Places per line; 0: one line.</param>
    public static IEnumerable<string> Lines(string text, int width)
    {
        while (width > 0)
        {
            var (at, places, blank) = (0, 0, -1);
            while (at < text.Length)
            {
                var length = StringInfo.GetNextTextElementLength(text, at);
                places += PlacesOf(Rune.GetRuneAt(text, at));
                if (places > width) break;
                at += length;
                if (at < text.Length && text[at] == ' ') blank = at;
            }
            if (at >= text.Length) break;
            var end = text[at] == ' ' ? at : blank > 0 ? blank : Math.Max(at, StringInfo.GetNextTextElementLength(text, 0));
            yield return text[..end].TrimEnd();
            text = text[end..].TrimStart();
        }
        if (text.Length > 0) yield return text;
    }

    /// <summary>Two for the wide blocks of Unicode's annex 11.</summary>
    static int PlacesOf(Rune letter) => letter.Value is >= 0x1100 and <= 0x115F or >= 0x2E80 and <= 0xA4CF or >= 0xAC00 and <= 0xD7A3 or >= 0xF900 and <= 0xFAFF
        or >= 0xFE30 and <= 0xFE6F or >= 0xFF00 and <= 0xFF60 or >= 0xFFE0 and <= 0xFFE6 or >= 0x20000 and <= 0x3FFFD ? 2 : 1;
}
