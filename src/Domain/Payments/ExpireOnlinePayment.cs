using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Payments;

/// <summary>Nobody has paid in time, and the gateway says so too. Money that comes all the same is still credited.</summary>
public sealed record ExpireOnlinePayment(Guid Payment) : Command<ExpireOnlinePayment.Result>
{
    public override Needs Needs => new() { OnlinePayment = Payment };

    public sealed record Result : Outcome
    {
        public bool Expired { get; init; }
    }

    public override Decision<Result> Decide(Snapshot now, Facts facts) =>
        now.OnlinePayment is { State: OnlinePaymentState.Started } payment && payment.ExpiresAt <= facts.Now
            ? new(new() { Expired = true }, [new OnlinePaymentExpired(Payment)])
            : new(new(), []);
}
