using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Readers;

namespace ProtocolServer.Domain.Wallet;

/// <summary>
/// The deposit of a card is brought to what its level asks: the difference is taken in or given back (BJ-7). A deposit is owed to the reader,
/// neither income nor wallet (domain reference R4); it goes back only with nothing on loan and nothing owed, where the card was issued (R17).
/// </summary>
/// <param name="Level">The level the card will have; null: it is withdrawn, and all goes back (BJ-9).</param>
/// <param name="PaymentType">SIP2 payment type; the library may take cash only (BJ-13).</param>
public sealed record SettleDeposit(CardNumber Card, string? Level, string PaymentType) : Command<SettleDeposit.Result>
{
    public string? TransactionId { get; init; }

    /// <summary>An official receipt is wanted of what is taken in; null for none.</summary>
    public ReceiptWanted? Receipt { get; init; }

    public override Needs Needs => new() { Card = Card, Account = true, Deposit = true, Receipt = Receipt?.Agency };

    public override bool MovesMoney => true;

    public override Result KeyConflict(Snapshot now) => new() { Refusal = new("key-conflict"), Reader = now.Reader };

    public sealed record Result : Outcome
    {
        public Reader? Reader { get; init; }

        /// <summary>Taken in; below zero: given back.</summary>
        public Money? Moved { get; init; }

        public Guid? Number { get; init; }

        /// <summary>Number of the official receipt.</summary>
        public string? Receipt { get; init; }
    }

    public override Decision<Result> Decide(Snapshot now, Facts facts)
    {
        if (!facts.Caller.Permissions.HasFlag(Permissions.Pay)) return Refuse(new("not-permitted"));
        if (now.Reader is not { } reader) return Refuse(new("card-unknown"));
        if (reader.Card.IssuedBy != facts.Agency.Id) return Refuse(new("wrong-agency"));
        if (!facts.Library.Payments.Types.Contains(PaymentType) || PaymentType == PaymentTypes.FromWallet) return Refuse(new("payment-type"));
        if (Level is not null && !facts.Library.Levels.Contains(Level)) return Refuse(new("level-unknown", Level));
        var asked = Level is null ? 0 : facts.Library.Fees.Deposits.Find(reader.Case(facts.Agency.Id) with { Level = Level })?.AmountMinor ?? 0;
        var difference = new Money(asked - now.DepositMinor, facts.Library.Currency);
        if (difference.AmountMinor < 0 && reader.Loans.Length > 0) return Refuse(new("loans-open", reader.Loans.Length));
        var owed = PatronStatus.Owed(reader, facts);
        if (difference.AmountMinor < 0 && owed.IsPositive) return Refuse(new("fees-owed", owed));
        var result = new Result { Reader = reader, Moved = difference, ReaderLanguage = reader.Language };
        if (difference.IsZero) return new(result, []);
        var entry = new LedgerEntry(facts.Ids.Next(), "deposit",
            new Posting(Accounts.Till(facts.Caller.Terminal, PaymentType), difference), new Posting(Accounts.Deposit(reader.Id), -difference)) { Operator = Receipt?.Operator };
        var receipt = Receipt is null || !difference.IsPositive ? null : now.LastReceipt.Next(Receipt, facts.Today, entry.Id);
        return new(
            result with { Number = entry.Id, Receipt = receipt?.Text, Notices = receipt is null ? [] : [receipt.Notice] },
            [new MoneyMoved(entry, TransactionId), .. receipt is null ? (DomainEvent[])[] : [receipt]]);

        Decision<Result> Refuse(Refusal refusal) => new(new() { Refusal = refusal, Reader = now.Reader, ReaderLanguage = now.Reader?.Language }, []);
    }
}
