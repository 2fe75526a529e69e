using System.Buffers;
using System.Buffers.Binary;
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
    /// room for as many bytes as the text has characters.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryWritePlain(ReadOnlySpan<char> text, ref byte to)
    {
        ref var from = ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(text));
        var count = text.Length;
        if (count < 8) return count < 4 ? TryWriteFew(text, ref to) : TryWriteFour(ref from, count, ref to);
        // Eight to sixteen characters, the usual number, as the first eight and the last eight.
        var last = count - 8;
        var head = Vector128.LoadUnsafe(ref from);
        var tail = Vector128.LoadUnsafe(ref from, (nuint)last);
        var bytes = Vector128.Narrow(head, tail);
        var bad = Unprintable(head) | Unprintable(tail);
        Unsafe.WriteUnaligned(ref to, bytes.AsUInt64().GetElement(0));
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, last), bytes.AsUInt64().GetElement(1));
        for (var at = 8; at < last; at += 8)
        {
            var block = Vector128.LoadUnsafe(ref from, (nuint)at);
            bad |= Unprintable(block);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, at), Vector128.Narrow(block, block).AsUInt64().ToScalar());
        }
        return bad == Vector128<ushort>.Zero;
    }

    /// <summary>Four to seven characters as the first four and the last four.</summary>
    static bool TryWriteFour(ref ushort from, int count, ref byte to)
    {
        var block = Vector128.Create(
            Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<ushort, byte>(ref from)),
            Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<ushort, byte>(ref Unsafe.Add(ref from, count - 4)))).AsUInt16();
        var bytes = Vector128.Narrow(block, block).AsUInt32();
        Unsafe.WriteUnaligned(ref to, bytes.GetElement(0));
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, count - 4), bytes.GetElement(1));
        return Unprintable(block) == Vector128<ushort>.Zero;
    }

    /// <summary>Up to three characters as the first, the middle and the last.</summary>
    static bool TryWriteFew(ReadOnlySpan<char> text, ref byte to)
    {
        if (text.IsEmpty) return true;
        var (middle, last) = (text.Length >> 1, text.Length - 1);
        var (a, b, c) = (text[0], text[middle], text[last]);
        to = (byte)a;
        Unsafe.Add(ref to, middle) = (byte)b;
        Unsafe.Add(ref to, last) = (byte)c;
        return !(IsUnprintable(a) | IsUnprintable(b) | IsUnprintable(c));
    }

    static bool IsUnprintable(char character) => (uint)(character - ' ') > '~' - ' ' | character == '|';

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<ushort> Unprintable(Vector128<ushort> block) =>
        Vector128.GreaterThan(block - Vector128.Create((ushort)0x20), Vector128.Create((ushort)0x5E)) | Vector128.Equals(block, Vector128.Create((ushort)'|'));

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
        if (text.Length == to.Length && TryWritePlain(text, ref MemoryMarshal.GetReference(to))) return;
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

    public static int CountDigits(int value) => CountDigits((ulong)Math.Max(0, value));

    static int CountDigits(ulong value)
    {
        var digits = 1;
        for (; value >= 10; value /= 10) digits++;
        return digits;
    }

    /// <summary>Fills the whole target, zeros on the left; a number with more digits becomes nines, a negative one zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteDigits(int value, Span<byte> to)
    {
        if (to.Length == 4 && (uint)value <= 9999) WriteFour((uint)value, to);
        else WriteAnyDigits(value, to);
    }

    static void WriteAnyDigits(int value, Span<byte> to)
    {
        var rest = (uint)Math.Max(0, value);
        for (var at = to.Length - 1; at >= 0; at--)
        {
            to[at] = (byte)('0' + rest % 10);
            rest /= 10;
        }
        if (rest != 0) to.Fill((byte)'9');
    }

    /// <summary>Two pairs of digits at once, in the halves of a word.</summary>
    internal static void WriteFour(uint value, Span<byte> to)
    {
        var high = value / 100;
        var pairs = high | (value - 100 * high) << 16;
        var tens = pairs * 103 >> 10 & 0x000F_000F;
        BinaryPrimitives.WriteUInt32LittleEndian(to, 0x3030_3030 + tens + (pairs - 10 * tens << 8));
    }

    /// <summary>Nearly every amount there is: below ten thousand, with two decimals.</summary>
    static int WriteSmallAmount(uint minor, Span<byte> to)
    {
        var whole = minor / 100;
        var part = minor - 100 * whole;
        var digits = whole < 10 ? 1 : whole < 100 ? 2 : whole < 1000 ? 3 : 4;
        to = to[..(digits + 3)];
        for (var at = digits - 1; at > 0; at--)
        {
            var tenth = whole / 10;
            to[at] = (byte)('0' + (whole - 10 * tenth));
            whole = tenth;
        }
        to[0] = (byte)('0' + whole);
        var tens = part * 103 >> 10;
        to[digits] = (byte)'.';
        to[digits + 1] = (byte)('0' + tens);
        to[digits + 2] = (byte)('0' + (part - 10 * tens));
        return digits + 3;
    }

    /// <summary>Sign, nineteen digits, point, and a leading zero.</summary>
    public const int MaxAmountBytes = 22;

    /// <summary>The amount with a point and its currency's decimals; the number of bytes.</summary>
    public static int WriteAmount(in Money money, Span<byte> to)
    {
        var decimals = money.Currency.Decimals;
        if (decimals == 2 && (ulong)money.AmountMinor < 1_000_000) return WriteSmallAmount((uint)money.AmountMinor, to);
        var rest = money.AmountMinor < 0 ? 0 - (ulong)money.AmountMinor : (ulong)money.AmountMinor;
        var digits = Math.Max(CountDigits(rest), decimals + 1);
        var sign = money.AmountMinor < 0 ? 1 : 0;
        var length = sign + digits + (decimals > 0 ? 1 : 0);
        var at = length;
        for (var digit = 1; digit <= digits; digit++)
        {
            // Most amounts are small, and dividing 32 bits is much faster.
            var (quotient, remainder) = rest <= uint.MaxValue ? Math.DivRem((uint)rest, 10u) : Math.DivRem(rest, 10ul);
            to[--at] = (byte)('0' + remainder);
            rest = quotient;
            if (digit == decimals) to[--at] = (byte)'.';
        }
        if (sign > 0) to[0] = (byte)'-';
        return length;
    }
}
