using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace ProtocolServer.Sip2.Wire;

/// <summary>
/// Letters in ASCII, for terminals whose encoding lacks them: without their marks (<c>ē</c> → <c>e</c>), spelled out (<c>ß</c> → <c>ss</c>,
/// <c>ł</c> → <c>l</c>), or by sound (Cyrillic, Greek, kana, Hangul). An ideograph has no spelling of its own and is lost.
/// </summary>
static class Transliteration
{
    /// <summary>The longest replacement of one letter.</summary>
    public const int MaxLetters = 18;

    static readonly FrozenDictionary<int, string> Known = Table();

    /// <summary>Printable ASCII without a delimiter; empty for a mark that is dropped; null for what can't be spelled.</summary>
    public static string? Of(Rune letter)
    {
        if (Known.TryGetValue(letter.Value, out var known)) return known;
        if (letter.Value is >= 0xAC00 and <= 0xD7A3) return Hangul(letter.Value - 0xAC00);
        var category = Rune.GetUnicodeCategory(letter);
        if (category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format) return "";
        if (category is UnicodeCategory.Control or UnicodeCategory.Surrogate) return null;
        var parts = new StringBuilder();
        foreach (var part in letter.ToString().Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (part.Value is >= ' ' and < 0x7F and not '|') parts.Append((char)part.Value);
            else if (part != letter && Known.TryGetValue(part.Value, out var spelled)) parts.Append(spelled);
        }
        return parts.Length is 0 or > MaxLetters ? null : parts.ToString();
    }

    /// <summary>Syllables are composed of 19 first, 21 middle and 28 last sounds (Unicode, chapter 3.12).</summary>
    static string Hangul(int syllable) => First[syllable / 588] + Middle[syllable % 588 / 28] + Last[syllable % 28];

    static readonly string[] First = "g kk n d tt r m b pp s ss - j jj ch k t p h".Replace("-", "", StringComparison.Ordinal).Split(' ');

    static readonly string[] Middle = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i".Split(' ');

    static readonly string[] Last = "- k k k n n n t l k m l l l p l m p p t t ng t t k t p t".Replace("-", "", StringComparison.Ordinal).Split(' ');

    static FrozenDictionary<int, string> Table()
    {
        var table = new Dictionary<int, string>();
        Pairs("Ø O ø o Æ AE æ ae Œ OE œ oe ß ss ẞ SS Ł L ł l Đ D đ d Ð D ð d Þ Th þ th Ħ H ħ h ı i ĸ k Ŋ N ŋ n Ŧ T ŧ t ƒ f Ə E ə e € EUR £ GBP ¥ JPY ₽ RUB "
            + "– - — - ― - − - ‐ - ‑ - ‘ ' ’ ' ‚ ' “ \" ” \" „ \" « \" » \" ‹ ' › ' … ... • * · . × x ÷ / ° o № No © (c) ® (R) ™ TM † + ′ ' ″ \" "
            + "。 . 、 , 「 \" 」 \" 『 \" 』 \" 《 \" 》 \" 〈 ' 〉 ' 【 [ 】 ] 〔 ( 〕 ) 〜 ~ ー - ・ .");
        Pairs("А A Б B В V Г G Д D Е E Ё Yo Ж Zh З Z И I Й Y К K Л L М M Н N О O П P Р R С S Т T У U Ф F Х Kh Ц Ts Ч Ch Ш Sh Щ Shch Ы Y Э E Ю Yu Я Ya "
            + "І I Ї Yi Є Ye Ґ G Ў U Ђ Dj Ј J Љ Lj Њ Nj Ћ C Џ Dz Ѓ Gj Ќ Kj Ѕ Dz Қ Q Ғ Gh Ң Ng Ө O Ұ U Ү U Һ H Ә A", alsoSmall: true);
        foreach (var silent in "ЪъЬь") table[silent] = "";
        Pairs("Α A Β V Γ G Δ D Ε E Ζ Z Η I Θ Th Ι I Κ K Λ L Μ M Ν N Ξ X Ο O Π P Ρ R Σ S Τ T Υ Y Φ F Χ Ch Ψ Ps Ω O ς s", alsoSmall: true);
        table[0xA0] = table[0x3000] = table[0x2009] = table[0x202F] = " ";
        var kana = ("a a i i u u e e o o ka ga ki gi ku gu ke ge ko go sa za shi ji su zu se ze so zo ta da chi ji tsu tsu zu te de to do na ni nu ne no "
            + "ha ba pa hi bi pi fu bu pu he be pe ho bo po ma mi mu me mo ya ya yu yu yo yo ra ri ru re ro wa wa i e o n vu").Split(' ');
        for (var at = 0; at < kana.Length; at++) table[0x3041 + at] = table[0x30A1 + at] = kana[at];
        return table.ToFrozenDictionary();

        void Pairs(string text, bool alsoSmall = false)
        {
            var words = text.Split(' ');
            for (var at = 0; at + 1 < words.Length; at += 2)
            {
                table[Rune.GetRuneAt(words[at], 0).Value] = words[at + 1];
                if (alsoSmall) table[Rune.ToLowerInvariant(Rune.GetRuneAt(words[at], 0)).Value] = words[at + 1].ToLowerInvariant();
            }
        }
    }
}
