using System.Collections.Immutable;
using System.Globalization;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Readers;

namespace ProtocolServer.Domain.Wallet;

/// <summary>A reader pays what she owes (SIP2 37, NCIP CreateUserFiscalTransaction; G-4).</summary>
/// <param name="Amount">Amount text of the message (BV).</param>
/// <param name="Currency">Three letters; must be the library's.</param>
/// <param name="PaymentType">SIP2 payment type, two digits.</param>
public sealed record Pay(CardNumber Card, string Amount, string Currency, string PaymentType) : Command<Pay.Result>
{
    /// <summary>The charges meant (CG), by number; empty = any, the oldest first.</summary>
    public ImmutableArray<string> Charges { get; init; } = [];

    /// <summary>The payment's own number (BK), echoed and kept with the entry.</summary>
    public string? TransactionId { get; init; }

    public override Needs Needs => new() { Card = Card, Account = true };

    public override bool MovesMoney => true;

    public override Result KeyConflict(Snapshot now) => Refuse(now, new("key-conflict")).Outcome;

    public sealed record Result : Outcome
    {
        public Reader? Reader { get; init; }

        /// <summary>The number of the payment: the terminal's own, or ours.</summary>
        public string? TransactionId { get; init; }

        public ImmutableArray<Allocation> Allocations { get; init; } = [];
    }

    public override Decision<Result> Decide(Snapshot now, Facts facts)
    {
        if (now.Reader is not { } reader) return Refuse(now, new("card-unknown"));
        if (PinGate.Refuses(facts, Act.Pay) is { } pin) return Refuse(now, pin);
        if (CardStanding.Refuses(reader.Card.StateOn(facts.Today), Act.Pay) is { } standing) return Refuse(now, standing);
        if (!facts.Caller.Permissions.HasFlag(Permissions.Pay)) return Refuse(now, new("not-permitted"));
        if (!facts.Library.Payments.Types.Contains(PaymentType)) return Refuse(now, new("payment-type"));
        if (Currency != facts.Library.Currency.Code) return Refuse(now, new("payment-currency", facts.Library.Currency.Code));
        if (!Money.TryParse(Amount, facts.Library.Currency, out var amount) || !amount.IsPositive) return Refuse(now, new("payment-amount"));
        var owed = reader.Charges.Where(charge => charge.Remaining.Currency == amount.Currency).ToImmutableArray();
        if (owed.IsEmpty) return Refuse(now, new("payment-none-owed"));
        var meant = Charges.IsEmpty ? owed : [.. owed.Where(charge => Charges.Contains(charge.Number.ToString(CultureInfo.InvariantCulture)))];
        if (meant.Length < Charges.Distinct().Count()) return Refuse(now, new("charge-unknown"));
        var due = meant.Aggregate(Money.Zero(amount.Currency), (sum, charge) => sum + charge.Remaining);
        if (amount > due) return Refuse(now, new("payment-over", due));
        return Accept(reader, Allocation.OldestFirst(amount, meant), amount, owed, facts);
    }

    Decision<Result> Accept(Reader reader, ImmutableArray<Allocation> allocations, Money amount, ImmutableArray<Charge> owed, Facts facts)
    {
        var till = PaymentType == "00" ? Accounts.Cash(facts.Caller.Terminal) : Accounts.Clearing(facts.Caller.Terminal);
        var receivable = Accounts.Receivable(reader.Id);
        var entry = new LedgerEntry(facts.Ids.Next(), "paid",
            [new Posting(till, amount), .. allocations.Select(part => new Posting(receivable, -part.Applied, part.Charge.Id))]);
        var remaining = owed.Aggregate(-amount, (sum, charge) => sum + charge.Remaining);
        var outcome = new Result
        {
            Reader = reader, Allocations = allocations, TransactionId = TransactionId ?? entry.Id.ToString("N"),
            ReaderLanguage = reader.Language, Notices = [new("paid", amount, remaining)],
        };
        return new(outcome, [new PaymentReceived(reader.Id, entry, TransactionId, [.. allocations.Where(part => part.Settles).Select(part => part.Charge.Id)])]);
    }

    Decision<Result> Refuse(Snapshot now, Refusal refusal) =>
        new(new() { Refusal = refusal, Reader = now.Reader, TransactionId = TransactionId, ReaderLanguage = now.Reader?.Language }, []);
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
