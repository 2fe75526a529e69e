using System.Text;
using System.Text.RegularExpressions;

namespace ProtocolServer.Ncip.Wire;

/// <summary>In which letters a document is written: byte-order mark, then XML declaration, then the transport's charset, then UTF-8.</summary>
static partial class NcipEncoding
{
    static NcipEncoding() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>The code pages that partners declare are known from here on.</summary>
    public static void Register()
    {
    }

    /// <summary>The document without white space and control characters before and behind it.</summary>
    public static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> document)
    {
        if (IsWide(document.Span)) return document;
        var span = document.Span;
        var from = span.StartsWith(Encoding.UTF8.Preamble) ? 3 : 0;
        while (from < span.Length && span[from] <= ' ') from++;
        var to = span.Length;
        while (to > from && span[to - 1] <= ' ') to--;
        return document[from..to];
    }

    /// <summary>Sixteen bits a character.</summary>
    public static bool IsWide(ReadOnlySpan<byte> start) =>
        start is [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..] or [0, (byte)'<', ..] or [(byte)'<', 0, ..];

    /// <summary>The transport's word, where the document itself says nothing; null leaves it to the document.</summary>
    public static Encoding? Fallback(ReadOnlySpan<byte> document, string? charset)
    {
        if (string.IsNullOrEmpty(charset) || IsWide(document)) return null;
        var head = document[..Math.Min(document.Length, 200)];
        if (head.StartsWith("<?xml"u8) && head.IndexOf("?>"u8) is > 0 and var end && head[..end].IndexOf("encoding"u8) > 0) return null;
        try
        {
            return Encoding.GetEncoding(charset.Trim('"', '\'', ' '), EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback) is { CodePage: not 65000 } known
                ? known : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>A document that can't be UTF-8 read as Latin-1, and without the control characters XML forbids; for partners known for it.</summary>
    /// <param name="hasBareAmpersands">An ampersand that begins no reference is one.</param>
    public static ReadOnlyMemory<byte> Repair(ReadOnlyMemory<byte> document, bool hasBareAmpersands = false)
    {
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(document.Span);
        }
        catch (DecoderFallbackException)
        {
            text = Encoding.Latin1.GetString(document.Span);
        }
        if (text.StartsWith("<?xml", StringComparison.Ordinal) && text.IndexOf("?>", StringComparison.Ordinal) is > 0 and var end) text = text[(end + 2)..];
        if (hasBareAmpersands) text = BareAmpersand().Replace(text, "&amp;");
        return Encoding.UTF8.GetBytes(string.Concat(text.Where(c => c is '\t' or '\n' or '\r' || !char.IsControl(c))));
    }

    [GeneratedRegex("&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BareAmpersand();
}
