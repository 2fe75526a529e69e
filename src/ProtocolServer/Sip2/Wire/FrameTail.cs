namespace ProtocolServer.Sip2.Wire;

/// <summary>Where the fields of a frame end and what stands behind them.</summary>
readonly ref struct FrameTail
{
    FrameTail(int contentEnd, ReadOnlySpan<byte> sequence, bool hasChecksum, bool checksumVerifies)
    {
        ContentEnd = contentEnd;
        Sequence = sequence;
        HasChecksum = hasChecksum;
        ChecksumVerifies = checksumVerifies;
    }

    public int ContentEnd { get; }

    public ReadOnlySpan<byte> Sequence { get; }

    public bool HasChecksum { get; }

    public bool ChecksumVerifies { get; }

    /// <summary>
    /// Tolerant as SIP2 section 15 asks: the checksum is the last AZ with its digits and nothing earlier; three digits, lower case, a
    /// delimiter before or after; AY with two digits, without AZ, or not at all.
    /// </summary>
    public static FrameTail Of(ReadOnlySpan<byte> frame)
    {
        if (IsChecksum(frame, 6)) return Checked(frame, frame.Length - 6, 4);
        if (IsChecksum(frame, 5)) return Checked(frame, frame.Length - 5, 3);
        if (frame.Length > 0 && frame[^1] == '|')
        {
            var inner = frame[..^1];
            // A value may end like a checksum; with a delimiter after it, only one that stands alone is meant.
            foreach (var length in (ReadOnlySpan<int>)[6, 5])
                if (inner.Length > length && IsChecksum(inner, length) && StandsAlone(inner, inner.Length - length))
                    return Checked(inner, inner.Length - length, length - 2);
        }

        // Without a checksum only a whole last piece, or what follows fixed fields alone, can be the sequence number.
        var start = frame.LastIndexOf((byte)'|') + 1;
        var last = frame[start..];
        var digits = SequenceBefore(frame, frame.Length);
        if (digits > 0 && (start == 0 || digits == last.Length - 2))
            return new(frame.Length - digits - 2, frame[^digits..], hasChecksum: false, checksumVerifies: false);
        // AZ without readable digits, or AY with something else behind it: damaged on the way.
        var sequenceAt = start == 0 ? last.LastIndexOf("AY"u8) : last.StartsWith("AY"u8) ? 0 : -1;
        var damaged = sequenceAt >= 0 && last[(sequenceAt + 2)..] is [>= (byte)'0' and <= (byte)'9', ..] ? sequenceAt
            : last.Length < 6 && last.StartsWith("AZ"u8) ? 0
            : last.LastIndexOf("AZ"u8);
        if (damaged >= 0 && damaged == sequenceAt || damaged >= 0 && last.Length - damaged < 6 && (start == 0 || BeginsPiece(frame, start + damaged)))
            return new(start + damaged, [], hasChecksum: true, checksumVerifies: false);
        return new(frame.Length, [], hasChecksum: false, checksumVerifies: false);
    }

    static FrameTail Checked(ReadOnlySpan<byte> frame, int az, int digits)
    {
        Sip2Checksum.TryRead(frame.Slice(az + 2, digits), out var checksum);
        var verifies = Sip2Checksum.Verifies(frame[..(az + 2)], checksum);
        var end = az > 0 && frame[az - 1] == '|' ? az - 1 : az;
        var sequence = SequenceBefore(frame, end);
        return sequence > 0
            ? new(end - sequence - 2, frame.Slice(end - sequence, sequence), hasChecksum: true, verifies)
            : new(az, [], hasChecksum: true, verifies);
    }

    static bool IsChecksum(ReadOnlySpan<byte> frame, int length) =>
        frame.Length >= length && frame[^length] == 'A' && frame[^(length - 1)] == 'Z' && Sip2Checksum.TryRead(frame[^(length - 2)..], out _);

    /// <summary>AZ, or the AY before it, follows a delimiter, or fixed fields alone.</summary>
    static bool StandsAlone(ReadOnlySpan<byte> frame, int az)
    {
        var end = frame[az - 1] == '|' ? az - 1 : az;
        var digits = SequenceBefore(frame, end);
        if (digits == 0) return end < az || az == 2;
        var before = frame[..(end - digits - 2)];
        return before.IsEmpty || before[^1] == '|' || before.IndexOf((byte)'|') < 0;
    }

    static bool BeginsPiece(ReadOnlySpan<byte> frame, int at) => at == 0 || frame[at - 1] == '|' || SequenceBefore(frame, at) > 0;

    /// <summary>How many digits an AY that ends here has; 0 when none ends here.</summary>
    static int SequenceBefore(ReadOnlySpan<byte> frame, int end)
    {
        for (var digits = 1; digits <= 2; digits++)
        {
            if (end < digits + 2 || frame[end - digits] is < (byte)'0' or > (byte)'9') return 0;
            if (frame[end - digits - 2] == 'A' && frame[end - digits - 1] == 'Y') return digits;
        }
        return 0;
    }
}
