using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Domain.Terminals;
using ProtocolServer.Sip2.Wire;

namespace ProtocolServer.Sip2.Exchanges;

/// <summary>A pair of messages with what is done between them.</summary>
abstract class Sip2Exchange(Exchange wire)
{
    public Exchange Wire { get; } = wire;

    /// <summary>The body of the answer, without sequence, checksum and terminator.</summary>
    public abstract Task<ReadOnlyMemory<byte>> AnswerAsync(ReadOnlyMemory<byte> frame, Sip2Session session, CancellationToken cancel);
}

/// <summary>Makes the command of a request; synchronous, because a reader lives on the stack.</summary>
delegate Command<TOutcome> Bind<TOutcome>(in Sip2Reader message, Sip2Session session) where TOutcome : Outcome;

/// <summary>Writes the outcome into the answer.</summary>
delegate void Render<in TOutcome>(ref Sip2Writer answer, TOutcome outcome, Sip2Reply reply);

/// <summary>
/// A pair that stands for a command: bind → execute exactly once → render. The same command comes from every protocol.
/// </summary>
/// <param name="writes">From which accounts the command changes anything, so that a repetition must be known again; null = from all.</param>
sealed class CommandExchange<TOutcome>(Exchange wire, Bind<TOutcome> bind, Render<TOutcome> render, Func<TerminalAccount, bool>? writes = null) : Sip2Exchange(wire)
    where TOutcome : Outcome
{
    /// <summary>An answer that was given before says so (WF R), where the terminal's dialect has a field for it.</summary>
    public bool TellsReplays { get; init; }

    public override async Task<ReadOnlyMemory<byte>> AnswerAsync(ReadOnlyMemory<byte> frame, Sip2Session session, CancellationToken cancel)
    {
        var (command, reply, context) = Read(frame.Span, session);
        var written = ReadOnlyMemory<byte>.Empty;
        var answer = await session.Library.ExecuteAsync(command, context, (outcome, facts) => written = Write(outcome, reply with { Facts = facts }), cancel);
        // The last field of its message, so that it can be put behind an answer that was kept.
        return TellsReplays && !answer.Equals(written) && reply.Response.Has(Fields.WalletFlags) ? (byte[])[.. answer.Span, .. "WFR|"u8] : answer;
    }

    (Command<TOutcome>, Sip2Reply, CommandContext) Read(ReadOnlySpan<byte> frame, Sip2Session session)
    {
        // The session has read it once already, so that it is known to be readable.
        Sip2Reader.TryRead(frame, session.Dialect.Table, out var message);
        var command = bind(message, session);
        var reply = Sip2Reply.To(message, session, Wire.Response);
        var key = writes?.Invoke(session.Account) ?? true ? CommandKeys.Of(message, session, command.MovesMoney) : null;
        return (command, reply, session.ContextOf(message, frame, key));
    }

    ReadOnlyMemory<byte> Write(TOutcome outcome, Sip2Reply reply)
    {
        var writer = new Sip2Writer(reply.Response, reply.Style, stackalloc byte[1024]);
        try
        {
            render(ref writer, outcome, reply);
            return writer.Body().ToArray();
        }
        finally
        {
            writer.Dispose();
        }
    }
}

/// <summary>Who writes by a pair.</summary>
static class Writers
{
    public static readonly Func<TerminalAccount, bool> Nobody = static _ => false;

    /// <summary>A gate's question may be an alarm.</summary>
    public static readonly Func<TerminalAccount, bool> Gates = static account => account.Permissions.HasFlag(Permissions.Alarm);
}

/// <summary>A pair whose request stands for one of two commands.</summary>
sealed class EitherExchange(Func<ReadOnlyMemory<byte>, Sip2Session, bool> isFirst, Sip2Exchange first, Sip2Exchange second) : Sip2Exchange(second.Wire)
{
    public override Task<ReadOnlyMemory<byte>> AnswerAsync(ReadOnlyMemory<byte> frame, Sip2Session session, CancellationToken cancel) =>
        (isFirst(frame, session) ? first : second).AnswerAsync(frame, session, cancel);

    /// <summary>BI = Y: the terminal could not finish, and the last act is taken back (SIP2 section 13).</summary>
    public static Sip2Exchange Cancelling(Sip2Exchange takeBack, Sip2Exchange act) => new EitherExchange(
        static (frame, session) => Sip2Reader.TryRead(frame.Span, session.Dialect.Table, out var message) && message.GetFlag(Fields.Cancel),
        takeBack, act);
}
