using System.Collections.Immutable;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Domain.Ports;

namespace ProtocolServer.Domain.Readers;

/// <summary>A notice as it is kept, with what is needed to tell the reader.</summary>
public sealed record KeptNotice(ReaderNotice Notice, CardNumber Card)
{
    public required string Category { get; init; }

    public string? Language { get; init; }

    public string? Email { get; init; }

    public string? Phone { get; init; }

    public string? Address { get; init; }

    /// <summary>What the copy is that it is about.</summary>
    public Title? Title { get; init; }

    /// <summary>When it went to those who tell readers.</summary>
    public DateTimeOffset? HandedAt { get; init; }

    /// <summary>When they had it.</summary>
    public DateTimeOffset? ToldAt { get; init; }
}

/// <summary>The day of a notice has come: it goes to those who tell readers, and not a second time.</summary>
/// <param name="To">Who takes notices of that agency just now; where nobody does, it stays kept.</param>
public sealed record HandOverNotice(Guid Notice, ImmutableArray<Webhook> To) : Command<HandOverNotice.Result>
{
    public override Needs Needs => new() { Notice = Notice };

    public sealed record Result(bool IsHanded) : Outcome;

    public override Decision<Result> Decide(Snapshot now, Facts facts) =>
        now.Notice is { HandedAt: null, ToldAt: null } kept && kept.Notice.DueAt <= facts.Now && !To.IsEmpty
            ? new(new(true), [new ReaderNoticeHanded(kept, To)]) : new(new(false), []);
}

/// <summary>One of those who tell readers has taken the notice; where there are several the first one counts.</summary>
/// <param name="Message">The message of the outbox that was answered.</param>
public sealed record NoteNoticeSent(Guid Message, Guid Notice) : Command<NoteNoticeSent.Result>
{
    public override Needs Needs => new() { Notice = Notice };

    public sealed record Result : Outcome;

    public override Decision<Result> Decide(Snapshot now, Facts facts)
    {
        DomainEvent answered = new MessageAnswered(Message, "done");
        return now.Notice is { ToldAt: null } kept ? new(new(), [answered, new ReaderNoticeSent(kept)]) : new(new(), [answered]);
    }
}

/// <summary>A notice is in the hands of those who tell readers.</summary>
public sealed record ReaderNoticeHanded(KeptNotice Kept, ImmutableArray<Webhook> To) : DomainEvent;

/// <summary>A notice was taken by somebody who tells readers.</summary>
public sealed record ReaderNoticeSent(KeptNotice Kept) : DomainEvent;
