using System.Buffers;
using System.Text;
using ProtocolServer.Sip2.Wire;
using ProtocolServer.Telemetry;

namespace ProtocolServer.Sip2.Dialects;

/// <summary>
/// A terminal's encoding with its losses counted: what it lacks is spelled in other letters, what can't be spelled becomes a question
/// mark, one for a run of them, and both are counted by field.
/// </summary>
sealed class TerminalEncoding
{
    readonly Encoding encoding;
    readonly string name;
    readonly byte delimiter;
    readonly bool isUnicode;

    public TerminalEncoding(string name, char delimiter)
    {
        this.name = name;
        this.delimiter = (byte)delimiter;
        encoding = WireEncoding.NamedStrictly(name);
        isUnicode = encoding.CodePage == Encoding.UTF8.CodePage;
    }

    public string Decode(ReadOnlySpan<byte> bytes) => encoding.GetString(bytes);

    /// <summary>Writes a value; never a delimiter or a control character.</summary>
    /// <param name="field">For the count of what was lost.</param>
    public void Write(ReadOnlySpan<char> value, string field, IBufferWriter<byte> to)
    {
        if (Ascii.IsValid(value) && value.IndexOfAnyExceptInRange(' ', '~') < 0 && !value.Contains((char)delimiter))
        {
            to.Advance(Encoding.ASCII.GetBytes(value, to.GetSpan(value.Length)));
            return;
        }
        var text = value.ToString();
        if (isUnicode && !value.Contains((char)delimiter) && !text.Any(char.IsControl))
        {
            encoding.GetBytes(text, to);
            return;
        }
        if (!isUnicode && !text.IsNormalized()) text = text.Normalize();
        var (spelled, lost, wasLost) = (0, 0, false);
        foreach (var rune in text.EnumerateRunes())
        {
            var written = Write(rune, to);
            if (written > 0)
            {
                wasLost = false;
                continue;
            }
            if (Transliteration.Of(rune) is { } letters)
            {
                spelled++;
                wasLost = false;
                foreach (var letter in letters) Write(new Rune(letter), to);
                continue;
            }
            lost++;
            if (!wasLost) Write(new Rune('?'), to);
            wasLost = true;
        }
        Count(field, "spelled", spelled);
        Count(field, "lost", lost);
    }

    /// <summary>The bytes written; 0 where the encoding lacks the character.</summary>
    int Write(Rune rune, IBufferWriter<byte> to)
    {
        if (Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029) rune = new(' ');
        else if (rune.Value == delimiter) rune = new(delimiter == '/' ? '-' : '/');
        var bytes = to.GetSpan(8);
        Span<char> units = stackalloc char[2];
        var written = encoding.GetBytes(units[..rune.EncodeToUtf16(units)], bytes);
        // A second byte that looks like a delimiter (GBK) cuts the field for a terminal that splits bytes.
        if (written > 1 && bytes[..written].Contains(delimiter)) return 0;
        to.Advance(written);
        return written;
    }

    void Count(string field, string how, int characters)
    {
        if (characters == 0) return;
        ServerTelemetry.UnwritableCharacters.Add(characters,
            new KeyValuePair<string, object?>("field", field), new KeyValuePair<string, object?>("how", how), new KeyValuePair<string, object?>("encoding", name));
    }
}
