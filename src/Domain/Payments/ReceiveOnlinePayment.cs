using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Domain.Wallet;

namespace ProtocolServer.Domain.Payments;

/// <summary>
/// A gateway has taken money (HF-12): booked once by the gateway's own number, however often and in whatever order it is told. Money that was really
/// taken is never refused: what the fees don't need any more is owed to the reader and listed for staff.
/// </summary>
/// <param name="Card">Whose it is, from the payment.</param>
public sealed record ReceiveOnlinePayment(Guid Payment, CardNumber Card, GatewayReceipt Receipt) : Command<ReceiveOnlinePayment.Result>
{
    public override Needs Needs => new() { OnlinePayment = Payment, Card = Card, Account = true, Wallet = true, Currency = Receipt.Currency };

    public override bool MovesMoney => true;

    public override Result KeyConflict(Snapshot now) => new() { Refusal = new("key-conflict") };

    public sealed record Result : Outcome
    {
        /// <summary>What it paid: partial payments say what they covered.</summary>
        public ImmutableArray<Allocation> Allocations { get; init; } = [];

        public Money? Rest { get; init; }

        public ImmutableArray<OnlineFinding> Findings { get; init; } = [];
    }

    public override Decision<Result> Decide(Snapshot now, Facts facts)
    {
        if (now.OnlinePayment is not { } payment || payment.Gateway != Receipt.Gateway) return new(new() { Refusal = new("online-payment-unknown") }, []);
        var amount = payment.Amount;
        // The signature says who speaks; the amount says what was agreed. Both must be right.
        if (Receipt.AmountMinor != amount.AmountMinor || Receipt.Currency != amount.Currency.Code)
            return new(
                new() { Refusal = new("payment-amount"), Findings = [OnlineFinding.AmountDiffers] },
                [new OnlinePaymentReceived(payment, Receipt, null, [], Money.Zero(amount.Currency), [OnlineFinding.AmountDiffers])]);

        var isTwice = payment.State is OnlinePaymentState.Paid;
        var isTopUp = payment.Purpose is OnlinePurpose.TopUp;
        var reader = now.Reader;
        ImmutableArray<Charge> meant = isTwice || isTopUp ? [] : [.. payment.Charges.Select(id => reader?.Charges.FirstOrDefault(charge => charge.Id == id)).OfType<Charge>()];
        var allocations = Allocation.OldestFirst(amount, meant);
        var wallet = !isTwice && isTopUp && reader is not null && facts.Library.Wallet is { } rule && now.Wallet is { ClosedAt: null } open
            ? new OpenWallet(open, reader, rule, facts, Receipt.Number) : null;
        var paidIn = wallet is null ? Money.Zero(amount.Currency) : wallet.Figures.Headroom is { } room ? Money.Min(room, amount) : amount;
        var rest = allocations.Aggregate(amount - paidIn, (left, part) => left - part.Applied);

        var entry = new LedgerEntry(facts.Ids.Next(), isTopUp ? "topped-up" : "paid",
        [
            new Posting(Accounts.Gateway(payment.Gateway), amount),
            .. allocations.Select(part => new Posting(Accounts.Receivable(payment.Reader), -part.Applied, part.Charge.Id)),
            .. paidIn.IsPositive ? (Posting[])[new(Accounts.Wallet(payment.Reader), -paidIn)] : [],
            .. rest.IsPositive ? (Posting[])[new(Accounts.RefundsDue(payment.Reader), -rest)] : [],
        ]);
        ImmutableArray<OnlineFinding> findings =
        [
            .. payment.State is OnlinePaymentState.Expired || !isTwice && facts.Now > payment.ExpiresAt + Grace ? (OnlineFinding[])[OnlineFinding.Late] : [],
            .. isTwice ? [OnlineFinding.PaidTwice] : rest.IsPositive ? (OnlineFinding[])[OnlineFinding.Rest] : [],
        ];
        var result = new Result
        {
            Allocations = allocations, Rest = rest, Findings = findings, ReaderLanguage = reader?.Language, Notices = [.. Told(reader, wallet, allocations, amount, paidIn, rest)],
        };
        ImmutableArray<ChargeId> settled = [.. allocations.Where(part => part.Settles).Select(part => part.Charge.Id)];
        return new(result, [.. paidIn.IsPositive ? wallet!.Expired() : [], new OnlinePaymentReceived(payment, Receipt, entry, settled, rest, findings)]);
    }

    /// <summary>Who pays in the last minute is not late.</summary>
    static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);

    static IEnumerable<Notice> Told(Reader? reader, OpenWallet? wallet, ImmutableArray<Allocation> allocations, Money amount, Money paidIn, Money rest)
    {
        var applied = amount - paidIn - rest;
        if (!allocations.IsEmpty)
            yield return new("paid", applied, reader!.Charges.Where(c => c.Remaining.Currency == amount.Currency).Aggregate(-applied, (sum, charge) => sum + charge.Remaining));
        if (paidIn.IsPositive) yield return new("topped-up", paidIn, wallet!.Figures.Available + paidIn);
        if (rest.IsPositive) yield return new("online-rest", rest);
    }
}
