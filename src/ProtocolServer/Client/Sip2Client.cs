using System.Buffers;
using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using ProtocolServer.Sip2.Wire;

namespace ProtocolServer.Client;

/// <summary>One request and what came back.</summary>
/// <param name="Answer">Without its terminator; null when none came.</param>
/// <param name="Problem">What is wrong with the answer; null when it is as it should be.</param>
sealed record Sip2Exchanged(ReadOnlyMemory<byte> Request, ReadOnlyMemory<byte>? Answer, TimeSpan Took, string? Problem);

/// <summary>A terminal's side of a line: numbers and sums its requests, checks the answers, connects again when the line was lost.</summary>
sealed class Sip2Client(DnsEndPoint server, bool usesTls, MessageTable table) : IAsyncDisposable
{
    const int LongestAnswer = 64 * 1024;
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    readonly byte[] buffer = new byte[LongestAnswer];
    Stream? stream;
    int filled;
    int sequence = -1;

    public bool IsOpen => stream is not null;

    public async Task OpenAsync(CancellationToken cancel)
    {
        await DisposeAsync();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(server, cancel).AsTask().WaitAsync(Patience, cancel);
            Stream line = new NetworkStream(socket, ownsSocket: true);
            if (usesTls)
            {
#pragma warning disable CA5359 // A tool for trying: development certificates are shown what a real one is shown.
                var tls = new SslStream(line, leaveInnerStreamOpen: false, static (_, _, _, _) => true);
#pragma warning restore CA5359
                await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = server.Host }, cancel);
                line = tls;
            }
            (stream, filled, sequence) = (line, 0, -1);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends a body with the next number and its checksum; 97 carries no number (SIP2 section 5).</summary>
    public Task<Sip2Exchanged> AskAsync(ReadOnlySpan<byte> body, CancellationToken cancel) =>
        SendAsync(Numbered(body), body.StartsWith("97"u8) ? null : sequence, cancel);

    /// <summary>Sends a body and cuts the line before its answer: what a power cut leaves behind.</summary>
    public async Task<Sip2Exchanged> CutAsync(ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        var frame = Numbered(body.Span);
        await stream!.WriteAsync(frame, cancel);
        await DisposeAsync();
        return new(frame.TrimEnd("\r\n"u8), null, TimeSpan.Zero, null);
    }

    ReadOnlyMemory<byte> Numbered(ReadOnlySpan<byte> body)
    {
        var frame = new ArrayBufferWriter<byte>();
        Sip2Frame.Write(frame, body, body.StartsWith("97"u8) ? Sip2Trailer.ChecksumOnly : Sip2Trailer.Numbered(sequence = (sequence + 1) % 10), table.Style);
        return frame.WrittenMemory;
    }

    /// <summary>Sends bytes as they are, terminator included.</summary>
    public Task<Sip2Exchanged> SendRawAsync(ReadOnlyMemory<byte> frame, CancellationToken cancel) => SendAsync(frame, null, cancel);

    async Task<Sip2Exchanged> SendAsync(ReadOnlyMemory<byte> frame, int? number, CancellationToken cancel)
    {
        var request = frame.TrimEnd("\r\n"u8);
        var began = Stopwatch.GetTimestamp();
        try
        {
            await stream!.WriteAsync(frame, cancel);
            var answer = await ReceiveAsync(cancel).WaitAsync(Patience, cancel);
            var took = Stopwatch.GetElapsedTime(began);
            return answer is { } bytes
                ? new(request, bytes, took, ProblemWith(request.Span, bytes.Span, number))
                : await LostAsync("The server closed the connection.");
        }
        catch (TimeoutException)
        {
            return await LostAsync($"No answer within {Patience.TotalSeconds:0} s.");
        }
        catch (Exception gone) when (gone is IOException or SocketException)
        {
            return await LostAsync($"The connection was lost: {gone.Message}");
        }

        async Task<Sip2Exchanged> LostAsync(string why)
        {
            await DisposeAsync();
            return new(request, null, Stopwatch.GetElapsedTime(began), why);
        }
    }

    string? ProblemWith(ReadOnlySpan<byte> request, ReadOnlySpan<byte> answer, int? number)
    {
        if (!Sip2Reader.TryRead(answer, table, out var m, out var rejection)) return $"The answer cannot be read: {rejection}.";
        if (m.Spec.Code is "96") return request.StartsWith("97"u8) ? null : "96: the server could not read the request and asks for it again.";
        if (number is null) return null;
        if (!m.HasChecksum) return "The answer has no checksum though the request had one.";
        if (m.Sequence is not [var digit] || digit != '0' + number) return $"The answer's number (AY) is not {number}.";
        if (Sip2Reader.TryRead(request, table, out var asked) && table.ExchangeOf(asked.Spec) is { } pair && pair.Response.Code != m.Spec.Code)
            return $"{m.Spec.Code} is not the answer to {asked.Spec.Code}; {pair.Response.Code} is.";
        return null;
    }

    async Task<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancel)
    {
        while (true)
        {
            // A line feed after the last answer's CR comes first.
            var start = buffer.AsSpan(0, filled).IndexOfAnyExcept("\r\n\0 "u8);
            if (start > 0) Drop(start);
            if (start >= 0 && buffer.AsSpan(0, filled).IndexOfAny("\r\n"u8) is >= 0 and var end)
            {
                var answer = buffer.AsSpan(0, end).ToArray();
                Drop(end + 1);
                return answer;
            }
            if (filled == buffer.Length) throw new IOException($"more than {LongestAnswer} bytes without an end");
            var got = await stream!.ReadAsync(buffer.AsMemory(filled), cancel);
            if (got == 0) return null;
            filled += got;
        }
    }

    void Drop(int count)
    {
        buffer.AsSpan(count, filled - count).CopyTo(buffer);
        filled -= count;
    }

    public async ValueTask DisposeAsync()
    {
        if (stream is not null) await stream.DisposeAsync();
        stream = null;
    }
}
