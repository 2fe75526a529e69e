using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Readers;

namespace ProtocolServer.Domain.Circulation;

/// <summary>Every loan that can be renewed is (SIP2 65). Accepted also when none could be.</summary>
public sealed record RenewAll(CardNumber Card) : Command<RenewAll.Result>
{
    public override Needs Needs => new() { Card = Card, Account = true, LoanQueues = true };

    public sealed record Result : Outcome
    {
        public ImmutableArray<Loan> Renewed { get; init; } = [];

        public ImmutableArray<Loan> NotRenewed { get; init; } = [];
    }

    public override Decision<Result> Decide(Snapshot now, Facts facts)
    {
        if (now.Reader is not { } reader) return new(new() { Refusal = new("card-unknown") }, []);
        var denied = PinGate.Refuses(facts, Act.Renew) ?? CardStanding.Refuses(reader.Card.StateOn(facts.Today), Act.Renew);
        if (denied is not null)
            return new(new() { Refusal = denied, NotRenewed = PinGate.Refuses(facts, Act.Renew) is null ? reader.Loans : [], ReaderLanguage = reader.Language }, []);
        var renewed = ImmutableArray.CreateBuilder<Loan>();
        var left = ImmutableArray.CreateBuilder<Loan>();
        var events = ImmutableArray.CreateBuilder<DomainEvent>();
        foreach (var loan in reader.Loans)
        {
            if (Renewal.Refuses(reader, loan, now.WaitingForLoans.GetValueOrDefault(loan.Title), facts) is not null)
            {
                left.Add(loan);
                continue;
            }
            var renewal = Renewal.Of(loan, reader.Case(loan.Agency, loan.ItemKind), facts.Now, facts, null);
            renewed.Add(renewal.Loan);
            events.AddRange(renewal.Events);
        }
        var outcome = new Result { Renewed = renewed.ToImmutable(), NotRenewed = left.ToImmutable(), ReaderLanguage = reader.Language };
        return new(outcome, events.ToImmutable());
    }
}
