using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Readers;

namespace ProtocolServer.Domain.Wallet;

/// <summary>The rest on an old copy card, checked by staff, goes into the wallet; the card is kept and can never be transferred again (LV-11).</summary>
/// <param name="CopyCard">Number of the old card (SIP2 WO); capital and small letters are the same number.</param>
/// <param name="Amount">Amount text (SIP2 BV).</param>
public sealed record TransferCopyCard(CardNumber Card, string CopyCard, string Amount, string Currency) : WalletCommand(Card, Currency)
{
    public string CopyCard { get; } = CopyCard.Trim().ToUpperInvariant();

    /// <summary>Who read the old card (SIP2 WU); must be said.</summary>
    public string? Operator { get; init; }

    public override Needs Needs => base.Needs with { CopyCard = CopyCard };

    protected override Act Act => Act.Pay;

    protected override Permissions Needed => Permissions.Recredit;

    protected override Decision<WalletResult> Decide(OpenWallet wallet, Snapshot now)
    {
        if (string.IsNullOrWhiteSpace(CopyCard) || string.IsNullOrWhiteSpace(Operator)) return OpenWallet.Refuse(new("reason-missing"));
        if (Read(Amount, wallet.Facts, out var amount) is { } odd) return OpenWallet.Refuse(odd);
        if (now.CopyCardIsUsed) return OpenWallet.Refuse(new("copy-card-used"));
        if (wallet.Figures.Headroom is { } room && amount > room) return OpenWallet.Refuse(new("wallet-cap", new Money(wallet.Rule.CapMinor!.Value, amount.Currency)));
        var entry = wallet.Entry("transferred", new Posting(Accounts.OldCards(wallet.Facts.Agency.Id), amount), new Posting(wallet.Account, -amount)) with { Operator = Operator };
        var after = wallet.Figures.Moved(amount, Money.Zero(amount.Currency));
        return new(
            wallet.Result(after, entry.Id, new Notice("topped-up", amount, after.Available)) with { Amount = amount },
            [.. wallet.Expired(), new CopyCardTransferred(CopyCard, wallet.Reader.Id, Operator, entry, TransactionId)]);
    }
}
