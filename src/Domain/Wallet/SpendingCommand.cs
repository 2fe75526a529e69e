using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Readers;

namespace ProtocolServer.Domain.Wallet;

/// <summary>The common head of what takes money from a wallet for a service: a known purpose, a right amount, and enough money for it (LV-2).</summary>
/// <param name="Amount">Amount text (SIP2 BV).</param>
/// <param name="Purpose">COPY, PRINT, SCAN, FAX or OTHER (SIP2 WP).</param>
public abstract record SpendingCommand(CardNumber Card, string Amount, string Currency, string Purpose) : WalletCommand(Card, Currency)
{
    /// <summary>The service was given already, off line: what the account lacks is a fee, and staff look it over (domain reference 1.6).</summary>
    public bool HasHappened { get; init; }

    /// <summary>Who has had it pays for it, whatever became of the card meanwhile.</summary>
    protected sealed override Act Act => HasHappened ? Act.Return : Act.Copy;

    protected sealed override Permissions Needed => Permissions.Spend;

    protected abstract Decision<WalletResult> Decide(OpenWallet wallet, Money amount);

    protected sealed override Decision<WalletResult> Decide(OpenWallet wallet, Snapshot now)
    {
        if (!Purposes.IsKnown(Purpose)) return OpenWallet.Refuse(new("purpose-unknown"));
        if (Read(Amount, wallet.Facts, out var amount) is { } odd) return OpenWallet.Refuse(odd);
        if (wallet.RefusesSpending(amount) is not { } refusal) return Decide(wallet, amount);
        return HasHappened && Owe(wallet, amount) is { } owed ? owed : OpenWallet.Refuse(refusal);
    }

    /// <summary>As much as there is comes from the wallet, the rest is a fee; null where the act can't have happened.</summary>
    protected virtual Decision<WalletResult>? Owe(OpenWallet wallet, Money amount) => null;
}

/// <summary>What money of a wallet is spent for (SIP2 WP).</summary>
public static class Purposes
{
    static readonly string[] Known = ["COPY", "PRINT", "SCAN", "FAX", "OTHER"];

    public static bool IsKnown(string purpose) => Known.Contains(purpose, StringComparer.Ordinal);
}
