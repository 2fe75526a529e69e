using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Wallet;

namespace ProtocolServer.Domain.Payments;

/// <summary>
/// Staff decide that money paid on line goes back the way it came, never more than came in (domain reference R16): first what was not needed, then
/// what the prepaid account holds of it or the fees have earned. The gateway is told afterwards, as often as it takes, under one number.
/// </summary>
/// <param name="Amount">Amount text.</param>
/// <param name="Reason">Why; must be said.</param>
/// <param name="Operator">Who decided; two, with a comma between, above what the library trusts one person with.</param>
public sealed record RefundOnlinePayment(Guid Payment, CardNumber Card, string Amount, string Reason, string Operator) : Command<RefundOnlinePayment.Result>
{
    public override Needs Needs => new() { OnlinePayment = Payment, Card = Card, Wallet = true };

    public override bool MovesMoney => true;

    public override Result KeyConflict(Snapshot now) => new() { Refusal = new("key-conflict") };

    public sealed record Result : Outcome
    {
        public Money? Amount { get; init; }

        /// <summary>Our number of the refund.</summary>
        public Guid? Number { get; init; }
    }

    public override Decision<Result> Decide(Snapshot now, Facts facts)
    {
        if (!facts.Caller.Permissions.HasFlag(Permissions.Recredit)) return Refuse(new("not-permitted"));
        if (string.IsNullOrWhiteSpace(Reason) || string.IsNullOrWhiteSpace(Operator)) return Refuse(new("reason-missing"));
        if (now.OnlinePayment is not { } payment || payment.Agency != facts.Agency.Id) return Refuse(new("online-payment-unknown"));
        if (!Money.TryParse(Amount, payment.Amount.Currency, out var amount) || !amount.IsPositive) return Refuse(new("payment-amount"));
        if (FourEyes.Refuses(Operator, amount, facts) is { } alone) return Refuse(alone);
        if (amount > payment.Refundable) return Refuse(new("recredit-over", payment.Refundable));
        var ofRest = Money.Min(amount, payment.Rest - payment.RefundedOfRest);
        var other = amount - ofRest;
        OpenWallet? wallet = null;
        if (payment.Purpose is OnlinePurpose.TopUp && other.IsPositive)
        {
            wallet = facts.Library.Wallet is { } rule && now.Wallet is { } open && now.Reader is { } reader ? new(open, reader, rule, facts, null) : null;
            if (wallet is null) return Refuse(new("wallet-closed"));
            if (other > wallet.Figures.Available) return Refuse(new("wallet-insufficient", wallet.Figures.Available));
        }
        ImmutableArray<Posting> sources = wallet is not null ? [new(wallet.Account, other)] : FromIncome(payment, other);
        var due = Accounts.RefundsDue(payment.Reader);
        var entry = other.IsPositive ? new LedgerEntry(facts.Ids.Next(), "refund-decided", [.. sources, new Posting(due, -other)]) { Operator = Operator, Note = Reason } : null;
        var refund = new OnlineRefund(facts.Ids.Next(), payment.Id, payment.Reader, payment.Gateway, amount, ofRest, Reason, Operator);
        return new(
            new() { Amount = amount, Number = refund.Id, ReaderLanguage = now.Reader?.Language, Notices = [new("refund-decided", amount)] },
            [.. wallet?.Expired() ?? [], new OnlineRefundDecided(refund, entry)]);

        Decision<Result> Refuse(Refusal why) => new(new() { Refusal = why, ReaderLanguage = now.Reader?.Language }, []);
    }

    /// <summary>The fees' earnings, the one that was paid last first; what earlier refunds took of them is passed over.</summary>
    static ImmutableArray<Posting> FromIncome(OnlinePayment payment, Money amount)
    {
        var taken = payment.Refunded - payment.RefundedOfRest;
        var postings = ImmutableArray.CreateBuilder<Posting>();
        foreach (var covered in payment.Covered.Reverse())
        {
            var passed = Money.Min(taken, covered.Applied);
            taken -= passed;
            var part = Money.Min(amount, covered.Applied - passed);
            amount -= part;
            if (part.IsPositive) postings.Add(new(Accounts.Income(covered.Agency, covered.FeeType), part));
        }
        return postings.ToImmutable();
    }
}

/// <summary>Money on its way back.</summary>
/// <param name="OfRest">What of it was owed to the reader before.</param>
public sealed record OnlineRefund(Guid Id, Guid Payment, ReaderId Reader, string Gateway, Money Amount, Money OfRest, string Reason, string Operator);

/// <param name="Entry">Null where all of it was owed to the reader before.</param>
public sealed record OnlineRefundDecided(OnlineRefund Refund, LedgerEntry? Entry) : DomainEvent;
