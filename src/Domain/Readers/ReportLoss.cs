using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Readers;

/// <summary>A reader reports her card lost: from this moment no terminal of the network serves it (BJ-10). Her loans stay hers (BJ-16).</summary>
public sealed record ReportLoss(CardNumber Card) : Command<ReaderResult>
{
    public override Needs Needs => new() { Card = Card, Account = true };

    public override Decision<ReaderResult> Decide(Snapshot now, Facts facts) =>
        CardLoss.Change(now, facts, CardState.Active, CardState.Lost);
}

/// <summary>The card is found and works as before (BJ-12).</summary>
public sealed record CancelLossReport(CardNumber Card) : Command<ReaderResult>
{
    public override Needs Needs => new() { Card = Card, Account = true };

    public override Decision<ReaderResult> Decide(Snapshot now, Facts facts) =>
        CardLoss.Change(now, facts, CardState.Lost, CardState.Active);
}

static class CardLoss
{
    /// <summary>Only the agency that issued the card changes its state (BJ-15).</summary>
    public static Decision<ReaderResult> Change(Snapshot now, Facts facts, CardState from, CardState to)
    {
        if (now.Reader is not { } reader) return new(ReaderResult.Of(now, facts), []);
        if (reader.Card.IssuedBy != facts.Agency.Id)
            return new(ReaderResult.Of(now, facts) with { Refusal = new("wrong-agency") }, []);
        if (reader.Card.State != from)
            return new(ReaderResult.Of(now, facts), []);
        var changed = reader with { Card = reader.Card with { State = to } };
        return new(
            ReaderResult.Of(now with { Reader = changed }, facts) with { Refusal = null },
            [new CardStateChanged(reader.Id, reader.Card.Number, to)]);
    }
}

public sealed record CardStateChanged(ReaderId Reader, CardNumber Card, CardState State) : DomainEvent;
