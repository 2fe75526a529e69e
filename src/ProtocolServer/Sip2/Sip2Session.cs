using System.Buffers;
using System.Collections.Frozen;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Domain.Terminals;
using ProtocolServer.Hosting;
using ProtocolServer.Sip2.Exchanges;
using ProtocolServer.Sip2.Wire;
using ProtocolServer.Telemetry;

namespace ProtocolServer.Sip2;

/// <summary>
/// One terminal's conversation: a sequential loop of frame → exchange → answer. Every request gets exactly one answer, in order, or
/// the line is closed.
/// </summary>
sealed partial class Sip2Session(Sip2Services services, ConnectionContext connection)
{
    /// <summary>Frames in a row answered with 96 before the line is closed: the retries announced in 98.</summary>
    const int ResendsInARow = 3;

    readonly PipeWriter output = connection.Transport.Output;
    readonly ConnectionWatch watch = ConnectionWatch.Of(connection, services.Limits, services.Time);
    Pace pace = new(services.Limits.MessagesPerSecond, services.Time);
    int resends;
    int failedLogIns;
    bool isClosing;
    bool isInOverlongFrame;

    public Dialect Dialect { get; private set; } = Dialect.Initial;

    public ILibrarySystem Library => services.Library;

    public Messages Messages => services.Messages;

    /// <summary>The account that has logged in; the session asks nothing of it before.</summary>
    public TerminalAccount Account => account ?? throw new InvalidOperationException("No terminal has logged in.");

    /// <summary>The account's own agency.</summary>
    public Agency Agency { get; private set; } = null!;

    /// <summary>Where the terminal stands.</summary>
    public string Location { get; private set; } = "";

    /// <summary>Characters per line of its printer, from 99; 0 = none told.</summary>
    public int PrintWidth => Dialect.PrintWidthOf(toldPrintWidth);

    int toldPrintWidth;

    TerminalAccount? account;

    string Name => account?.Login.Value ?? "(not logged in)";

    IPAddress? Address => (connection.RemoteEndPoint as IPEndPoint)?.Address;

    public async Task RunAsync()
    {
        try
        {
            if (await services.Doors.FindAsync(Address, Certificate, CancellationToken.None) is { } door) await EnterAsync(door);
            await ConverseAsync(connection.Transport.Input);
        }
        finally
        {
            if (admitted is not null) services.Profiles.Count(admitted, -1);
            if (watch.Overdue is not Overdue.None) Count(RejectionOf(watch.Overdue));
        }
    }

