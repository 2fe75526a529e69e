using System.IO.Pipelines;
using System.Net;
using System.Text;
using System.Text.Unicode;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ProtocolServer.Adapters.Files;
using ProtocolServer.Dispatch;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Terminals;
using ProtocolServer.Hosting;
using ProtocolServer.Sip2;
using ProtocolServer.Tests.TestKit;

namespace ProtocolServer.Tests.Unit.Sip2.Fuzz;

/// <summary>
/// One whole conversation of a session with any input, on one thread, and what must hold of it: it ends, no rule throws, every answer can
/// be read, and every frame has exactly one or the line was closed for a reason.
/// </summary>
static class FuzzedSession
{
    /// <summary>No input of some kilobytes may cost more than this.</summary>
    const long MostAllocated = 64 * 1024 * 1024;

    static readonly TimeSpan Limit = Waiting.Limit;
    static readonly Messages Texts = TextFiles.Load().OrThrow();
    static readonly LimitOptions Limits = new() { MessagesPerSecond = 1_000_000 };
    static readonly PipeOptions Inline =
        new(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 0, useSynchronizationContext: false);

    /// <param name="door">Profile of the account at whose address the terminal stands; null: it stands anywhere.</param>
    /// <returns>What is wrong; null when all is well.</returns>
    public static string? Run(byte[] input, long seed, string? door = null)
    {
        var began = TimeProvider.System.GetTimestamp();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var dice = new Dice(~seed);
        var library = new AnyLibrary(dice);
        var log = new FaultLog();
        var (running, output) = Converse(input, door, dice, library, log);

        if (!running.IsCompleted) return "the session does not end with its input";
        if (running.Exception is { } thrown) return $"the session throws {thrown.GetBaseException()}";
        if (library.Fault is { } fault) return $"a rule or an answer throws {fault}";
        if (log.Fault is { } logged) return $"the session meets {logged}";
        if (GC.GetAllocatedBytesForCurrentThread() - allocated is > MostAllocated and var much) return $"{much:N0} bytes are allocated";
        if (TimeProvider.System.GetElapsedTime(began) is var took && took > Limit) return $"it takes {took}";
        return Judge(input, output, library.HasLostAnOutcome, door);
    }

    static (Task Running, byte[] Output) Converse(byte[] input, string? door, Dice dice, AnyLibrary library, FaultLog log)
    {
        var time = TimeProvider.System;
        var proofs = new Proofs(time);
        var services = new Sip2Services(library, new LogIn(library, proofs), new AgencyDirectory(library, time), Texts, FuzzedProfile.Directory,
            new TerminalDoors(library, FuzzedProfile.Directory, new(), time),
            new DatabaseHealth(null!, time, NullLogger<DatabaseHealth>.Instance), Limits, time, log);
        var (toServer, toTerminal) = (new Pipe(Inline), new Pipe(Inline));
        var connection = new DefaultConnectionContext("fuzz", new Ends(toServer.Reader, toTerminal.Writer), new Ends(toTerminal.Reader, toServer.Writer));
        if (door is not null) connection.RemoteEndPoint = new IPEndPoint(FuzzedProfile.Doors[door], 1);
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

    internal static string? Judge(byte[] input, byte[] output, bool mayStopAnywhere, string? door = null)
    {
        var requests = Wire.Frames(input);
        var speaks = door is null ? FuzzedProfile.None : FuzzedProfile.All[door];
        if (speaks.Profile.LogIn.By is LogInWay.Prompts) return JudgePrompts(requests, output, speaks);
        if (output is not [] && output[^1] is not ((byte)'\r' or (byte)'\n')) return "the last answer has no end";
        var answers = Wire.Frames(output);
        if (answers.Count > requests.Count) return $"{requests.Count} frames got {answers.Count} answers";
        for (var n = 0; n < answers.Count; n++)
        {
            // The answer to a log-in is in the new dialect already.
            if (answers[n].AsSpan().StartsWith("941"u8) && speaks.AfterLogIn(requests[n]) is { } known)
            {
                if ((known.Wrong(answers[n], wasUtf8: false) ?? speaks.WrongTo(requests[n], answers[n])) is { } odd) return Told(n, odd);
                speaks = known;
                continue;
            }
            if ((speaks.Wrong(answers[n], requests.Take(n + 1).All(request => Utf8.IsValid(request))) ?? speaks.WrongTo(requests[n], answers[n])) is { } wrong)
                return Told(n, wrong);
        }
        if (answers.Count == requests.Count || mayStopAnywhere) return null;
        var refused = answers.Count(answer => answer.AsSpan().StartsWith("940"u8)) >= LogIn.Strikes;
        var garbled = answers.Count >= 4 && answers.TakeLast(4).All(answer => answer.AsSpan().StartsWith("96"u8));
        return refused || garbled || input.Contains((byte)0x16) ? null : $"{requests.Count} frames got only {answers.Count} answers";

        string Told(int n, string wrong) => $"answer {n + 1} to {speaks.Profile.Name}, {Encoding.UTF8.GetString(answers[n])}, to {Encoding.UTF8.GetString(requests[n])}: {wrong}";
    }

    /// <summary>What is asked in lines of text first; then answers that can be read.</summary>
    static string? JudgePrompts(List<byte[]> requests, byte[] output, FuzzedProfile speaks)
    {
        var text = Encoding.Latin1.GetString(output);
        var habits = speaks.Profile.LogIn;
        if (!text.StartsWith(habits.NamePrompt, StringComparison.Ordinal)) return "nobody is asked for a name";
        string[] prompts = [habits.Welcome, "Login incorrect", habits.PasswordPrompt, habits.NamePrompt];
        var (lines, answers) = (0, new List<byte[]>());
        for (var at = 0; at < text.Length;)
        {
            if (prompts.FirstOrDefault(prompt => string.CompareOrdinal(text, at, prompt, 0, prompt.Length) == 0) is { } said)
            {
                (lines, at) = (lines + 1, at + said.Length);
                continue;
            }
            var end = text.AsSpan(at).IndexOfAny('\r', '\n');
            if (end < 0) return "the last answer has no end";
            if (end > 0) answers.Add(Encoding.Latin1.GetBytes(text.Substring(at, end)));
            at += end + 1;
        }
        if (answers.Count + lines > 3 * (requests.Count + 1)) return $"{requests.Count} lines got {answers.Count} answers and {lines} prompts";
        foreach (var answer in answers)
            if (FuzzedProfile.None.Wrong(answer, wasUtf8: false) is { } wrong && FuzzedProfile.All.Values.All(profile => profile.Wrong(answer, wasUtf8: false) is not null))
                return $"{Encoding.Latin1.GetString(answer)}: {wrong}";
        return null;
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
