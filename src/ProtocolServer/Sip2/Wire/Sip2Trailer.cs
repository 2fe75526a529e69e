using System.Text;

namespace ProtocolServer.Sip2.Wire;

/// <summary>
/// The end of a frame after its last field (SIP2 section 5): sequence number and whether a checksum follows. An answer carries what its
/// request carried.
/// </summary>
readonly record struct Sip2Trailer
{
    readonly byte first;
    readonly byte second;

    public Sip2Trailer(ReadOnlySpan<byte> sequence, bool hasChecksum)
    {
        if (sequence.Length > 2) throw new ArgumentException("A sequence number has one digit, or two from some terminals.", nameof(sequence));
        first = sequence.Length > 0 ? sequence[0] : (byte)0;
        second = sequence.Length > 1 ? sequence[1] : (byte)0;
        HasChecksum = hasChecksum;
    }

    Sip2Trailer(byte sequence) => (first, HasChecksum) = (sequence, true);

    /// <summary>No error detection.</summary>
    public static Sip2Trailer None => default;

    /// <summary>Of 96 and 97, and of an answer that 97 asked for again.</summary>
    public static Sip2Trailer ChecksumOnly => new([], hasChecksum: true);

    public bool HasChecksum { get; }

    public bool HasSequence => first != 0;

    /// <summary>The digits as they came: <c>3</c>, from some terminals <c>10</c>; empty when there were none.</summary>
    public string Sequence => Encoding.ASCII.GetString(first == 0 ? [] : second == 0 ? [first] : [first, second]);

    public static Sip2Trailer Numbered(int sequence) => new((byte)('0' + sequence % 10));

    /// <summary>For the answer to 97: no AY, and AZ only if error detection is in use.</summary>
    public Sip2Trailer WithoutSequence() => new([], HasChecksum);

    /// <summary>The longest trailer: <c>AY10AZ1234</c>.</summary>
    internal const int MaxBytes = 10;

    /// <summary>Writes AY and AZ behind the body; the checksum covers both.</summary>
    /// <returns>How many bytes were written after the body.</returns>
    internal int Write(ReadOnlySpan<byte> body, Span<byte> after)
    {
        var at = 0;
        if (first != 0)
        {
            "AY"u8.CopyTo(after);
            after[2] = first;
            at = 3;
            if (second != 0) after[at++] = second;
        }
        if (!HasChecksum) return at;
        "AZ"u8.CopyTo(after[at..]);
        // A zero digit adds nothing.
        var sum = Sip2Checksum.Sum(body) + (at == 0 ? 0 : 'A' + 'Y' + first + second) + 'A' + 'Z';
        Sip2Checksum.Write(unchecked((ushort)-sum), after.Slice(at + 2, 4));
        return at + 6;
    }
}