    async Task ConverseAsync(PipeReader input)
    {
        while (!isClosing)
        {
            // Without the token of the close: a terminal may close its end right behind its last frame, which is answered still. A line
            // that is cut ends both pipes.
            var read = await input.ReadAsync();
            var buffer = read.Buffer;
            if (account is null && BeginsTls(buffer))
            {
                Count(Sip2Rejection.TlsOnPlainPort);
                return;
            }
            while (!isClosing && TryNext(ref buffer, read.IsCompleted, out var frame, out var rejection))
            {
                watch.Touch();
                await pace.WaitAsync(CancellationToken.None);
                if (rejection is Sip2Rejection.None) await HandleAsync(Contiguous(frame));
                else await RejectAsync(rejection, ChecksumsInUse ? Sip2Trailer.ChecksumOnly : Sip2Trailer.None);
            }
            input.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted || read.IsCanceled) break;
        }
    }

    /// <summary>A TLS handshake's first byte, which no text begins with.</summary>
    static bool BeginsTls(in ReadOnlySequence<byte> buffer) => buffer.FirstSpan is [0x16, ..];

    static Sip2Rejection RejectionOf(Overdue overdue) => overdue switch
    {
        Overdue.LogIn => Sip2Rejection.NoLogin,
        Overdue.Answer => Sip2Rejection.AnswersNotTaken,
        _ => Sip2Rejection.Idle,
    };

    /// <summary>The next frame or the next rejection; false when more must be read.</summary>
    bool TryNext(ref ReadOnlySequence<byte> buffer, bool isLast, out ReadOnlySequence<byte> frame, out Sip2Rejection rejection)
    {
        (frame, rejection) = (default, Sip2Rejection.None);
        if (isInOverlongFrame && !FrameReader.TrySkipFrame(ref buffer)) return false;
        var before = buffer;
        var longest = account is null ? FrameReader.MaxFrameBytesBeforeLogIn : FrameReader.MaxFrameBytes;
        var isFrame = isLast
            ? FrameReader.TryReadLast(ref buffer, out frame, out rejection, longest)
            : FrameReader.TryReadFrame(ref buffer, out frame, out rejection, longest);
        // Rejected before its end was in sight: what comes next is the same frame still.
        isInOverlongFrame = rejection is Sip2Rejection.FrameTooLong && buffer.IsEmpty && !EndsFrame(before.Slice(before.Length - 1));
        return isFrame || rejection is not Sip2Rejection.None;
    }

    static bool EndsFrame(in ReadOnlySequence<byte> last) => last.FirstSpan is [(byte)'\r' or (byte)'\n'];

    static ReadOnlyMemory<byte> Contiguous(in ReadOnlySequence<byte> frame) => frame.IsSingleSegment ? frame.First : frame.ToArray();

    async Task HandleAsync(ReadOnlyMemory<byte> frame)
    {
        var began = services.Time.GetTimestamp();
        if (await TakesLineAsync(frame)) return;
        frame = Dialect.Incoming(frame);
        var request = Request.Of(frame.Span, Dialect.Table);
        if (Dialect.DemandsErrorDetection && request is { Rejection: Sip2Rejection.None, Trailer.HasChecksum: false })
            request = new(Sip2Rejection.ChecksumMissing, null, Sip2Trailer.ChecksumOnly);
        if (request.Rejection is not Sip2Rejection.None)
        {
            await RejectAsync(request.Rejection, request.Trailer);
            return;
        }
        resends = 0;
        ChecksumsInUse = request.Trailer.HasChecksum;
        if (IsRepeated(frame, request))
        {
            await SendAsync(last.Body, request.Trailer);
            return;
        }
        using var span = ServerTelemetry.Source.StartActivity(request.Code);
        span?.SetTag("terminal", Name);
        var body = await AnswerAsync(frame, request);
        if (body.IsEmpty)
        {
            isClosing = true;
            return;
        }
        Remember(frame, body, request);
        await SendAsync(body, request.Code is "97" ? request.Trailer.WithoutSequence() : request.Trailer);
        ServerTelemetry.ExchangeDuration.Record(services.Time.GetElapsedTime(began).TotalMilliseconds,
            new KeyValuePair<string, object?>("code", request.Code));
    }

    /// <summary>The answer's body; empty where the line must be closed.</summary>
    async Task<ReadOnlyMemory<byte>> AnswerAsync(ReadOnlyMemory<byte> frame, Request request)
    {
        try
        {
            switch (request.Code)
            {
                case "93": return await LogInAsync(frame);
                case "99": return await StatusAsync(frame);
                case "97": return last.Body;
            }
            if (account is null) return Negative(frame, request, Sip2Rejection.NotLoggedIn, "terminal-unknown");
            if (Dialect.ExchangeOf(request.Code) is not { } exchange) return Negative(frame, request, Sip2Rejection.NotPermitted, "not-permitted");
            return await exchange.AnswerAsync(frame, this, CancellationToken.None);
        }
        catch (OutcomeUnknownException)
        {
            Log.OutcomeUnknown(services.Log, request.Code, Name);
            services.Database.Doubt();
            return default;
        }
        catch (LibrarySystemException away)
        {
            Log.AnsweredNegatively(services.Log, request.Code, Name, away.Message);
            services.Database.Doubt();
            return Negative(frame, request, Sip2Rejection.None, "busy");
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Log.ExchangeFailed(services.Log, fault, request.Code, Name);
            return Negative(frame, request, Sip2Rejection.None, "fault");
        }
    }

    /// <summary>The pair's own negative answer (section 13: every request gets one).</summary>
    byte[] Negative(ReadOnlyMemory<byte> frame, Request request, Sip2Rejection why, string refusal)
    {
        if (why is not Sip2Rejection.None) Count(why);
        Sip2Reader.TryRead(frame.Span, Dialect.Table, out var message);
        var library = account is null ? null : Agency.Library;
        var language = Dialect.LanguageFor(Messages, library, Languages.OfCode(message.GetNumber(Fields.Language)), null);
        var writer = new Sip2Writer(request.Exchange!.Response, Dialect.Table.Style, stackalloc byte[512]);
        FallbackAnswer.Render(ref writer, message, services.Time.GetUtcNow(), Messages.Text(library, language, new Refusal(refusal)));
        var body = writer.Body().ToArray();
        writer.Dispose();
        return body;
    }

    /// <summary>96, and the end of the line where a terminal sends nothing else any more.</summary>
    async Task RejectAsync(Sip2Rejection rejection, Sip2Trailer trailer)
    {
        Count(rejection);
        await SendAsync("96"u8.ToArray(), trailer.WithoutSequence());
        if (rejection is not Sip2Rejection.UnknownCode && ++resends > ResendsInARow)
        {
            Count(Sip2Rejection.TooManyResends);
            isClosing = true;
        }
    }

    async Task SendAsync(ReadOnlyMemory<byte> body, Sip2Trailer trailer)
    {
        Sip2Frame.Write(output, Dialect.Outgoing(body).Span, trailer, Dialect.Table.Style);
        watch.Writing();
        var flushed = await output.FlushAsync();
        watch.Written();
        if (flushed.IsCompleted) isClosing = true;
    }

    void Count(Sip2Rejection rejection)
    {
        ServerTelemetry.Rejections.Add(1, new KeyValuePair<string, object?>("reason", rejection.ToString()));
        Log.InputRejected(services.Log, Name, rejection);
    }

    /// <summary>Who acts, for which agency, from where (AO: another agency only where the account may act for it).</summary>
    public CommandContext ContextOf(in Sip2Reader message, ReadOnlySpan<byte> frame, CommandKey? key)
    {
        var wanted = new AgencyId(message.GetText(Fields.InstitutionId));
        return new()
        {
            Network = Account.Network,
            Agency = Account.Agencies.Contains(wanted) ? wanted : Account.Agency,
            Caller = caller!,
            Location = Location,
            Pin = message.GetText(Fields.PatronPassword) is { Length: > 0 } pin ? pin : null,
            Key = key,
            Message = message.GetFlag(Fields.NoBlock) ? Sip2Describer.Redact(frame, Dialect.Table, Sensitivity.Personal) : "",
        };
    }

    Caller? caller;
}
