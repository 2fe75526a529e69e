using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ProtocolServer.Sip2.Wire;

/// <summary>
/// The checksum of SIP2 section 5: the low 16 bits of the negated sum of all bytes from the message code to the Z of AZ.
/// It is taken over the bytes received or sent, whatever encoding they are in.
/// </summary>
static class Sip2Checksum
{
    static readonly SearchValues<byte> Hex = SearchValues.Create("0123456789ABCDEFabcdef"u8);

    /// <summary>The checksum of bytes that already end with <c>AZ</c>.</summary>
    public static ushort Of(ReadOnlySpan<byte> throughAz) => unchecked((ushort)-Sum(throughAz));

    /// <summary>True when the value received makes the sum of the bytes zero in 16 bits.</summary>
    public static bool Verifies(ReadOnlySpan<byte> throughAz, ushort received) => unchecked((ushort)(Sum(throughAz) + received)) == 0;

    /// <summary>Writes four upper-case hexadecimal digits.</summary>
    public static void Write(ushort checksum, Span<byte> digits)
    {
        // One digit a byte, the highest first; those above nine are seven further, at the letters.
        var nibbles = (uint)(checksum >> 12 | (checksum & 0x0F00) | (checksum & 0x00F0) << 12 | (checksum & 0x000F) << 24);
        var letters = nibbles + 0x0606_0606 >> 4 & 0x0101_0101;
        BinaryPrimitives.WriteUInt32LittleEndian(digits, nibbles + 0x3030_3030 + 7 * letters);
    }

    /// <summary>Reads four digits of either case, or three whose leading zero was lost.</summary>
    public static bool TryRead(ReadOnlySpan<byte> digits, out ushort checksum)
    {
        checksum = 0;
        if (digits.Length is not (3 or 4) || digits.ContainsAnyExcept(Hex)) return false;
        foreach (var digit in digits)
            checksum = (ushort)(checksum << 4 | (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10));
        return true;
    }

    /// <summary>The sum of the byte values.</summary>
    public static int Sum(ReadOnlySpan<byte> bytes)
    {
        ref var first = ref MemoryMarshal.GetReference(bytes);
        var sum = 0;
        var at = 0;
        if (Avx2.IsSupported && bytes.Length >= Vector256<byte>.Count)
        {
            var sums = Vector256<ushort>.Zero.AsUInt64();
            for (; at <= bytes.Length - 32; at += 32)
                sums += Avx2.SumAbsoluteDifferences(Vector256.LoadUnsafe(ref first, (nuint)at), Vector256<byte>.Zero).AsUInt64();
            if (at < bytes.Length)
            {
                // The last 32 bytes once more, without those already counted.
                var counted = Vector256.LessThan(Vector256<byte>.Indices, Vector256.Create((byte)(32 - (bytes.Length - at))));
                var rest = Vector256.AndNot(Vector256.LoadUnsafe(ref first, (nuint)(bytes.Length - 32)), counted);
                sums += Avx2.SumAbsoluteDifferences(rest, Vector256<byte>.Zero).AsUInt64();
            }
            return (int)Vector256.Sum(sums);
        }
        if (Vector128.IsHardwareAccelerated && bytes.Length >= Vector128<byte>.Count)
        {
            var sums = Vector128<uint>.Zero;
            for (; at <= bytes.Length - 16; at += 16)
            {
                var (low, high) = Vector128.Widen(Vector128.LoadUnsafe(ref first, (nuint)at));
                var (a, b) = Vector128.Widen(low + high);
                sums += a + b;
            }
            sum = (int)Vector128.Sum(sums);
        }
        foreach (var value in bytes[at..]) sum += value;
        return sum;
    }
}
