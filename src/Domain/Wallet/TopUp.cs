using System.Collections.Immutable;
using System.Globalization;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Readers;

namespace ProtocolServer.Domain.Wallet;

/// <summary>
/// Money is paid into a wallet at the desk or a cash machine (LV-6, LV-8). What a machine has swallowed and the wallet can't take is booked as
/// unassigned, for the desk to give back or assign.
/// </summary>
/// <param name="Amount">Amount text (SIP2 BV).</param>
/// <param name="PaymentType">SIP2 payment type, two digits.</param>
public sealed record TopUp(CardNumber Card, string Amount, string Currency, string PaymentType) : WalletCommand(Card, Currency)
{
    /// <summary>Notes and coins, <c>5.00x2,0.20x3</c> (SIP2 WG); null where the sender tells none.</summary>
    public string? Inserted { get; init; }

    /// <summary>An official receipt is wanted; null for none.</summary>
    public ReceiptWanted? Receipt { get; init; }

    public override Needs Needs => base.Needs with { Receipt = Receipt?.Agency };

    protected override Act Act => Act.Pay;

    protected override Permissions Needed => Permissions.Pay;

    protected override Decision<WalletResult> Decide(OpenWallet wallet, Snapshot now)
    {
        var facts = wallet.Facts;
        if (PaymentType is PaymentTypes.FromWallet || !facts.Library.Payments.Types.Contains(PaymentType)) return OpenWallet.Refuse(new("payment-type"));
        if (Read(Amount, facts, out var amount) is { } odd) return OpenWallet.Refuse(odd);
        var isMachine = facts.Caller.Rules.Wallet.TakesCash && PaymentType == PaymentTypes.Cash;
        var pieces = ImmutableArray<CashPiece>.Empty;
        if (Inserted is not null || isMachine)
        {
            if (!CashPiece.TryParse(Inserted ?? "", facts.Library.Currency, out pieces)) return OpenWallet.Refuse(new("payment-amount"));
            if (pieces.Any(piece => !wallet.Rule.DenominationsMinor.Contains(piece.Value.AmountMinor))) return OpenWallet.Refuse(new("denomination-unknown"));
            if (CashPiece.Sum(pieces, amount.Currency) != amount) return OpenWallet.Refuse(new("payment-amount"));
        }
        if (wallet.Figures.Headroom is { } room && amount > room) return OpenWallet.Refuse(new("wallet-cap", new Money(wallet.Rule.CapMinor!.Value, amount.Currency)));
        var entry = wallet.Entry("topped-up", new Posting(Accounts.Till(facts.Caller.Terminal, PaymentType), amount), new Posting(wallet.Account, -amount))
            with { Operator = Receipt?.Operator };
        var after = wallet.Figures.Moved(amount, Money.Zero(amount.Currency));
        var receipt = Receipt is null ? null : now.LastReceipt.Next(Receipt, facts.Today, entry.Id);
        ImmutableArray<Notice> notices =
        [
            new("topped-up", amount, after.Available),
            .. receipt is not null ? (Notice[])[receipt.Notice] : facts.Caller.Rules.Wallet.TakesCash ? [Receipts.Informational] : [],
        ];
        return new(
            wallet.Result(after, entry.Id, notices) with { Amount = amount, Receipt = receipt?.Text },
            [.. wallet.Expired(), new MoneyMoved(entry, TransactionId), .. SwallowedCash.In(facts, pieces, entry.Id), .. receipt is null ? (DomainEvent[])[] : [receipt]]);
    }

    protected override Decision<WalletResult> Refused(Snapshot now, Facts facts, Refusal refusal, WalletFigures? figures)
    {
        var refused = base.Refused(now, facts, refusal, figures);
        return SwallowedCash.Of(Card, Amount, Inserted, PaymentType, TransactionId, refusal, facts) is { } kept
            ? new(refused.Outcome with { Number = kept.Entry, Notices = [kept.Slip] }, kept.Events)
            : refused;
    }
}

/// <summary>So many notes or coins of one value.</summary>
public readonly record struct CashPiece(Money Value, int Count)
{
    const int Most = 10_000;

    /// <summary>Reads <c>5.00x2,0.20x3</c>; an empty text is no piece and no mistake.</summary>
    public static bool TryParse(string text, Currency currency, out ImmutableArray<CashPiece> pieces)
    {
        pieces = [];
        var read = ImmutableArray.CreateBuilder<CashPiece>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var times = part.Split('x');
            if (times.Length > 2 || !Money.TryParse(times[0], currency, out var value) || !value.IsPositive) return false;
            var count = 1;
            if (times.Length == 2 && (!int.TryParse(times[1], NumberStyles.None, CultureInfo.InvariantCulture, out count) || count is 0 or > Most)) return false;
            read.Add(new(value, count));
        }
        pieces = [.. read.GroupBy(piece => piece.Value).Select(same => new CashPiece(same.Key, same.Sum(piece => piece.Count)))];
        return true;
    }

    public static Money Sum(ImmutableArray<CashPiece> pieces, Currency currency) =>
        pieces.Aggregate(Money.Zero(currency), (sum, piece) => sum + piece.Value * piece.Count);
}

/// <summary>Notes and coins went into a machine's vault.</summary>
public sealed record CashInserted(TerminalId Terminal, Guid Entry, ImmutableArray<CashPiece> Pieces) : DomainEvent;

/// <summary>A machine holds money that belongs to nobody yet: its slip names the terminal's own number.</summary>
public sealed record CashUnassigned(TerminalId Terminal, string Reference, CardNumber Card, Money Amount, string Why, LedgerEntry Entry) : DomainEvent;
