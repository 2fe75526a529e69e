namespace ProtocolServer.Tests.Unit.Sip2.Fuzz;

/// <summary>Section 1 of the standard in the plainest words, to compare with.</summary>
static class Wire
{
    /// <summary>What stands between line ends, without NULs and blanks around it.</summary>
    public static List<byte[]> Frames(byte[] input)
    {
        var frames = new List<byte[]>();
        var start = 0;
        for (var at = 0; at <= input.Length; at++)
        {
            if (at < input.Length && input[at] is not ((byte)'\r' or (byte)'\n')) continue;
            var frame = input.AsSpan(start..at).Trim("\0 "u8);
            if (!frame.IsEmpty) frames.Add(frame.ToArray());
            start = at + 1;
        }
        return frames;
    }
}
