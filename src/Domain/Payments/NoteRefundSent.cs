using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Wallet;

namespace ProtocolServer.Domain.Payments;

/// <summary>The gateway has given money back: it leaves what is owed to the reader, and the gateway's account.</summary>
/// <param name="GatewayNumber">The gateway's own number of the refund.</param>
public sealed record NoteRefundSent(OnlineRefund Refund, string GatewayNumber) : Command<NoteRefundSent.Result>
{
    public override Needs Needs => new() { OnlinePayment = Refund.Payment };

    public override bool MovesMoney => true;

    public sealed record Result : Outcome;

    public override Decision<Result> Decide(Snapshot now, Facts facts)
    {
        if (now.OnlinePayment is not { } payment) return new(new() { Refusal = new("online-payment-unknown") }, []);
        var entry = new LedgerEntry(facts.Ids.Next(), "refunded",
            new Posting(Accounts.RefundsDue(payment.Reader), Refund.Amount), new Posting(Accounts.Gateway(payment.Gateway), -Refund.Amount));
        return new(new(), [new OnlineRefundSent(Refund, GatewayNumber, entry)]);
    }
}

public sealed record OnlineRefundSent(OnlineRefund Refund, string GatewayNumber, LedgerEntry Entry) : DomainEvent;
