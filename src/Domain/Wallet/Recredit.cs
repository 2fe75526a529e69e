using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Readers;

namespace ProtocolServer.Domain.Wallet;

/// <summary>
/// Money was taken and no service given: exactly what was lost is credited again, against the debit, never more than it (LV-7; domain
/// reference R16).
/// </summary>
/// <param name="Debit">Our number of the debit or its hold, or the machine's own (SIP2 WI).</param>
/// <param name="Amount">Amount text (SIP2 BV).</param>
/// <param name="Reason">Why (SIP2 WC); must be said, as must be who decided it.</param>
public sealed record Recredit(CardNumber Card, string Debit, string Amount, string Currency, string Reason) : WalletCommand(Card, Currency)
{
    /// <summary>Who decided it (SIP2 WU); two of them, with a comma between, above what the library trusts one person with.</summary>
    public string? Operator { get; init; }

    public override Needs Needs => base.Needs with { Debit = Debit };

    /// <summary>A card that was lost or blocked meanwhile gets its money back all the same.</summary>
    protected override Act Act => Act.Return;

    protected override Permissions Needed => Permissions.Recredit;

    protected override Decision<WalletResult> Decide(OpenWallet wallet, Snapshot now)
    {
        if (string.IsNullOrWhiteSpace(Reason) || string.IsNullOrWhiteSpace(Operator)) return OpenWallet.Refuse(new("reason-missing"));
        if (Read(Amount, wallet.Facts, out var amount) is { } odd) return OpenWallet.Refuse(odd);
        if (FourEyes.Refuses(Operator, amount, wallet.Facts) is { } alone) return OpenWallet.Refuse(alone);
        if (now.Debits.FirstOrDefault(debit => debit.Reader == wallet.Reader.Id) is not { } lost) return OpenWallet.Refuse(new("debit-unknown"));
        if (amount > lost.Left) return OpenWallet.Refuse(new("recredit-over", lost.Left));
        var entry = wallet.Entry("recredited", new Posting(lost.Income, amount), new Posting(wallet.Account, -amount)) with { Corrects = lost.Entry, Operator = Operator, Note = Reason };
        var after = wallet.Figures.Moved(amount, Money.Zero(amount.Currency));
        return new(wallet.Result(after, entry.Id, new Notice("recredited", amount, after.Available)) with { Amount = amount }, [.. wallet.Expired(), new MoneyMoved(entry, TransactionId)]);
    }
}
