using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Readers;

namespace ProtocolServer.Domain.Wallet;

/// <summary>A service of a fixed price is paid from the wallet in one step, or not at all (LV-2).</summary>
/// <param name="Amount">Amount text (SIP2 BV).</param>
/// <param name="Purpose">COPY, PRINT, SCAN, FAX or OTHER (SIP2 WP).</param>
public sealed record SpendMoney(CardNumber Card, string Amount, string Currency, string Purpose) : SpendingCommand(Card, Amount, Currency, Purpose)
{
    /// <summary>A fee is charged and paid in the same entry, where the machine speaks of fees (SIP2 37).</summary>
    public string? FeeType { get; init; }

    protected override Decision<WalletResult>? Owe(OpenWallet wallet, Money amount)
    {
        var paid = Money.Min(amount, wallet.Figures.Available);
        var debt = wallet.Debt(amount - paid, TransactionId);
        var entry = paid.IsPositive ? wallet.Entry("spent", new Posting(wallet.Account, paid), new Posting(wallet.Income(Purpose), -paid)) : null;
        var after = wallet.Figures.Moved(-paid, Money.Zero(amount.Currency));
        return new(wallet.Result(after, entry?.Id ?? debt?.Entry) with { Amount = amount },
        [
            .. wallet.Expired(), .. entry is null ? (DomainEvent[])[] : [new MoneyMoved(entry, TransactionId)], .. debt is null ? (DomainEvent[])[] : [debt, new ContradictionNoted("debt-off-line")],
        ]);
    }

    protected override Decision<WalletResult> Decide(OpenWallet wallet, Money amount)
    {
        var income = new Posting(wallet.Income(Purpose), -amount);
        var after = wallet.Figures.Moved(-amount, Money.Zero(amount.Currency));
        if (FeeType is null)
        {
            var entry = wallet.Entry("spent", new Posting(wallet.Account, amount), income);
            return new(wallet.Result(after, entry.Id) with { Amount = amount }, [.. wallet.Expired(), new MoneyMoved(entry, TransactionId)]);
        }
        var charge = new ChargeId(wallet.Facts.Ids.Next());
        var receivable = Accounts.Receivable(wallet.Reader.Id);
        var both = wallet.Entry("spent",
            new Posting(receivable, amount, charge), income, new Posting(wallet.Account, amount), new Posting(receivable, -amount, charge));
        return new(
            wallet.Result(after, both.Id, new Notice("wallet-spent", amount, after.Available)) with { Amount = amount },
            [.. wallet.Expired(), new ServicePaid(charge, wallet.Reader.Id, wallet.Facts.Agency.Id, FeeType, both, TransactionId)]);
    }
}
