using System.IO.Pipelines;
using System.Text;
using System.Text.Unicode;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ProtocolServer.Adapters.Files;
using ProtocolServer.Dispatch;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Hosting;
using ProtocolServer.Sip2;
using ProtocolServer.Sip2.Dialects;
using ProtocolServer.Sip2.Wire;

namespace ProtocolServer.Tests.Unit.Sip2.Fuzz;

/// <summary>
/// One whole conversation of a session with any input, on one thread, and what must hold of it: it ends, no rule throws, every answer can
/// be read, and every frame has exactly one or the line was closed for a reason.
/// </summary>
static class FuzzedSession
{
    /// <summary>No input of some kilobytes may cost more than this.</summary>
    const long MostAllocated = 64 * 1024 * 1024;

    static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    static readonly Messages Texts = TextFiles.Load().OrThrow();
    static readonly ProfileDirectory Profiles = new(new(), TimeProvider.System, NullLogger<ProfileDirectory>.Instance);
    static readonly LimitOptions Limits = new() { MessagesPerSecond = 1_000_000 };
    static readonly PipeOptions Inline =
        new(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 0, useSynchronizationContext: false);

    /// <returns>What is wrong; null when all is well.</returns>
    public static string? Run(byte[] input, long seed)
    {
        var began = TimeProvider.System.GetTimestamp();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var dice = new Dice(~seed);
        var library = new AnyLibrary(dice);
        var log = new FaultLog();
        var (running, output) = Converse(input, dice, library, log);

        if (!running.IsCompleted) return "the session does not end with its input";
        if (running.Exception is { } thrown) return $"the session throws {thrown.GetBaseException()}";
        if (library.Fault is { } fault) return $"a rule or an answer throws {fault}";
        if (log.Fault is { } logged) return $"the session meets {logged}";
        if (GC.GetAllocatedBytesForCurrentThread() - allocated is > MostAllocated and var much) return $"{much:N0} bytes are allocated";
        if (TimeProvider.System.GetElapsedTime(began) is var took && took > Limit) return $"it takes {took}";
        return Judge(input, output, library.HasLostAnOutcome);
    }

    static (Task Running, byte[] Output) Converse(byte[] input, Dice dice, AnyLibrary library, FaultLog log)
    {
        var time = TimeProvider.System;
        var proofs = new Proofs(time);
        var services = new Sip2Services(library, new LogIn(library, proofs), new AgencyDirectory(library, time), Texts, Profiles,
            new TerminalDoors(library, Profiles, new(), time),
            new DatabaseHealth(null!, time, NullLogger<DatabaseHealth>.Instance), Limits, time, log);
        var (toServer, toTerminal) = (new Pipe(Inline), new Pipe(Inline));
        var connection = new DefaultConnectionContext("fuzz", new Ends(toServer.Reader, toTerminal.Writer), new Ends(toTerminal.Reader, toServer.Writer));
        var running = new Sip2Session(services, connection).RunAsync();
        var start = 0;
        foreach (var end in Mutator.Cuts(input.Length, dice).Append(input.Length))
        {
            Write(toServer.Writer, input.AsSpan(start..end));
            start = end;
        }
        toServer.Writer.Complete();
        toTerminal.Writer.Complete();
        using var output = new MemoryStream();
        while (toTerminal.Reader.TryRead(out var read))
        {
            foreach (var part in read.Buffer) output.Write(part.Span);
            toTerminal.Reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) break;
        }
        return (running, output.ToArray());

