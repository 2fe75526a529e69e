using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Readers;

namespace ProtocolServer.Domain.Wallet;

/// <summary>A reader comes with a fault slip: what the machine had swallowed goes into her wallet, or is given back in cash at the desk.</summary>
/// <param name="Machine">The cash machine that printed the slip.</param>
/// <param name="Reference">The number on the slip.</param>
/// <param name="Card">Whose wallet; null: it is given back.</param>
public sealed record AssignCash(TerminalId Machine, string Reference, CardNumber? Card, string Operator) : Command<WalletResult>
{
    public string? TransactionId { get; init; }

    public string Currency { get; init; } = "";

    public override Needs Needs => new() { Card = Card, Wallet = Card is not null, Currency = Currency, Unassigned = (Machine, Reference), Versions = false };

    public override bool MovesMoney => true;

    public override WalletResult KeyConflict(Snapshot now) => new() { Refusal = new("key-conflict"), Reader = now.Reader };

    public override Decision<WalletResult> Decide(Snapshot now, Facts facts)
    {
        if (!facts.Caller.Permissions.HasFlag(Permissions.Cash)) return Refuse(new("not-permitted"));
        if (string.IsNullOrWhiteSpace(Operator)) return Refuse(new("reason-missing"));
        if (now.Unassigned is not { } cash) return Refuse(new("slip-unknown"));
        var from = new Posting(Accounts.Unassigned(Machine), cash.Amount);
        if (Card is null)
        {
            var back = new LedgerEntry(facts.Ids.Next(), "given-back", from, new Posting(Accounts.Cash(facts.Caller.Terminal), -cash.Amount)) { Operator = Operator };
            return new(new() { Amount = cash.Amount, Number = back.Id, TransactionId = TransactionId }, [new CashAssigned(cash.Entry, back, TransactionId)]);
        }
        if (now.Reader is not { } reader) return Refuse(new("card-unknown"));
        if (facts.Library.Wallet is not { } rule || now.Wallet is not { } wallet) return Refuse(new("not-permitted"));
        var open = new OpenWallet(wallet, reader, rule, facts, TransactionId);
        if (open.Refusal is { } closed) return Refuse(closed);
        if (open.Figures.Headroom is { } room && cash.Amount > room) return Refuse(new("wallet-cap", new Money(rule.CapMinor!.Value, cash.Amount.Currency)));
        var entry = open.Entry("assigned", from, new Posting(open.Account, -cash.Amount)) with { Operator = Operator };
        var after = open.Figures.Moved(cash.Amount, Money.Zero(cash.Amount.Currency));
        return new(
            open.Result(after, entry.Id, new Notice("topped-up", cash.Amount, after.Available)) with { Amount = cash.Amount },
            [.. open.Expired(), new CashAssigned(cash.Entry, entry, TransactionId)]);

        Decision<WalletResult> Refuse(Refusal refusal) => new(new() { Refusal = refusal, Reader = now.Reader, TransactionId = TransactionId, ReaderLanguage = now.Reader?.Language }, []);
    }
}

/// <summary>Cash that is nobody's yet.</summary>
public sealed record UnassignedCash(Guid Entry, Money Amount);

public sealed record CashAssigned(Guid Unassigned, LedgerEntry Entry, string? Source) : DomainEvent;
