using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Readers;

namespace ProtocolServer.Domain.Wallet;

/// <summary>The job was not done: what was put aside is free again. Releasing what is free already does nothing and is no mistake.</summary>
/// <param name="Hold">Our number of the hold, or the machine's own (SIP2 WI).</param>
public sealed record ReleaseMoney(CardNumber Card, string Hold, string Currency) : WalletCommand(Card, Currency)
{
    /// <summary>Amount text that must be the held amount (NCIP); null where the sender says none.</summary>
    public string? Expected { get; init; }

    public override Needs Needs => base.Needs with { MoneyHold = Hold };

    protected override Act Act => Act.Return;

    protected override Permissions Needed => Permissions.Spend;

    protected override Decision<WalletResult> Decide(OpenWallet wallet, Snapshot now)
    {
        var (hold, unknown) = MoneyHolds.Find(now, wallet, Hold);
        if (hold is null) return OpenWallet.Refuse(unknown!);
        if (Expected is { } said && (!Money.TryParse(said, hold.Amount.Currency, out var expected) || expected != hold.Amount)) return OpenWallet.Refuse(new("payment-amount"));
        if (hold.State is MoneyHoldState.Captured || hold.IsCapturedLate) return OpenWallet.Refuse(new("money-hold-captured"));
        if (hold.State is not MoneyHoldState.Open || hold.ExpiresAt <= wallet.Now)
            return new(wallet.Result(wallet.Figures, hold.Id.Value) with { WasReleased = true }, wallet.Expired());
        var entry = wallet.Entry("released", new Posting(wallet.HeldAccount, hold.Amount), new Posting(wallet.Account, -hold.Amount));
        return new(
            wallet.Result(wallet.Figures.Moved(hold.Amount, -hold.Amount), hold.Id.Value),
            [.. wallet.Expired(but: hold.Id), new MoneyHoldEnded(hold, MoneyHoldState.Released, null, entry, TransactionId)]);
    }
}
