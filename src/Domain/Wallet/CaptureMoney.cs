using System.Collections.Immutable;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Domain.Terminals;

namespace ProtocolServer.Domain.Wallet;

/// <summary>
/// The job is done: exactly what was delivered is charged and the rest of the hold given back, in one entry (LV-5). A capture that comes too
/// late, or for more than was held, goes by the profile of the machine.
/// </summary>
/// <param name="Hold">Our number of the hold, or the machine's own (SIP2 WI).</param>
/// <param name="Amount">Amount text; empty where the page lines say it.</param>
public sealed record CaptureMoney(CardNumber Card, string Hold, string Amount, string Currency) : WalletCommand(Card, Currency)
{
    /// <summary>What was delivered (SIP2 WN), each as the machine says it.</summary>
    public ImmutableArray<string> Pages { get; init; } = [];

    /// <summary>The job was charged off line already: what the account lacks is a fee, and staff look it over (domain reference 1.6).</summary>
    public bool HasHappened { get; init; }

    public override Needs Needs => base.Needs with { MoneyHold = Hold };

    /// <summary>A card that was lost meanwhile still pays for what was delivered.</summary>
    protected override Act Act => Act.Return;

    protected override Permissions Needed => Permissions.Spend;

    protected override Decision<WalletResult> Decide(OpenWallet wallet, Snapshot now)
    {
        var (hold, unknown) = MoneyHolds.Find(now, wallet, Hold);
        if (hold is null) return OpenWallet.Refuse(unknown!);
        if (hold.State is MoneyHoldState.Captured || hold.IsCapturedLate) return OpenWallet.Refuse(new("money-hold-captured"));
        if (hold.State is MoneyHoldState.Released) return OpenWallet.Refuse(new("money-hold-released"));
        if (ReadAmount(wallet, out var amount, out var dearestPage) is { } odd) return OpenWallet.Refuse(odd);
        var isLate = hold.State is MoneyHoldState.Expired || hold.ExpiresAt <= wallet.Now;
        return isLate ? CaptureLate(wallet, hold, amount) : CaptureInTime(wallet, hold, amount, dearestPage);
    }

    /// <summary>The amount, which must be what the page lines cost by the price list.</summary>
    Refusal? ReadAmount(OpenWallet wallet, out Money amount, out Money? dearestPage)
    {
        (amount, dearestPage) = (default, null);
        if (Amount.Length > 0 && Read(Amount, wallet.Facts, out amount) is { } odd) return odd;
        if (Pages.IsEmpty) return Amount.Length == 0 ? new("payment-amount") : null;
        var (sum, dearest) = (0L, 0L);
        foreach (var text in Pages)
        {
            if (!PageLine.TryParse(text, wallet.Facts.Library.Currency, out var line)) return new("payment-amount");
            if (line.CostBy(wallet.Rule.Prices) is not { } cost) return new("price-differs");
            (sum, dearest) = (checked(sum + cost), Math.Max(dearest, line.Sheets == 0 ? 0 : cost / line.Sheets));
        }
        if (Amount.Length > 0 && sum != amount.AmountMinor) return new("payment-amount");
        (amount, dearestPage) = (new(sum, wallet.Facts.Library.Currency), new(dearest, wallet.Facts.Library.Currency));
        return amount.IsPositive ? null : new("payment-amount");
    }

    Decision<WalletResult> CaptureInTime(OpenWallet wallet, MoneyHold hold, Money amount, Money? dearestPage)
    {
        var nothing = Money.Zero(amount.Currency);
        var over = amount - hold.Amount;
        if (!over.IsPositive) return Captured(wallet, hold, amount, fromWallet: nothing, owed: nothing);
        var habits = wallet.Facts.Caller.Rules.Wallet;
        if (HasHappened) return Captured(wallet, hold, amount, Money.Min(over, wallet.Figures.Available), over - Money.Min(over, wallet.Figures.Available));
        if (habits.Overdraw is Overdraw.Deny) return OpenWallet.Refuse(new("money-hold-over", hold.Amount));
        // A machine may deliver a few pages more before it stops; not any number. One that tells no pages is believed so many of the list's dearest.
        if ((dearestPage ?? ListedPage(wallet, hold)) is { } page && over > page * habits.OverdrawPages) return OpenWallet.Refuse(new("money-hold-over", hold.Amount));
        var fromWallet = Money.Min(over, wallet.Figures.Available);
        if (fromWallet < over && habits.Overdraw is not Overdraw.Debt) return OpenWallet.Refuse(new("money-hold-over", hold.Amount));
        return Captured(wallet, hold, amount, fromWallet, over - fromWallet);
    }

