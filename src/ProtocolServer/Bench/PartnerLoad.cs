using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using ProtocolServer.Client;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Bench;

/// <summary>
/// Partners that ask for all that is known of a reader, over and over (NCIP LookupUser with every element), over HTTP or bare TCP; every
/// answer must name the reader and have no problem in it.
/// </summary>
sealed class PartnerLoad(BenchPlan plan, string partner, bool isHttp, TimeProvider time)
{
    readonly long[] errors = new long[Enum.GetValues<BenchError>().Length];
    readonly LatencyHistogram latency = new();
    readonly Lock gate = new();
    long answers;
    string? reason;
    volatile bool isMeasured, isOver;

    public async Task<BenchReport> RunAsync(Action<long, int> progress, CancellationToken cancel)
    {
        var asking = Task.WhenAll(Enumerable.Range(0, plan.Connections).Select(at => Task.Run(() => AskAsync(at, cancel), CancellationToken.None)));
        await Task.Delay(plan.WarmUp, time, cancel);
        var (before, began) = (Interlocked.Read(ref answers), time.GetTimestamp());
        isMeasured = true;
        for (var left = (int)plan.Duration.TotalSeconds; left > 0; left--)
        {
            progress(Interlocked.Read(ref answers) - before, left);
            await Task.Delay(TimeSpan.FromSeconds(1), time, cancel);
        }
        isMeasured = false;
        var (after, elapsed) = (Interlocked.Read(ref answers), time.GetElapsedTime(began));
        isOver = true;
        await Task.WhenAny(asking, Task.Delay(plan.Patience, CancellationToken.None));
        return new()
        {
            Mix = plan.Mix, Connections = plan.Connections, Seconds = elapsed.TotalSeconds, Answers = after - before, AnswersPerSecond = (after - before) / elapsed.TotalSeconds,
            P50Milliseconds = latency.Percentile(0.5), P99Milliseconds = latency.Percentile(0.99), P999Milliseconds = latency.Percentile(0.999),
            Errors = Enum.GetValues<BenchError>().Where(error => errors[(int)error] > 0).ToDictionary(error => error, error => errors[(int)error]), Reason = reason,
        };
    }

    async Task AskAsync(int at, CancellationToken cancel)
    {
        var mine = plan.Readers.Where((_, n) => n % plan.Connections == at % plan.Readers.Count).DefaultIfEmpty(plan.Readers[at % plan.Readers.Count])
            .Select(reader => (Message: Message(reader), Name: Encoding.UTF8.GetBytes($"UserIdentifierValue>{reader.Card}<"))).ToArray();
        var (own, buffer) = (new LatencyHistogram(), new byte[256 * 1024]);
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(plan.Server, cancel);
            for (var n = 0; !isOver; n++)
            {
                var (message, name) = mine[n % mine.Length];
                var began = Stopwatch.GetTimestamp();
                await socket.SendAsync(message, cancel);
                var length = await ReceiveAsync(socket, buffer, cancel);
                Judge(buffer.AsSpan(0, length), name);
                if (isMeasured) own.Record(Stopwatch.GetTimestamp() - began);
            }
        }
        catch (Exception broken) when (broken is SocketException or IOException)
        {
            Interlocked.Increment(ref errors[(int)BenchError.NoAnswer]);
            reason ??= broken.Message;
        }
        lock (gate) latency.Add(own);
    }

    void Judge(ReadOnlySpan<byte> answer, byte[] name)
    {
        if (answer.IndexOf(name) > 0 && answer.IndexOf("<ns1:Problem>"u8) < 0) Interlocked.Increment(ref answers);
        else
        {
            Interlocked.Increment(ref errors[(int)BenchError.Refused]);
            reason ??= Encoding.UTF8.GetString(answer[..Math.Min(answer.Length, 500)]);
        }
    }

    byte[] Message(BenchReader reader)
    {
        var question = new NcipQuestion { Service = "lookup-user", From = partner, To = plan.Agency, Card = reader.Card };
        var document = question.ToDocument()!.Value;
        if (!isHttp) return document.ToArray();
        var head = string.Create(CultureInfo.InvariantCulture, $"POST /ncip HTTP/1.1\r\nHost: {plan.Server.Host}\r\nContent-Type: application/xml\r\nContent-Length: {document.Length}\r\n\r\n");
        return [.. Encoding.ASCII.GetBytes(head), .. document.Span];
    }

    /// <summary>The length of a whole answer: by its header, or up to the line feed behind the document.</summary>
    async Task<int> ReceiveAsync(Socket socket, byte[] buffer, CancellationToken cancel)
    {
        var filled = 0;
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(filled), cancel);
            if (read == 0) throw new IOException("The server closed the line.");
            filled += read;
            if (isHttp ? IsWhole(buffer.AsSpan(0, filled)) : buffer[filled - 1] == '\n') return filled;
        }
    }

    static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var body = answer.IndexOf("\r\n\r\n"u8);
        var length = answer.IndexOf("Content-Length: "u8);
        return body > 0 && length > 0 && System.Buffers.Text.Utf8Parser.TryParse(answer[(length + 16)..], out int bytes, out _) && answer.Length >= body + 4 + bytes;
    }
}
