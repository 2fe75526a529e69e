using System.Collections.Immutable;
using System.Data.Common;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Telemetry;

namespace ProtocolServer.Dispatch;

/// <summary>
/// The one loop of our own library system: load → answered before? → decide → save, all or nothing; on conflict again. No other code
/// writes.
/// </summary>
public sealed class CommandRunner(
    ICommandStore store, AgencyDirectory agencies, PinBook pins, IEnumerable<IAnnouncer> announcers, OutboxBell bell, IIdSource ids, TimeProvider time) : ILibrarySystem
{
    readonly IAnnouncer[] announcers = [.. announcers];

    /// <summary>How long a repeated circulation command gets its first answer again.</summary>
    public static readonly TimeSpan CirculationWindow = TimeSpan.FromHours(1);

    const int Attempts = 12;

    readonly Turns turns = new();

    public async Task<ReadOnlyMemory<byte>> ExecuteAsync<TOutcome>(
        Command<TOutcome> command, CommandContext context, Func<TOutcome, Facts, ReadOnlyMemory<byte>> answer, CancellationToken cancel)
        where TOutcome : Outcome
    {
        try
        {
            var known = await agencies.OfAsync(context.Network, cancel);
            if (!known.TryGetValue(context.Agency, out var agency))
                throw new LibrarySystemException($"Agency {context.Agency} is not in its network any more.");
            var facts = new Facts
            {
                Now = time.GetUtcNow(), Agency = agency, Agencies = known, Location = context.Location, Caller = context.Caller, Ids = ids,
            };
            // Who spends from the same account at the same time stands in line here, and meets others only from another server.
            using var turn = command is { MovesMoney: true, Needs.Card: { } card } ? await turns.TakeAsync(context.Network, card, cancel) : default;
            for (var attempt = 1; attempt <= Attempts; attempt++)
            {
                if (await TryAsync(command, context, facts, answer, cancel) is { } done) return done;
                ServerTelemetry.Conflicts.Add(1, KeyValuePair.Create<string, object?>("command", command.GetType().Name));
                if (attempt > 2) await Task.Delay(TimeSpan.FromMilliseconds(attempt), time, cancel);
            }
            throw new LibrarySystemException("Too many others act on the same item or reader at this moment.");
        }
        catch (Exception away) when (IsAway(away))
        {
            throw new LibrarySystemException("The database did not answer.", away);
        }
    }

    /// <summary>The answer; null when somebody else was quicker.</summary>
    async Task<ReadOnlyMemory<byte>?> TryAsync<TOutcome>(
        Command<TOutcome> command, CommandContext context, Facts facts, Func<TOutcome, Facts, ReadOnlyMemory<byte>> answer, CancellationToken cancel)
        where TOutcome : Outcome
    {
        var (now, prior) = await store.LoadAsync(context.Network, command.Needs, context.Key, cancel);
        if (prior is not null && IsRepeated(prior, facts.Now))
        {
            if (prior.Fingerprint.Span.SequenceEqual(context.Key!.Fingerprint.Span))
            {
                if (command.MovesMoney && context.Key.IsDerived) await store.NoteRepeatAsync(context, command.GetType().Name, facts.Now, cancel);
                return prior.Answer;
            }
            if (command.KeyConflict(now) is { } conflict) return answer(conflict, facts with { EarlierFingerprint = prior.Fingerprint });
        }

        facts = facts with { Pin = pins.Check(now.Reader, context.Pin, context.Caller) };
        var decision = command.Decide(now, facts);
        var events = decision.Events.AddRange(PinGate.Events(now.Reader, facts));
        var bytes = answer(decision.Outcome, facts);
        // A refusal of money sticks to its key; one of a wrong PIN does not, since the reader types again.
        var isKept = !decision.Events.IsEmpty || command.MovesMoney && PinGate.Refuses(facts, Act.Pay) is null;
        if (events.IsEmpty && !isKept) return bytes;

        var record = new CommandRecord
        {
            Network = context.Network, Agency = context.Agency, Terminal = context.Caller.Terminal, At = facts.Now,
            Key = isKept ? context.Key : null,
            Occurrence = (prior?.Occurrence ?? 0) + 1,
            MovesMoney = command.MovesMoney, Answer = bytes, Streams = now.Streams, Events = events, Message = context.Message,
            Outbox = decision.Events.IsEmpty ? [] : await MessagesAsync(new(context.Network, decision.Events, now, facts), cancel),
        };
        try
        {
            // A bare null would become empty bytes: an array's null converts to them.
            if (!await store.SaveAsync(record, cancel)) return default(ReadOnlyMemory<byte>?);
            if (!record.Outbox.IsEmpty) bell.Ring();
            return bytes;
        }
        catch (Exception lost) when (IsLost(lost))
        {
            return await AskAgainAsync(record, lost, cancel);
        }
    }

    /// <summary>What others are told of the decision.</summary>
    async ValueTask<ImmutableArray<OutboxMessage>> MessagesAsync(Happened happened, CancellationToken cancel)
    {
        ImmutableArray<OutboxMessage> messages = [];
        foreach (var announcer in announcers) messages = messages.AddRange(await announcer.OfAsync(happened, cancel));
        return messages;
    }

    /// <summary>
    /// The line broke while saving: it may have been done. The command log knows, as soon as the database answers again; who says "no" to
    /// what was done lends a book that nobody has.
    /// </summary>
    async Task<ReadOnlyMemory<byte>?> AskAgainAsync(CommandRecord record, Exception lost, CancellationToken cancel)
    {
        if (record.Key is null) throw lost;
        for (var asked = 0; asked < 5; asked++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(300), time, cancel);
            try
            {
                var (_, prior) = await store.LoadAsync(record.Network, new() { Versions = false }, record.Key, cancel);
                // Null sends the command round the loop again: it has not been done.
                return prior?.Occurrence == record.Occurrence ? prior.Answer : default(ReadOnlyMemory<byte>?);
            }
            catch (Exception away) when (IsAway(away))
            {
                lost = away;
            }
        }
        throw new OutcomeUnknownException(lost);
    }

    /// <summary>The line to the database broke; what it did with the last statement is not known.</summary>
    static bool IsLost(Exception fault) => fault is DbException { SqlState: null } or TimeoutException or IOException;

    /// <summary>Lost, or the database itself said that it can't just now. Any other complaint of it is a fault of ours.</summary>
    static bool IsAway(Exception fault) => IsLost(fault) || fault is DbException { IsTransient: true };

    /// <summary>
    /// Money is the same command for ever. Anything else is a repetition only within its window and while nothing else has happened:
    /// there are terminals that send the same date all day.
    /// </summary>
    static bool IsRepeated(PriorAnswer prior, DateTimeOffset now) =>
        prior.MovesMoney || now - prior.At <= CirculationWindow && !prior.HasMovedOn;
}
