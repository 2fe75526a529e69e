using System.Buffers;
using System.Globalization;
using System.Text;
using ProtocolServer.Sip2.Wire;

namespace ProtocolServer.Conformance;

/// <summary>A terminal's end of a connection: numbers and sums what it sends, reads frames, checks their numbers and sums.</summary>
sealed class TerminalLine(Stream input, Stream output, Func<bool, ValueTask> close)
{
    static readonly SearchValues<byte> UpperHex = SearchValues.Create("0123456789ABCDEF"u8);

    readonly byte[] buffer = new byte[128 * 1024];
    readonly Queue<Sent> unanswered = new();
    readonly List<byte> heldBack = [];
    int filled;
    int sequence;
    int[] split = [];
    int together;
    byte[] lastFrame = [];
    string lastBody = "";
    Sent lastSent;

    /// <summary>How an answer must end.</summary>
    readonly record struct Sent(bool IsRaw, bool HasDetection, char? Sequence);

    /// <summary>How long an answer, or the end of the line, may take.</summary>
    public TimeSpan AnswerLimit { get; init; } = IServerUnderTest.UsualAnswerLimit;

    public bool HasErrorDetection { get; set; }

    /// <summary>What the terminal's bytes mean.</summary>
    public Encoding Letters { get; set; } = Encoding.UTF8;

    /// <summary>The next request leaves in pieces of these sizes.</summary>
    public void SplitNext(int[] sizes) => split = sizes;

    /// <summary>The next so many requests leave at once.</summary>
    public void HoldNext(int requests) => together = requests;

    public Task SendAsync(string body, CancellationToken cancel)
    {
        lastBody = body;
        if (body == "97" || !HasErrorDetection) return SendAsync(Framed(body, null), new(false, HasErrorDetection, null), cancel);
        var digit = (char)('0' + sequence);
        sequence = (sequence + 1) % 10;
        return SendAsync(Framed(body, digit), new(false, true, digit), cancel);
    }

    public Task SendRawAsync(byte[] bytes, CancellationToken cancel) => SendAsync(bytes, new(true, false, null), cancel);

    /// <summary>The last request once more: the same bytes, or with the next sequence number.</summary>
    public Task ResendAsync(bool asNew, CancellationToken cancel) => asNew ? SendAsync(lastBody, cancel) : SendAsync(lastFrame, lastSent, cancel);

    /// <summary>What a repetition on another line has to know.</summary>
    public void Inherit(TerminalLine before) => (lastFrame, lastBody, lastSent) = (before.lastFrame, before.lastBody, before.lastSent);

    async Task SendAsync(byte[] frame, Sent sent, CancellationToken cancel)
    {
        (lastFrame, lastSent) = (frame, sent);
        unanswered.Enqueue(sent);
        if (together > 0)
        {
            heldBack.AddRange(frame);
            if (--together > 0) return;
            frame = [.. heldBack];
            heldBack.Clear();
        }
        var at = 0;
        foreach (var size in split.TakeWhile(_ => at < frame.Length))
        {
            var piece = Math.Min(size, frame.Length - at);
            await output.WriteAsync(frame.AsMemory(at, piece), cancel);
            await output.FlushAsync(cancel);
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancel);
            at += piece;
        }
        split = [];
        if (at == frame.Length) return;
        await output.WriteAsync(frame.AsMemory(at), cancel);
        await output.FlushAsync(cancel);
    }

    byte[] Framed(string body, char? digit)
    {
        if (!HasErrorDetection) return Letters.GetBytes(body + "\r");
        var bytes = Letters.GetBytes(body + (digit is null ? "AZ" : $"AY{digit}AZ"));
        return [.. bytes, .. Encoding.ASCII.GetBytes(Sip2Checksum.Of(bytes).ToString("X4", CultureInfo.InvariantCulture) + "\r")];
    }

    /// <summary>The next answer without its sequence number and checksum, which are checked; with them where it is asked for.</summary>
    public async Task<(string? Body, string? Problem)> ReceiveAsync(bool isRaw, CancellationToken cancel)
    {
        if (await FrameAsync(cancel) is not { } frame) return (null, "the server closed the line instead of answering.");
        var sent = unanswered.TryDequeue(out var first) ? first : new(true, false, null);
        var whole = Letters.GetString(frame);
        if (isRaw) return (whole, null);
        var tail = FrameTail.Of(frame);
        var body = Letters.GetString(frame.AsSpan(0, tail.ContentEnd));
        if (tail.HasChecksum && !(tail.ChecksumVerifies && IsStrict(frame))) return (body, $"the checksum of the answer is wrong: {whole}");
        if (sent.IsRaw) return (body, null);
        var digit = tail.Sequence.IsEmpty ? "" : Encoding.ASCII.GetString(tail.Sequence);
        var wanted = body == "96" ? "" : sent.Sequence?.ToString() ?? "";
        if (tail.HasChecksum != sent.HasDetection)
            return (body, sent.HasDetection ? $"the answer has no checksum though the request had one: {whole}" : $"the answer has a checksum though the request had none: {whole}");
        return digit == wanted ? (body, null) : (body, $"the answer has sequence number '{digit}' where '{wanted}' was sent: {whole}");
    }

    /// <summary>Four upper-case digits at the very end: what may be read in other shapes is never sent in them (section 15).</summary>
    static bool IsStrict(ReadOnlySpan<byte> frame) => frame is [.., (byte)'A', (byte)'Z', _, _, _, _] && frame[^4..].IndexOfAnyExcept(UpperHex) < 0;

    /// <summary>Null when the line was closed within its limit; else what came instead.</summary>
    public async Task<string?> ExpectCloseAsync(CancellationToken cancel)
    {
        try
        {
            return await FrameAsync(cancel) is { } frame ? $"the server answered instead of closing the line: {Letters.GetString(frame)}" : null;
        }
        catch (TimeoutException)
        {
            return "the server has left the line open.";
        }
    }

    public ValueTask CloseAsync(bool isAbrupt) => close(isAbrupt);

    /// <summary>An answer that is there already, though nobody has asked for it.</summary>
    public string? Unasked()
    {
        var frame = NextFrame();
        return frame is null ? null : Letters.GetString(frame);
    }

    async Task<byte[]?> FrameAsync(CancellationToken cancel)
    {
        while (true)
        {
            if (NextFrame() is { } frame) return frame;
            if (filled == buffer.Length) throw new InvalidDataException("An answer is longer than 128 KiB.");
            int read;
            try
            {
                read = await input.ReadAsync(buffer.AsMemory(filled), cancel).AsTask().WaitAsync(AnswerLimit, TimeProvider.System, cancel);
            }
            catch (IOException)
            {
                return null;
            }
            if (read == 0) return null;
            filled += read;
        }
    }

    byte[]? NextFrame()
    {
        var start = 0;
        while (start < filled && buffer[start] is (byte)'\r' or (byte)'\n') start++;
        var end = buffer.AsSpan(start, filled - start).IndexOf((byte)'\r');
        if (end < 0) return null;
        var frame = buffer.AsSpan(start, end).ToArray();
        Buffer.BlockCopy(buffer, start + end + 1, buffer, 0, filled - start - end - 1);
        filled -= start + end + 1;
        return frame;
    }
}
