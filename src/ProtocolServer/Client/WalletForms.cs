using System.Collections.Immutable;
using ProtocolServer.Sip2.Wire;
using static ProtocolServer.Sip2.Wire.Fields;

namespace ProtocolServer.Client;

/// <summary>The prepaid account as a person types it: a row for each operation of WQ. KEY is the number of the act (BK): who repeats it gets the first answer.</summary>
static class WalletForms
{
    public static readonly ImmutableArray<ShortForm> All =
    [
        Of("balance", "CARD CURRENCY [PIN]", "What is on the prepaid account", 2, "BALA",
            static (ref w, in t) => w.Put(FixedCurrency, t.Currency(1)).Put(PatronPassword, t[2])),
        Of("authorise", "CARD CURRENCY PIN [CHIP] [KEY]", "First use of a card at this machine", 3, "AUTH",
            static (ref w, in t) => w.Put(FixedCurrency, t.Currency(1)).Put(PatronPassword, t[2]).Put(ChipId, t[3]).Put(TransactionId, t.KeyAt(4))),
        Of("hold-money", "CARD AMOUNT CURRENCY [PIN] [PURPOSE] [SECONDS] [KEY]", "Put money aside for a job", 3, "HOLD", static (ref w, in t) =>
            Money(ref w, t).Put(PatronPassword, t[3]).Put(Purpose, t[4] ?? "COPY").Put(HoldExpirySeconds, t[5]).Put(TransactionId, t.KeyAt(6))),
        Of("capture", "CARD HOLD AMOUNT CURRENCY [KEY] [PAGES ...]", "Charge what the job did cost; \"\" and pages leave the amount to the price list", 4, "CAPT", static (ref w, in t) =>
        {
            w.Put(ServerTransactionId, t[1]).Put(FeeAmount, t[2]).Put(FixedCurrency, t.Currency(3)).Put(TransactionId, t.KeyAt(4));
            foreach (var page in t.Words.Skip(5)) w.Put(PageLine, page);
        }),
        Of("release", "CARD HOLD CURRENCY [KEY]", "Give a hold back", 3, "VOID",
            static (ref w, in t) => w.Put(ServerTransactionId, t[1]).Put(FixedCurrency, t.Currency(2)).Put(TransactionId, t.KeyAt(3))),
        Of("debit", "CARD AMOUNT CURRENCY [PIN] [PURPOSE] [KEY]", "Pay for a service of a fixed price", 3, "DEBT",
            static (ref w, in t) => Money(ref w, t).Put(PatronPassword, t[3]).Put(Purpose, t[4] ?? "PRINT").Put(TransactionId, t.KeyAt(5))),
        Of("top-up", "CARD AMOUNT CURRENCY PIECES [KEY]", "Pay cash in: 10.00,0.20x3", 4, "TOPU",
            static (ref w, in t) => Money(ref w, t).Put(DenominationsInserted, t[3]).Put(TransactionId, t.KeyAt(4))),
        Of("re-credit", "CARD DEBIT AMOUNT CURRENCY REASON OPERATOR [KEY]", "Give back what a fault has cost", 6, "RCRD", static (ref w, in t) =>
            w.Put(ServerTransactionId, t[1]).Put(FeeAmount, t[2]).Put(FixedCurrency, t.Currency(3)).Put(RecreditReason, t[4]).Put(Operator, t[5]).Put(TransactionId, t.KeyAt(6))),
        Of("transfer", "CARD COPYCARD AMOUNT CURRENCY OPERATOR [KEY]", "Empty an old copy card into the account", 5, "XFER", static (ref w, in t) =>
            w.Put(OldCopyCard, t[1]).Put(FeeAmount, t[2]).Put(FixedCurrency, t.Currency(3)).Put(Operator, t[4]).Put(TransactionId, t.KeyAt(5))),
        new("outcome", "KEY CURRENCY", "What became of an earlier act", 2, WalletSpecs.Wallet,
            static (ref w, in t) => w.Put(WalletOperation, "STAT").Put(FixedCurrency, t.Currency(1)).Put(OriginalTransactionId, t[0])),
    ];

    /// <summary>An operation about a card, which is the first word.</summary>
    static ShortForm Of(string name, string words, string help, int least, string operation, ShortForm.Fill put) => new(name, words, help, least, WalletSpecs.Wallet,
        (ref w, in t) =>
        {
            w.Put(WalletOperation, operation).Put(PatronId, t[0]);
            put(ref w, t);
        });

    /// <summary>CARD AMOUNT CURRENCY.</summary>
    static ref Sip2Writer Money(ref Sip2Writer w, in ShortForm.Typed t) => ref w.Put(FeeAmount, t[1]).Put(FixedCurrency, t.Currency(2));
}
