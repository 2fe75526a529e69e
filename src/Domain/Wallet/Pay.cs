using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Readers;

namespace ProtocolServer.Domain.Wallet;

/// <summary>
/// A reader pays what she owes (SIP2 37, NCIP CreateUserFiscalTransaction; G-4): in cash, by card or out of her wallet; or staff forgive it.
/// </summary>
/// <param name="Amount">Amount text of the message (BV).</param>
/// <param name="Currency">Three letters; must be the library's.</param>
/// <param name="PaymentType">SIP2 payment type, two digits.</param>
public sealed record Pay(CardNumber Card, string Amount, string Currency, string PaymentType) : Command<Pay.Result>
{
    /// <summary>The charges meant (CG), by number; empty = any, the oldest first.</summary>
    public ImmutableArray<string> Charges { get; init; } = [];

    /// <summary>The payment's own number (BK), echoed and kept with the entry.</summary>
    public string? TransactionId { get; init; }

    /// <summary>Whether the library has wallets, out of which it can be paid and into which a rest can go.</summary>
    public bool MayTouchWallet { get; init; }

    /// <summary>Notes and coins, <c>5.00x2,0.20x3</c> (SIP2 WG); null where the sender tells none.</summary>
    public string? Inserted { get; init; }

    /// <summary>Who decided it, where money is forgiven (G-4).</summary>
    public string? Operator { get; init; }

    /// <summary>An official receipt is wanted; null for none.</summary>
    public ReceiptWanted? Receipt { get; init; }

    public override Needs Needs => new() { Card = Card, Account = true, Wallet = MayTouchWallet, Currency = Currency, Receipt = Receipt?.Agency };

    public override bool MovesMoney => true;

    public override Result KeyConflict(Snapshot now) => Refused(now, new("key-conflict"));

    public sealed record Result : Outcome
    {
        public Reader? Reader { get; init; }

        /// <summary>The number of the payment: the terminal's own, or ours.</summary>
        public string? TransactionId { get; init; }

        public ImmutableArray<Allocation> Allocations { get; init; } = [];

        /// <summary>The payment said which charges it meant.</summary>
        public bool NamedCharges { get; init; }

        /// <summary>Our number of the entry.</summary>
        public Guid? Number { get; init; }

        /// <summary>Number of the official receipt.</summary>
        public string? Receipt { get; init; }

        /// <summary>The wallet afterwards; null where it was not asked for.</summary>
        public WalletFigures? Figures { get; init; }
    }

    public override Decision<Result> Decide(Snapshot now, Facts facts)
    {
        var decision = Settle(now, facts);
        // A machine that tells its pieces has them in the vault; any other gives a note back that is refused.
        if (Inserted is null || decision.Outcome.Refusal is not { } refusal || SwallowedCash.Of(Card, Amount, Inserted, PaymentType, TransactionId, refusal, facts) is not { } kept) return decision;
        return new(decision.Outcome with { Number = kept.Entry, Notices = [kept.Slip] }, kept.Events);
    }

    Decision<Result> Settle(Snapshot now, Facts facts)
    {
        if (now.Reader is not { } reader) return Refuse(now, new("card-unknown"));
        if (PinGate.Refuses(facts, Act.Pay) is { } pin) return Refuse(now, pin);
        if (CardStanding.Refuses(reader.Card.StateOn(facts.Today), Act.Pay) is { } standing) return Refuse(now, standing);
        if (!facts.Caller.Permissions.HasFlag(IsForgiving ? Permissions.Waive : Permissions.Pay)) return Refuse(now, new("not-permitted"));
        if (!IsForgiving && !facts.Library.Payments.Types.Contains(PaymentType)) return Refuse(now, new("payment-type"));
        if (Currency != facts.Library.Currency.Code) return Refuse(now, new("payment-currency", facts.Library.Currency.Code));
        var wallet = Wallet(now, reader, facts);
        if (!Money.TryParse(Amount, facts.Library.Currency, out var amount) || !amount.IsPositive) return Refuse(now, new("payment-amount"), wallet);
        if (!CashPiece.TryParse(Inserted ?? "", amount.Currency, out var pieces) || !pieces.IsEmpty && CashPiece.Sum(pieces, amount.Currency) != amount) return Refuse(now, new("payment-amount"), wallet);
        var owed = reader.Charges.Where(charge => charge.Remaining.Currency == amount.Currency).ToImmutableArray();
        if (owed.IsEmpty) return Refuse(now, new("payment-none-owed"), wallet);
        var meant = Charges.IsEmpty ? owed : [.. owed.Where(charge => Charges.Any(charge.IsNamed))];
        if (!Charges.All(text => owed.Any(charge => charge.IsNamed(text)))) return Refuse(now, new("charge-unknown"), wallet);
        var due = meant.Aggregate(Money.Zero(amount.Currency), (sum, charge) => sum + charge.Remaining);
        // Who forgives says exactly what (domain reference 1.5).
        if (IsForgiving && (Charges.IsEmpty || amount != due)) return Refuse(now, new("waive-exactly", due), wallet);
        if (PaymentType == PaymentTypes.FromWallet)
        {
            if (wallet is null) return Refuse(now, new("payment-type"));
            if ((wallet.Refusal ?? wallet.RefusesSpending(amount)) is { } poor) return Refuse(now, poor, wallet);
        }
        if (amount <= due) return WithReceipt(Accept(reader, Allocation.OldestFirst(amount, meant), amount, amount, owed, wallet, facts), now, facts);
        // More than is owed goes back, or into the wallet where the profile says so; never into nowhere.
        var room = wallet is { Refusal: null } && facts.Caller.Rules.Wallet.RestToWallet && PaymentType != PaymentTypes.FromWallet && !(wallet.Figures.Headroom < amount - due);
        return room
            ? WithReceipt(Accept(reader, Allocation.OldestFirst(due, meant), amount, due, owed, wallet, facts), now, facts)
            : Refuse(now, new("payment-over", due), wallet);
    }

