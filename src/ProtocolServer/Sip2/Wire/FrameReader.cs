using System.Buffers;

namespace ProtocolServer.Sip2.Wire;

/// <summary>
/// Cuts the byte stream into frames (SIP2 section 1): CR, LF or any run of them ends a frame; CR, LF, NUL and blanks around it are
/// stripped; empty frames don't exist.
/// </summary>
static class FrameReader
{
    /// <summary>The longest frame accepted, without its terminator: 64 KiB.</summary>
    public const int MaxFrameBytes = 64 * 1024;

    /// <summary>The same before a log-in, when only 93 and 99 mean anything: ten thousand strangers must not fill the memory.</summary>
    public const int MaxFrameBytesBeforeLogIn = 4 * 1024;

    /// <summary>
    /// Takes the next whole frame off the buffer. False with <see cref="Sip2Rejection.None"/> means: read more.
    /// False with <see cref="Sip2Rejection.FrameTooLong"/>: when a terminator was there the frame has been skipped and the next call
    /// goes on behind it; when none was there everything has been thrown away.
    /// </summary>
    public static bool TryReadFrame(
        ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> frame, out Sip2Rejection rejection, int longest = MaxFrameBytes)
    {
        rejection = Sip2Rejection.None;
        var reader = new SequenceReader<byte>(buffer);
        reader.AdvancePastAny("\r\n\0 "u8);
        buffer = buffer.Slice(reader.Position);
        if (reader.TryReadToAny(out frame, "\r\n"u8, advancePastDelimiter: true))
        {
            buffer = buffer.Slice(reader.Position);
            if (frame.Length <= longest)
            {
                frame = TrimEnd(frame);
                return true;
            }
            rejection = Sip2Rejection.FrameTooLong;
        }
        else if (buffer.Length > longest)
        {
            buffer = buffer.Slice(buffer.End);
            rejection = Sip2Rejection.FrameTooLong;
        }
        frame = default;
        return false;
    }

    /// <summary>
    /// Throws away what is left of a frame whose beginning was rejected. True when its end was found, and the buffer goes on behind it.
    /// </summary>
    public static bool TrySkipFrame(ref ReadOnlySequence<byte> buffer)
    {
        var reader = new SequenceReader<byte>(buffer);
        var found = reader.TryAdvanceToAny("\r\n"u8, advancePastDelimiter: true);
        buffer = buffer.Slice(found ? reader.Position : buffer.End);
        return found;
    }

    /// <summary>
    /// What is left when the input has ended and <see cref="TryReadFrame"/> finds nothing more. Without a terminator only a checksum
    /// that verifies tells a whole frame from the first part of one, and a part of a checkout must not lend anything.
    /// </summary>
    public static bool TryReadLast(
        ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> frame, out Sip2Rejection rejection, int longest = MaxFrameBytes)
    {
        if (TryReadFrame(ref buffer, out frame, out rejection, longest)) return true;
        var rest = TrimEnd(buffer);
        if (rejection != Sip2Rejection.None || rest.IsEmpty) return false;
        buffer = buffer.Slice(buffer.End);
        if (Verifies(rest))
        {
            frame = rest;
            return true;
        }
        rejection = Sip2Rejection.FrameTruncated;
        return false;
    }

    static bool Verifies(ReadOnlySequence<byte> frame)
    {
        if (frame.Length < 8) return false;
        Span<byte> digits = stackalloc byte[4];
        frame.Slice(frame.Length - 4).CopyTo(digits);
        var throughAz = frame.Slice(0, frame.Length - 4);
        Span<byte> mark = stackalloc byte[2];
        throughAz.Slice(throughAz.Length - 2).CopyTo(mark);
        if (!mark.SequenceEqual("AZ"u8) || !Sip2Checksum.TryRead(digits, out var checksum)) return false;
        var sum = 0;
        foreach (var part in throughAz) sum += Sip2Checksum.Sum(part.Span);
        return unchecked((ushort)(sum + checksum)) == 0;
    }

    static ReadOnlySequence<byte> TrimEnd(ReadOnlySequence<byte> frame)
    {
        if (frame.IsSingleSegment)
            return frame.Slice(0, frame.FirstSpan.TrimEnd("\0 "u8).Length);
        var end = 0L;
        var at = 0L;
        foreach (var part in frame)
        {
            var kept = part.Span.LastIndexOfAnyExcept("\0 "u8);
            if (kept >= 0) end = at + kept + 1;
            at += part.Length;
        }
        return frame.Slice(0, end);
    }
}
