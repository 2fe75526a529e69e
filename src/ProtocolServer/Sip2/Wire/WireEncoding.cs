using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace ProtocolServer.Sip2.Wire;

/// <summary>
/// The encodings terminals use (SIP2 section 2). A letter the terminal's encoding lacks is spelled in others
/// (<c>Bērziņš</c> → <c>Berzins</c>) rather than sent as a question mark.
/// </summary>
static class WireEncoding
{
    static readonly FrozenDictionary<string, int> CodePages = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["utf-8"] = 65001, ["ascii"] = 20127,
        ["iso-8859-1"] = 28591, ["iso-8859-2"] = 28592, ["iso-8859-5"] = 28595, ["iso-8859-7"] = 28597, ["iso-8859-9"] = 28599,
        ["iso-8859-13"] = 28603, ["iso-8859-15"] = 28605,
        ["windows-1250"] = 1250, ["windows-1251"] = 1251, ["windows-1252"] = 1252, ["windows-1253"] = 1253, ["windows-1254"] = 1254, ["windows-1257"] = 1257,
        ["cp437"] = 437, ["cp850"] = 850, ["cp852"] = 852, ["cp866"] = 866,
        ["gbk"] = 936, ["gb18030"] = 54936, ["big5"] = 950, ["shift-jis"] = 932, ["euc-kr"] = 51949,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Names a profile may use.</summary>
    public static IEnumerable<string> Names => CodePages.Keys;

    /// <summary>By the name a profile uses, or any registered one.</summary>
    /// <exception cref="ArgumentException">There is no encoding of this name.</exception>
    public static Encoding Named(string name) => Named(name, new Spelled());

    /// <summary>The same with nothing in place of a letter that the encoding lacks.</summary>
    public static Encoding NamedStrictly(string name) => Named(name, new EncoderReplacementFallback(""));

    static Encoding Named(string name, EncoderFallback fallback)
    {
        var known = CodePages.TryGetValue(name, out var page) ? page.ToString(CultureInfo.InvariantCulture) : name;
        return int.TryParse(known, CultureInfo.InvariantCulture, out var number)
            ? CodePagesEncodingProvider.Instance.GetEncoding(number, fallback, DecoderFallback.ReplacementFallback)
                ?? Encoding.GetEncoding(number, fallback, DecoderFallback.ReplacementFallback)
            : CodePagesEncodingProvider.Instance.GetEncoding(name, fallback, DecoderFallback.ReplacementFallback)
                ?? Encoding.GetEncoding(name, fallback, DecoderFallback.ReplacementFallback);
    }

    sealed class Spelled : EncoderFallback
    {
        public override int MaxCharCount => Transliteration.MaxLetters;

        public override EncoderFallbackBuffer CreateFallbackBuffer() => new Buffer();

        sealed class Buffer : EncoderFallbackBuffer
        {
            string instead = "";
            int next;

            public override int Remaining => instead.Length - next;

            public override bool Fallback(char charUnknown, int index) => Begin(Rune.TryCreate(charUnknown, out var letter) ? Transliteration.Of(letter) ?? "?" : "?");

            public override bool Fallback(char charUnknownHigh, char charUnknownLow, int index) =>
                Begin(Rune.TryCreate(charUnknownHigh, charUnknownLow, out var letter) ? Transliteration.Of(letter) ?? "?" : "?");

            public override char GetNextChar() => next < instead.Length ? instead[next++] : '\0';

            public override bool MovePrevious()
            {
                if (next == 0) return false;
                next--;
                return true;
            }

            public override void Reset() => Begin("");

            bool Begin(string text)
            {
                instead = text;
                next = 0;
                return true;
            }
        }
    }
}