    /// <summary>The dearest page of the service; null where the library has no list.</summary>
    static Money? ListedPage(OpenWallet wallet, MoneyHold hold) =>
        wallet.Rule.Prices.Dearest(hold.Purpose) is { } minor ? new(minor, wallet.Facts.Library.Currency) : null;

    /// <param name="fromWallet">What the hold doesn't cover and the wallet does.</param>
    /// <param name="owed">What neither covers: a fee.</param>
    Decision<WalletResult> Captured(OpenWallet wallet, MoneyHold hold, Money amount, Money fromWallet, Money owed)
    {
        var paid = amount - owed;
        var rest = hold.Amount + fromWallet - paid;
        var entry = wallet.Entry("captured",
            new Posting(wallet.HeldAccount, hold.Amount), new Posting(wallet.Account, fromWallet - rest), new Posting(wallet.Income(hold.Purpose), -paid));
        var figures = wallet.Figures.Moved(rest - fromWallet, -hold.Amount);
        return new(
            wallet.Result(figures, hold.Id.Value) with { Amount = amount },
            [.. wallet.Expired(but: hold.Id), new MoneyHoldEnded(hold, MoneyHoldState.Captured, paid, entry, TransactionId), .. Debt(wallet, owed)]);
    }

    Decision<WalletResult> CaptureLate(OpenWallet wallet, MoneyHold hold, Money amount)
    {
        var habits = wallet.Facts.Caller.Rules.Wallet;
        if (habits.Late is LateCapture.Refuse && !HasHappened) return OpenWallet.Refuse(new("money-hold-expired"));
        var isCovered = amount <= wallet.Figures.Available;
        if (!isCovered && habits.Late is LateCapture.Debit && !HasHappened) return OpenWallet.Refuse(new("wallet-insufficient", wallet.Figures.Available));
        // By the letter of the profile: a late job is a fee, or is taken from the wallet as far as that goes.
        var paid = habits.Late is LateCapture.Debt ? Money.Zero(amount.Currency) : Money.Min(amount, wallet.Figures.Available);
        var events = ImmutableArray.CreateBuilder<DomainEvent>();
        events.AddRange(wallet.Expired());
        var number = hold.Id.Value;
        if (paid.IsPositive)
        {
            var entry = wallet.Entry("spent", new Posting(wallet.Account, paid), new Posting(wallet.Income(hold.Purpose), -paid));
            events.Add(new MoneyMoved(entry, TransactionId));
            number = entry.Id;
        }
        var debts = Debt(wallet, amount - paid);
        events.AddRange(debts);
        number = debts.OfType<ChargeAssessed>().FirstOrDefault()?.Entry ?? number;
        events.Add(new MoneyHoldCapturedLate(hold.Id, number));
        return new(wallet.Result(wallet.Figures.Moved(-paid, Money.Zero(amount.Currency)), number) with { Amount = amount }, events.ToImmutable());
    }

    ImmutableArray<DomainEvent> Debt(OpenWallet wallet, Money owed) => wallet.Debt(owed, TransactionId) is not { } debt ? [] : HasHappened ? [debt, new ContradictionNoted("debt-off-line")] : [debt];
}

/// <summary>Which hold a machine means.</summary>
static class MoneyHolds
{
    public static (MoneyHold? Hold, Refusal? Why) Find(Snapshot now, OpenWallet wallet, string named)
    {
        var hers = now.MoneyHolds.Where(hold => hold.Reader == wallet.Reader.Id).ToArray();
        var caller = wallet.Facts.Caller;
        // By our number first; the machine's own number counts among its own holds.
        var byNumber = Array.Find(hers, hold => Guid.TryParse(named, out var id) && hold.Id.Value == id);
        if ((byNumber ?? Array.Find(hers, hold => hold.IsFor(caller))) is not { } found) return (null, new(hers.Length > 0 ? "money-hold-elsewhere" : "money-hold-unknown"));
        return found.IsFor(caller) ? (found, null) : (null, new("money-hold-elsewhere"));
    }
}
