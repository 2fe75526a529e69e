using System.Collections.Immutable;
using System.Globalization;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Wallet;
using ProtocolServer.Sip2.Wire;
using static ProtocolServer.Sip2.Wire.Fields;

namespace ProtocolServer.Sip2.Exchanges;

/// <summary>
/// Fee Paid (37) → Fee Paid Response (38). With CG <c>WALLET</c> it pays into the wallet, with <c>PRINT</c> it pays for pages out of it; else it
/// pays what is owed, the fees named by CG or the oldest first.
/// </summary>
static class FeePaid
{
    const string IntoWallet = "WALLET", OutOfWallet = "PRINT";

    public static readonly Sip2Exchange Exchange = new EitherExchange(
        static (frame, session) => Sip2Reader.TryRead(frame.Span, session.Dialect.Table, out var message) && message.GetText(FeeIdentifier) is IntoWallet or OutOfWallet,
        new CommandExchange<WalletResult>(Specs.FeePaid, BindWallet, RenderWallet) { TellsReplays = true },
        new CommandExchange<Pay.Result>(Specs.FeePaid, Bind, Render) { TellsReplays = true });

    static Command<Pay.Result> Bind(in Sip2Reader m, Sip2Session s) =>
        new Pay(new(m.GetText(PatronId)), m.GetText(FeeAmount), m.GetText(FixedCurrency), m.GetText(PaymentType))
        {
            Charges = [.. m.GetText(FeeIdentifier).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)],
            TransactionId = NumberOf(m), Inserted = PiecesOf(m), MayTouchWallet = s.Agency.Library.Wallet is not null, Receipt = ReceiptOf(s),
        };

    static Command<WalletResult> BindWallet(in Sip2Reader m, Sip2Session s)
    {
        var (card, amount, currency) = (new CardNumber(m.GetText(PatronId)), m.GetText(FeeAmount), m.GetText(FixedCurrency));
        // A machine without numbers of its own: the message itself is what a repetition is known by (domain reference 1.4, rule 5).
        var number = NumberOf(m) ?? Convert.ToHexString(CommandKeys.Of(m, s, movesMoney: true).Key.Span[..8]);
        return m.GetText(FeeIdentifier) == IntoWallet
            ? new TopUp(card, amount, currency, m.GetText(PaymentType))
            {
                TransactionId = number, Inserted = PiecesOf(m), Receipt = ReceiptOf(s),
            }
            : new SpendMoney(card, amount, currency, m.GetText(PaymentType) == "06" ? "PRINT" : "") { TransactionId = number, FeeType = m.GetText(FixedFeeType) };
    }

    /// <summary>A desk's payment gets an official receipt, in the desk's name.</summary>
    static ReceiptWanted? ReceiptOf(Sip2Session s) =>
        s.Dialect.Profile.Rules.Wallet.IssuesReceipts ? new(s.Agency.Id, s.Account.Login.Value) : null;

    static string? PiecesOf(in Sip2Reader m) => m.GetText(DenominationsInserted) is { Length: > 0 } pieces ? pieces : null;

    static string? NumberOf(in Sip2Reader m) => m.GetText(TransactionId) is { Length: > 0 } id ? id : null;

    static void Render(ref Sip2Writer w, Pay.Result o, Sip2Reply r) => Render(ref w, o, o.TransactionId, o.Number, o.Figures, o.NamedCharges ? o.Allocations : [], r);

    static void RenderWallet(ref Sip2Writer w, WalletResult o, Sip2Reply r) => Render(ref w, o, o.TransactionId, o.Number, o.Figures, [], r);

    /// <param name="named">What of the payment went to the fees that it named.</param>
    static void Render(ref Sip2Writer w, Outcome o, string? transaction, Guid? number, WalletFigures? figures, ImmutableArray<Allocation> named, Sip2Reply r)
    {
        w.Put(PaymentAccepted, o.Accepted)
            .Put(TransactionDate, r.Now)
            .Put(InstitutionId, r.Institution)
            .Put(PatronId, r.Patron)
            .Put(TransactionId, transaction);
        PutMore(ref w, number, figures, o.Refusal);
        foreach (var part in named)
            w.PutInGroup(WalletSpecs.PaidFee, part.Charge.Number.ToString(CultureInfo.InvariantCulture))
                .PutInGroup(WalletSpecs.FeeRemaining, part.Left.ToString())
                .PutInGroup(WalletSpecs.FeeApplied, part.Applied.ToString());
        r.PutTexts(ref w, o);
        // Of what was refused only the slip is printed: the machine keeps money.
        r.PutPrint(ref w, o, [.. o.Notices.Where(notice => o.Accepted || notice.Code == "fault-slip")]);
    }

    /// <summary>What only a terminal with the wallet's extension gets.</summary>
    static void PutMore(ref Sip2Writer w, Guid? number, WalletFigures? figures, Refusal? refusal)
    {
        if (!w.Spec.Has(ReasonCode)) return;
        w.Put(ServerTransactionId, number?.ToString("N"));
        if (figures is not null) w.Put(WalletAvailable, figures.Available);
        w.Put(ReasonCode, WalletReasons.Of(refusal).ToString("D3", CultureInfo.InvariantCulture));
    }
}
