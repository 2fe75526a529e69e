using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Sip2.Wire;

/// <summary>
/// Values as bytes that never hold a delimiter or a control character: a <c>|</c> becomes <c>/</c>, everything else forbidden a blank
/// (SIP2 section 1: there is no escape).
/// </summary>
static class WireText
{
    static readonly SearchValues<byte> Forbidden = SearchValues.Create([.. Enumerable.Range(0, 32).Select(value => (byte)value), 0x7C, 0x7F]);

    /// <summary>
    /// Writes text that is all printable ASCII without a delimiter; false, and nothing of use written, when it is not. The target has
    /// room for eight bytes more than the text.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryWritePlain(ReadOnlySpan<char> text, ref byte to)
    {
        ref var from = ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(text));
        var count = text.Length;
        if (count < 8) return TryWriteShort(text, ref to);
        var bad = Vector128<ushort>.Zero;
        for (var at = 0; ; at = Math.Min(at + 8, count - 8))
        {
            var block = Vector128.LoadUnsafe(ref from, (nuint)at);
            bad |= Vector128.GreaterThan(block - Vector128.Create((ushort)0x20), Vector128.Create((ushort)0x5E)) | Vector128.Equals(block, Vector128.Create((ushort)'|'));
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, at), Vector128.Narrow(block, block).AsUInt64().ToScalar());
            if (at == count - 8) return bad == Vector128<ushort>.Zero;
        }
    }

    static bool TryWriteShort(ReadOnlySpan<char> text, ref byte to)
    {
        var bad = false;
        for (var at = 0; at < text.Length; at++)
        {
            bad |= text[at] is < ' ' or > '~' or '|';
            Unsafe.Add(ref to, at) = (byte)text[at];
        }
        return !bad;
    }

    /// <summary>Writes any text in an encoding; the number of bytes.</summary>
    public static int Write(ReadOnlySpan<char> text, Span<byte> to, Encoding encoding)
    {
        Span<char> clean = stackalloc char[Sip2Writer.MaxCharacters];
        clean = clean[..text.Length];
        for (var at = 0; at < text.Length; at++)
            clean[at] = text[at] switch
            {
                '|' => '/',
                '\u2028' or '\u2029' => ' ',
                var character => char.IsControl(character) ? ' ' : character,
            };
        var written = encoding.GetBytes(clean, to);
        return to[..written].ContainsAny(Forbidden) ? WriteByCharacter(clean, to, encoding) : written;
    }

    /// <summary>
    /// In encodings with two bytes for a character the second may look like a delimiter (GBK); no terminal could read that
    /// character, so a question mark stands for it.
    /// </summary>
    static int WriteByCharacter(ReadOnlySpan<char> text, Span<byte> to, Encoding encoding)
    {
        var written = 0;
        Span<char> units = stackalloc char[2];
        foreach (var rune in text.EnumerateRunes())
        {
            var bytes = encoding.GetBytes(units[..rune.EncodeToUtf16(units)], to[written..]);
            if (to.Slice(written, bytes).ContainsAny(Forbidden))
            {
                to[written] = (byte)'?';
                bytes = 1;
            }
            written += bytes;
        }
        return written;
    }

    /// <summary>A fixed field: ASCII, cut off or filled up with blanks.</summary>
    public static void WriteFixed(ReadOnlySpan<char> text, Span<byte> to)
    {
        to.Fill((byte)' ');
        for (var at = 0; at < Math.Min(text.Length, to.Length); at++)
            to[at] = text[at] switch { '|' => (byte)'/', < ' ' or '\u007F' => (byte)' ', > '~' => (byte)'?', var character => (byte)character };
    }

    public static void Sanitise(Span<byte> bytes)
    {
        for (var at = bytes.IndexOfAny(Forbidden); at >= 0; at = bytes.IndexOfAny(Forbidden)) bytes[at] = bytes[at] == '|' ? (byte)'/' : (byte)' ';
    }

    /// <summary>The first characters, without half a pair at the end.</summary>
    public static ReadOnlySpan<char> Clipped(ReadOnlySpan<char> text, int characters) =>
        text[..(char.IsHighSurrogate(text[characters - 1]) ? characters - 1 : characters)];

    public static int CountDigits(int value)
    {
        var digits = 1;
        for (var rest = value; rest >= 10; rest /= 10) digits++;
        return digits;
    }

    /// <summary>Fills the whole target, zeros on the left; a number with more digits becomes nines, a negative one zero.</summary>
    public static void WriteDigits(int value, Span<byte> to)
    {
        var rest = (uint)Math.Max(0, value);
        for (var at = to.Length - 1; at >= 0; at--)
        {
            to[at] = (byte)('0' + rest % 10);
            rest /= 10;
        }
        if (rest != 0) to.Fill((byte)'9');
    }

    /// <summary>The amount with a point and its currency's decimals, in the end of a buffer of at least 24 bytes.</summary>
    public static ReadOnlySpan<byte> WriteAmount(Money money, Span<byte> buffer)
    {
        var decimals = money.Currency.Decimals;
        var rest = (ulong)Math.Abs((decimal)money.AmountMinor);
        var at = buffer.Length;
        var digits = 0;
        do
        {
            buffer[--at] = (byte)('0' + rest % 10);
            rest /= 10;
            if (++digits == decimals) buffer[--at] = (byte)'.';
        }
        while (rest != 0 || digits <= decimals);
        if (money.AmountMinor < 0) buffer[--at] = (byte)'-';
        return buffer[at..];
    }
}
