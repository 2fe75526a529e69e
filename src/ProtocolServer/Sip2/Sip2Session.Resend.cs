using ProtocolServer.Sip2.Wire;

namespace ProtocolServer.Sip2;

/// <summary>The last answer, for 97 and for a request that comes again (SIP2 section 5).</summary>
sealed partial class Sip2Session
{
    /// <summary>
    /// How long an identical request counts as sent again because its answer was lost. A terminal that sends the same date and number
    /// all day gets a fresh answer after it.
    /// </summary>
    static readonly TimeSpan RepetitionWindow = TimeSpan.FromSeconds(30);

    (ReadOnlyMemory<byte> Frame, ReadOnlyMemory<byte> Body, long At) last = (default, "96"u8.ToArray(), 0);

    /// <summary>Whether the last frame had a checksum: then 96 has one as well.</summary>
    bool ChecksumsInUse { get; set; }

    /// <summary>Identical to the last request, its sequence number included; an equal number alone is never a repetition (section 15).</summary>
    bool IsRepeated(ReadOnlyMemory<byte> frame, Request request) =>
        request.Trailer.HasSequence && frame.Span.SequenceEqual(last.Frame.Span)
        && services.Time.GetElapsedTime(last.At) < RepetitionWindow;

    /// <summary>96 and 97 are not themselves the last answer; a log-in is never repeated from memory.</summary>
    void Remember(ReadOnlyMemory<byte> frame, ReadOnlyMemory<byte> body, Request request)
    {
        if (request.Code is "97") return;
        last = (request.Trailer.HasSequence && request.Code is not "93" ? frame.ToArray() : default, body, services.Time.GetTimestamp());
    }
}