        // The pipes run inline and never pause: what is flushed has been answered when the call returns.
        static void Write(PipeWriter to, ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(to.GetSpan(bytes.Length));
            to.Advance(bytes.Length);
            var flushing = to.FlushAsync().AsTask();
            if (!flushing.IsCompleted) throw new InvalidOperationException("The pipe pauses.");
        }
    }

    internal static string? Judge(byte[] input, byte[] output, bool mayStopAnywhere)
    {
        if (output is not [] && output[^1] != '\r') return "the last answer has no end";
        var requests = Wire.Frames(input);
        var answers = output.Length == 0 ? [] : Encoding.Latin1.GetString(output[..^1]).Split('\r').Select(Encoding.Latin1.GetBytes).ToList();
        if (answers.Count > requests.Count) return $"{requests.Count} frames got {answers.Count} answers";
        for (var n = 0; n < answers.Count; n++)
            if ((JudgeBytes(answers[n], requests.Take(n + 1).All(request => Utf8.IsValid(request))) ?? JudgePair(requests[n], answers[n])) is { } wrong)
                return $"answer {n + 1}, {Encoding.UTF8.GetString(answers[n])}, to {Encoding.UTF8.GetString(requests[n])}: {wrong}";
        if (answers.Count == requests.Count || mayStopAnywhere) return null;
        var refused = answers.Count(answer => answer.AsSpan().StartsWith("940"u8)) >= LogIn.Strikes;
        var garbled = answers.Count >= 4 && answers.TakeLast(4).All(answer => answer.AsSpan().StartsWith("96"u8));
        return refused || garbled || input.Contains((byte)0x16) ? null : $"{requests.Count} frames got only {answers.Count} answers";
    }

    static string? JudgeBytes(byte[] answer, bool wasUtf8)
    {
        if (answer.AsSpan().ContainsAnyInRange<byte>(0, 31) || answer.Contains((byte)127)) return "it holds a control character";
        // What the terminal wrote in another encoding it gets back as it wrote it.
        if (wasUtf8 && !Utf8.IsValid(answer)) return "it is not in the terminal's encoding";
        return Readable(answer, Specs.Version2) is { } wrong && Readable(answer, Specs.Version1) is not null ? wrong : null;
    }

    static string? Readable(byte[] answer, MessageTable table)
    {
        if (!Sip2Reader.TryRead(answer, table, out var m, out var rejection))
            return rejection is Sip2Rejection.BadChecksum && IsAmbiguous(answer) ? null : $"our own reader says {rejection}";
        if (answer is [(byte)'9', (byte)'6', ..]) return null;
        if (!m.FixedFieldsAreWhole) return "its fixed fields are not whole";
        return m.FindMissing() is { } missing ? $"{missing} is missing" : m.CountUnknownFields() > 0 ? "it has fields that nobody knows" : null;
    }

    /// <summary>
    /// The one value that the tolerated delimiter behind a checksum leaves open (section 15): an answer without error detection whose only
    /// variable field ends like one.
    /// </summary>
    static bool IsAmbiguous(byte[] answer) => answer.AsSpan().IndexOf((byte)'|') == answer.Length - 1 && answer.Length > 7 && answer.AsSpan()[^7..].StartsWith("AZ"u8);

    static string? JudgePair(byte[] request, byte[] answer)
    {
        if (IsAmbiguous(answer)) return null;
        var code = Encoding.Latin1.GetString(answer[..2]);
        Sip2Reader.TryRead(answer, Specs.Version2, out var a);
        var isRead = Sip2Reader.TryRead(request, Specs.Version2, out var m);
        if (code == "96") return a.Sequence.IsEmpty ? null : "96 has a sequence number";
        if (!isRead) return "a frame that cannot be read got more than 96";
        if (Specs.Version2.ExchangeOf(m.Spec) is not { } pair) return "what no terminal may send got more than 96";
        if (m.Trailer.HasChecksum != a.Trailer.HasChecksum) return "error detection is not as in the request";
        if (pair.Request.Code == "97") return a.Sequence.IsEmpty ? null : "what is sent again on request has a sequence number";
        if (!m.Sequence.SequenceEqual(a.Sequence) && m.HasChecksum) return "the sequence number is not the request's";
        return code == pair.Response.Code ? null : "it is not the pair's own";
    }

    sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    /// <summary>Keeps the exception of the log line for faults.</summary>
    sealed class FaultLog : ILogger<Sip2Session>
    {
        public Exception? Fault { get; private set; }

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Fault ??= logLevel is LogLevel.Error ? exception : null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is LogLevel.Error;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
    }
}
