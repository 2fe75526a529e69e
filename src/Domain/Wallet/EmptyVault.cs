using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Wallet;

/// <summary>A cash machine or till is emptied and counted: what was counted goes to the safe, the difference to the books to over/short.</summary>
/// <param name="Counted">Notes and coins, <c>5.00x2,0.20x3</c>, or one amount <c>25.60x1</c> where they were not told apart.</param>
/// <param name="Operator">Who counted.</param>
public sealed record EmptyVault(TerminalId Vault, string Counted, string Operator) : Command<EmptyVault.Result>
{
    public string? TransactionId { get; init; }

    public override Needs Needs => new() { Vault = Vault };

    public override bool MovesMoney => true;

    public override Result KeyConflict(Snapshot now) => new() { Refusal = new("key-conflict") };

    public sealed record Result : Outcome
    {
        public Money? CountedSum { get; init; }

        /// <summary>What the books said.</summary>
        public Money? Expected { get; init; }

        /// <summary>Above zero: more than the books; below: less.</summary>
        public Money? Difference { get; init; }

        public Guid? Number { get; init; }
    }

    public override Decision<Result> Decide(Snapshot now, Facts facts)
    {
        var currency = facts.Library.Currency;
        if (!facts.Caller.Permissions.HasFlag(Permissions.Cash)) return Refuse(new("not-permitted"));
        if (string.IsNullOrWhiteSpace(Operator)) return Refuse(new("reason-missing"));
        if (!now.VaultAgencies.Contains(facts.Agency.Id)) return Refuse(new("vault-unknown"));
        if (!CashPiece.TryParse(Counted, currency, out var pieces)) return Refuse(new("payment-amount"));
        var counted = CashPiece.Sum(pieces, currency);
        var expected = new Money(now.VaultMinor, currency);
        var result = new Result { CountedSum = counted, Expected = expected, Difference = counted - expected };
        if (counted.IsZero && expected.IsZero) return new(result, []);
        var entry = new LedgerEntry(facts.Ids.Next(), "emptied",
        [
            .. ((Posting[])
            [
                new(Accounts.Safe(facts.Agency.Id), counted), new(Accounts.Cash(Vault), -expected), new(Accounts.OverShort(facts.Agency.Id), expected - counted),
            ]).Where(posting => !posting.Amount.IsZero),
        ]) { Operator = Operator };
        return new(result with { Number = entry.Id }, [new VaultEmptied(Vault, counted, expected, Operator, entry, TransactionId, now.VaultPieces) { CountedPieces = Counted }]);
    }

    static Decision<Result> Refuse(Refusal refusal) => new(new() { Refusal = refusal }, []);
}

/// <param name="Pieces">What was in it by the books, which is taken out of them.</param>
public sealed record VaultEmptied(
    TerminalId Vault, Money Counted, Money Expected, string Operator, LedgerEntry Entry, string? Source, ImmutableArray<CashPiece> Pieces) : DomainEvent
{
    /// <summary>What was counted, as it was told: <c>5.00x2,0.20x3</c>.</summary>
    public required string CountedPieces { get; init; }
}
