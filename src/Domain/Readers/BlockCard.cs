using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Readers;

/// <summary>A terminal blocks a card, for example one left in its slot (SIP2 01).</summary>
public sealed record BlockCard(CardNumber Card, string Message, bool CardRetained) : Command<ReaderResult>
{
    public override Needs Needs => new() { Card = Card, Account = true };

    public override Decision<ReaderResult> Decide(Snapshot now, Facts facts)
    {
        if (now.Reader is not { } reader) return new(ReaderResult.Of(now, facts), []);
        if (!facts.Caller.Permissions.HasFlag(Permissions.Block))
            return new(ReaderResult.Of(now, facts) with { Refusal = new("not-permitted") }, []);
        var block = new CardBlock(facts.Caller.Terminal, facts.Now, Message, CardRetained);
        var blocked = reader with { Card = reader.Card with { Block = block } };
        return new(
            ReaderResult.Of(now with { Reader = blocked }, facts) with { Notices = [new("blocked")] },
            reader.Card.Block is null ? [new CardBlocked(reader.Id, Card, block)] : []);
    }
}

/// <summary>A block made by a terminal is lifted, with the right PIN if one is sent (SIP2 25). No other state is touched.</summary>
public sealed record EnableCard(CardNumber Card) : Command<ReaderResult>
{
    public override Needs Needs => new() { Card = Card, Account = true };

    public override Decision<ReaderResult> Decide(Snapshot now, Facts facts)
    {
        if (now.Reader is not { } reader) return new(ReaderResult.Of(now, facts), []);
        if (PinGate.Refuses(facts.Pin) is { } pin) return new(ReaderResult.Of(now, facts) with { Refusal = pin }, []);
        if (!facts.Caller.Permissions.HasFlag(Permissions.Block))
            return new(ReaderResult.Of(now, facts) with { Refusal = new("not-permitted") }, []);
        if (reader.Card.Block is null) return new(ReaderResult.Of(now, facts), []);
        var lifted = reader with { Card = reader.Card with { Block = null } };
        return new(
            ReaderResult.Of(now with { Reader = lifted }, facts) with { Notices = [new("unblocked")] },
            [new CardUnblocked(reader.Id, Card)]);
    }
}

public sealed record CardBlocked(ReaderId Reader, CardNumber Card, CardBlock Block) : DomainEvent;

public sealed record CardUnblocked(ReaderId Reader, CardNumber Card) : DomainEvent;
