using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Readers;

namespace ProtocolServer.Domain.Wallet;

/// <summary>The first use of a card at a copier or a cash machine: its PIN is checked and the chip bound to it (LV-4). A second time does nothing.</summary>
/// <param name="ChipId">Of the card's chip (SIP2 WX); null where the machine reads none.</param>
public sealed record AuthoriseWallet(CardNumber Card, string Currency, string? ChipId) : WalletCommand(Card, Currency)
{
    public override Needs Needs => base.Needs with { Chip = ChipId };

    protected override Act Act => Act.Copy;

    protected override Permissions Needed => Permissions.None;

    protected override Decision<WalletResult> Decide(OpenWallet wallet, Snapshot now)
    {
        if (wallet.Facts.Pin is not PinCheck.Right) return OpenWallet.Refuse(new("pin-missing"));
        if (now.ChipOwner is { } owner && owner != wallet.Reader.Id) return OpenWallet.Refuse(new("chip-taken"));
        var after = wallet.Figures with { State = WalletState.Active };
        var result = wallet.Result(after, null, new Notice("wallet-authorised", after.Available));
        if (wallet.IsAuthorised && (ChipId is null || ChipId == wallet.ChipId)) return new(result, []);
        return new(result, [new WalletAuthorised(wallet.Reader.Id, wallet.Facts.Library.Currency, wallet.Facts.Caller.Terminal, ChipId)]);
    }
}
