using System.Globalization;
using System.Text;

namespace ProtocolServer.Sip2.Wire;

/// <summary>
/// The encodings terminals use (SIP2 section 2). A letter the terminal's encoding lacks is sent without its marks
/// (<c>Bērziņš</c> → <c>Berzins</c>) rather than as a question mark.
/// </summary>
static class WireEncoding
{
    /// <summary>
    /// By its registered name: <c>utf-8</c>, <c>us-ascii</c>, <c>ibm850</c>, <c>iso-8859-1</c>, <c>iso-8859-15</c>, <c>windows-1252</c>,
    /// <c>windows-1257</c>, <c>gb18030</c> …
    /// </summary>
    /// <exception cref="ArgumentException">There is no encoding of this name.</exception>
    public static Encoding Named(string name) =>
        CodePagesEncodingProvider.Instance.GetEncoding(name, new MarksDropped(), DecoderFallback.ReplacementFallback)
        ?? Encoding.GetEncoding(name, new MarksDropped(), DecoderFallback.ReplacementFallback);

    sealed class MarksDropped : EncoderFallback
    {
        public override int MaxCharCount => 18;

        public override EncoderFallbackBuffer CreateFallbackBuffer() => new Buffer();

        sealed class Buffer : EncoderFallbackBuffer
        {
            string instead = "";
            int next;

            public override int Remaining => instead.Length - next;

            public override bool Fallback(char charUnknown, int index) => Begin(Folded(charUnknown));

            public override bool Fallback(char charUnknownHigh, char charUnknownLow, int index) => Begin("?");

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

            static string Folded(char letter)
            {
                if (char.IsSurrogate(letter)) return "?";
                var known = letter switch
                {
                    'Ø' => "O", 'ø' => "o", 'Æ' => "AE", 'æ' => "ae", 'Œ' => "OE", 'œ' => "oe", 'ß' => "ss", 'Ł' => "L", 'ł' => "l", 'Đ' => "D",
                    'đ' => "d", 'Þ' => "Th", 'þ' => "th", 'ð' => "d", '–' or '—' => "-", '‘' or '’' => "'", '“' or '”' or '„' => "\"", '…' => "...",
                    '\u00A0' => " ", '€' => "EUR", _ => null,
                };
                if (known is not null) return known;
                var ascii = string.Concat(letter.ToString().Normalize(NormalizationForm.FormKD)
                    .Where(part => part is >= ' ' and < '\u007F' and not '|'));
                return ascii.Length is 0 or > 18 || CharUnicodeInfo.GetUnicodeCategory(letter) == UnicodeCategory.Control ? "?" : ascii;
            }
        }
    }
}
