using System.Buffers;

namespace ProtocolServer.Sip2.Wire;

/// <summary>From a message's body to the bytes of a frame.</summary>
static class Sip2Frame
{
    /// <summary>
    /// Writes body, sequence number, checksum and terminator in one piece. The body may be a stored one: a repeated request gets the
    /// first answer again, with its own sequence number.
    /// </summary>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> body, Sip2Trailer trailer, WireStyle style)
    {
        var terminator = style.Terminator;
        var span = output.GetSpan(body.Length + Sip2Trailer.MaxBytes + terminator.Length);
        body.CopyTo(span);
        var length = body.Length + trailer.Write(body, span[body.Length..]);
        if (terminator.Length == 1) span[length] = terminator[0];
        else terminator.CopyTo(span[length..]);
        output.Advance(length + terminator.Length);
    }
}