    /// <summary>What is forgiven was not received, and has no receipt.</summary>
    Decision<Result> WithReceipt(Decision<Result> paid, Snapshot now, Facts facts)
    {
        if (Receipt is null || IsForgiving) return paid;
        var receipt = now.LastReceipt.Next(Receipt, facts.Today, paid.Outcome.Number!.Value);
        return new(paid.Outcome with { Receipt = receipt.Text, Notices = paid.Outcome.Notices.Add(receipt.Notice) }, paid.Events.Add(receipt));
    }

    bool IsForgiving => PaymentType is PaymentTypes.WriteOff or PaymentTypes.Waiver;

    OpenWallet? Wallet(Snapshot now, Reader reader, Facts facts) =>
        facts.Library.Wallet is { } rule && now.Wallet is { } wallet ? new(wallet, reader, rule, facts, TransactionId) : null;

    Decision<Result> Accept(
        Reader reader, ImmutableArray<Allocation> allocations, Money amount, Money applied, ImmutableArray<Charge> owed, OpenWallet? wallet, Facts facts)
    {
        var receivable = Accounts.Receivable(reader.Id);
        var (source, reason) = PaymentType switch
        {
            PaymentTypes.FromWallet => (wallet!.Account, "paid"),
            PaymentTypes.WriteOff => (Accounts.WriteOff(facts.Agency.Id), "written-off"),
            PaymentTypes.Waiver => (Accounts.WriteOff(facts.Agency.Id), "waived"),
            _ => (Accounts.Till(facts.Caller.Terminal, PaymentType), "paid"),
        };
        var rest = amount - applied;
        var entry = new LedgerEntry(facts.Ids.Next(), reason,
        [
            new Posting(source, amount), .. allocations.Select(part => new Posting(receivable, -part.Applied, part.Charge.Id)),
            .. rest.IsPositive ? (Posting[])[new(wallet!.Account, -rest)] : [],
        ]) { Operator = Operator ?? Receipt?.Operator };
        var remaining = owed.Aggregate(-applied, (sum, charge) => sum + charge.Remaining);
        var moved = (PaymentType == PaymentTypes.FromWallet ? -amount : Money.Zero(amount.Currency)) + rest;
        var outcome = new Result
        {
            Reader = reader, Allocations = allocations, NamedCharges = !Charges.IsEmpty, TransactionId = TransactionId ?? entry.Id.ToString("N"), Number = entry.Id,
            Figures = wallet?.Figures.Moved(moved, Money.Zero(amount.Currency)),
            ReaderLanguage = reader.Language,
            Notices =
            [
                new(IsForgiving ? "waived" : "paid", applied, remaining), .. rest.IsPositive ? (Notice[])[new("rest-to-wallet", rest)] : [],
                .. facts.Caller.Rules.Wallet.TakesCash ? (Notice[])[Receipts.Informational] : [],
            ],
        };
        var expired = moved.IsZero ? [] : wallet!.Expired();
        var pieces = PaymentType == PaymentTypes.Cash && CashPiece.TryParse(Inserted ?? "", amount.Currency, out var inserted) ? inserted : [];
        return new(outcome,
        [
            .. expired, new PaymentReceived(reader.Id, entry, TransactionId, [.. allocations.Where(part => part.Settles).Select(part => part.Charge.Id)]),
            .. SwallowedCash.In(facts, pieces, entry.Id),
        ]);
    }

    Decision<Result> Refuse(Snapshot now, Refusal refusal, OpenWallet? wallet = null) => new(Refused(now, refusal) with { Figures = wallet?.Figures }, []);

    Result Refused(Snapshot now, Refusal refusal) => new() { Refusal = refusal, Reader = now.Reader, TransactionId = TransactionId, ReaderLanguage = now.Reader?.Language };
}

/// <summary>What of a payment went to which charge.</summary>
public readonly record struct Allocation(Charge Charge, Money Applied)
{
    public Money Left => Charge.Remaining - Applied;

    public bool Settles => Left.IsZero;

    /// <summary>The oldest charge first, until the amount is spent; deterministic.</summary>
    public static ImmutableArray<Allocation> OldestFirst(Money amount, ImmutableArray<Charge> charges)
    {
        var parts = ImmutableArray.CreateBuilder<Allocation>();
        foreach (var charge in charges.OrderBy(c => c.AssessedAt).ThenBy(c => c.Number))
        {
            if (amount.IsZero) break;
            var applied = Money.Min(amount, charge.Remaining);
            parts.Add(new(charge, applied));
            amount -= applied;
        }
        return parts.ToImmutable();
    }
}

/// <summary>Money came in for charges of a reader.</summary>
/// <param name="Source">The payment's own number (SIP2 BK).</param>
/// <param name="Settled">Charges with nothing left.</param>
public sealed record PaymentReceived(ReaderId Reader, LedgerEntry Entry, string? Source, ImmutableArray<ChargeId> Settled) : DomainEvent;
