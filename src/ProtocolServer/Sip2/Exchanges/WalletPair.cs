using System.Collections.Frozen;
using System.Globalization;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Terminals;
using ProtocolServer.Domain.Wallet;
using ProtocolServer.Sip2.Wire;
using static ProtocolServer.Sip2.Wire.Fields;

namespace ProtocolServer.Sip2.Exchanges;

/// <summary>
/// Wallet (WQ) → Wallet Response (WR), one operation to a row of the table:
/// <code>"WQ" operation(4) transaction-date(18) currency(3) fields
/// "WR" result(1) operation(4) reason(3) transaction-date(18) currency(3) fields</code>
/// </summary>
static class WalletPair
{
    static readonly FrozenDictionary<string, Sip2Exchange> Operations = new Dictionary<string, Sip2Exchange>(StringComparer.Ordinal)
    {
        ["BALA"] = Of(static (in m, s) => new LookUpWallet(Card(m), Currency(m)), Writers.Nobody),
        ["AUTH"] = Of(static (in m, s) => new AuthoriseWallet(Card(m), Currency(m), Optional(m, ChipId)) { TransactionId = Key(m) }),
        ["HOLD"] = Of(static (in m, s) => new ReserveMoney(Card(m), m.GetText(FeeAmount), Currency(m), m.GetText(Purpose))
        {
            TransactionId = Key(m), WantedFor = m.GetNumber(HoldExpirySeconds) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        }),
        ["CAPT"] = Of(static (in m, s) => new CaptureMoney(Card(m), m.GetText(ServerTransactionId), m.GetText(FeeAmount), Currency(m))
        {
            TransactionId = Key(m), Pages = [.. m.GetTexts(PageLine)],
        }),
        ["VOID"] = Of(static (in m, s) => new ReleaseMoney(Card(m), m.GetText(ServerTransactionId), Currency(m)) { TransactionId = Key(m) }),
        ["DEBT"] = Of(static (in m, s) => new SpendMoney(Card(m), m.GetText(FeeAmount), Currency(m), m.GetText(Purpose)) { TransactionId = Key(m) }),
        ["TOPU"] = Of(static (in m, s) => new TopUp(Card(m), m.GetText(FeeAmount), Currency(m), "00")
        {
            TransactionId = Key(m), Inserted = Optional(m, DenominationsInserted),
        }),
        ["RCRD"] = Of(static (in m, s) => new Recredit(Card(m), m.GetText(ServerTransactionId), m.GetText(FeeAmount), Currency(m), m.GetText(RecreditReason))
        {
            TransactionId = Key(m), Operator = Optional(m, Operator),
        }),
        ["XFER"] = Of(static (in m, s) => new TransferCopyCard(Card(m), m.GetText(OldCopyCard), m.GetText(FeeAmount), Currency(m))
        {
            TransactionId = Key(m), Operator = Optional(m, Operator),
        }),
        ["STAT"] = new CommandExchange<AskOutcome.Result>(WalletSpecs.Wallet, static (in m, s) => new AskOutcome(CommandKeys.Earlier(m, s)), RenderEarlier, Writers.Nobody),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static readonly Sip2Exchange Exchange = new ByOperation();

    static CommandExchange<WalletResult> Of(Bind<WalletResult> bind, Func<TerminalAccount, bool>? writes = null) =>
        new(WalletSpecs.Wallet, bind, Render, writes) { TellsReplays = true };

    static CardNumber Card(in Sip2Reader m) => new(m.GetText(PatronId));

    static string Currency(in Sip2Reader m) => m.GetText(FixedCurrency);

    static string? Key(in Sip2Reader m) => Optional(m, TransactionId);

    static string? Optional(in Sip2Reader m, Sip2Field field) => m.GetText(field) is { Length: > 0 } text ? text : null;

    static void Render(ref Sip2Writer w, WalletResult o, Sip2Reply r)
    {
        var reason = o.WasReleased ? WalletReasons.ReleasedAlready : WalletReasons.Of(o.Refusal);
        PutHead(ref w, r, o.Accepted ? "1" : "0", reason);
        w.Put(PatronId, r.Patron)
            .Put(TransactionId, o.TransactionId)
            .Put(ServerTransactionId, o.Number?.ToString("N"));
        if (o.Amount is { } amount) w.Put(FeeAmount, amount);
        if (o.HeldFor is { } held) w.Put(HoldExpirySeconds, (int)held.TotalSeconds);
        if (o.Accepted && r.Operation != "BALA") w.Put(WalletAvailable, o.Figures?.Available).Put(WalletHeld, o.Figures?.Held);
        else PutFigures(ref w, o.Figures);
        w.Put(DenominationsAccepted, o.Denominations.IsEmpty ? null : string.Join(',', o.Denominations));
        r.PutTexts(ref w, o);
        r.PutPrint(ref w, o, [.. o.Notices.Where(notice => o.Accepted || notice.Code == "fault-slip")]);
    }

    static void PutHead(ref Sip2Writer w, Sip2Reply r, string done, int reason) =>
        w.Put(WalletDone, done)
            .Put(WalletOperation, r.Operation)
            .Put(WalletReason, reason)
            .Put(TransactionDate, r.Now)
            .Put(FixedCurrency, r.Library.Currency.Code)
            .Put(InstitutionId, r.Institution);

    /// <summary>WB, WH, WL, WM, WS, WT.</summary>
    public static void PutFigures(ref Sip2Writer w, WalletFigures? figures)
    {
        if (figures is null) return;
        w.Put(WalletAvailable, figures.Available)
            .Put(WalletHeld, figures.Held)
            .Put(WalletLedger, figures.Ledger);
        if (figures.Headroom is { } room) w.Put(WalletHeadroom, room);
        w.Put(Fields.WalletState, Letter(figures.State));
        if (figures.State is Domain.Wallet.WalletState.Pending) w.Put(WalletActiveFrom, figures.ActiveFrom);
    }

    static string Letter(WalletState state) => state switch
    {
        Domain.Wallet.WalletState.Active => "A",
        Domain.Wallet.WalletState.Pending => "P",
        Domain.Wallet.WalletState.Unauthorised => "N",
        Domain.Wallet.WalletState.Blocked => "B",
        _ => "X",
    };

    /// <summary>What an earlier WR or 38 said, under the head of this answer; result 3 where nothing was ever recorded.</summary>
    static void RenderEarlier(ref Sip2Writer w, AskOutcome.Result o, Sip2Reply r)
    {
        if (o.Answer.IsEmpty || !Sip2Reader.TryRead(o.Answer.Span, r.Dialect.Table, out var earlier))
        {
            PutHead(ref w, r, "3", WalletReasons.Done);
            w.Put(OriginalTransactionId, r.EarlierKey);
            return;
        }
        var isWallet = earlier.Spec.Has(WalletDone);
        var done = isWallet ? earlier.GetText(WalletDone) : earlier.GetFlag(PaymentAccepted) ? "1" : "0";
        var reason = isWallet ? earlier.GetText(WalletReason) : earlier.GetText(ReasonCode);
        PutHead(ref w, r, done, int.TryParse(reason, NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : WalletReasons.Done);
        w.Put(OriginalTransactionId, r.EarlierKey);
        foreach (var field in (ReadOnlySpan<Sip2Field>)[PatronId, FeeAmount, ServerTransactionId, HoldExpirySeconds, WalletAvailable, WalletHeld, WalletLedger, WalletHeadroom, Fields.WalletState, WalletActiveFrom])
            if (!earlier.Get(field).IsEmpty) w.Put(field, earlier.Get(field));
        foreach (var field in (ReadOnlySpan<Sip2Field>)[ScreenMessage, PrintLine])
            foreach (var line in earlier.GetTexts(field)) w.Put(field, line);
        w.Put(WalletFlags, "R");
    }

    /// <summary>The operation of the message decides which command it stands for.</summary>
    sealed class ByOperation() : Sip2Exchange(WalletSpecs.Wallet)
    {
        public override Task<ReadOnlyMemory<byte>> AnswerAsync(ReadOnlyMemory<byte> frame, Sip2Session session, CancellationToken cancel)
        {
            Sip2Reader.TryRead(frame.Span, session.Dialect.Table, out var message);
            return Operations.TryGetValue(message.GetText(WalletOperation), out var operation)
                ? operation.AnswerAsync(frame, session, cancel)
                : Task.FromResult(Unknown(message, session));
        }

        ReadOnlyMemory<byte> Unknown(in Sip2Reader message, Sip2Session session)
        {
            var w = new Sip2Writer(session.Dialect.Table.Find(Wire.Response.Code) ?? Wire.Response, session.Dialect.Table.Style, stackalloc byte[512]);
            w.Put(WalletDone, "0")
                .Put(WalletOperation, FallbackAnswer.LettersOf(message, WalletOperation))
                .Put(WalletReason, WalletReasons.Of(new("operation-unknown")))
                .Put(TransactionDate, message.GetDate(TransactionDate))
                .Put(FixedCurrency, FallbackAnswer.LettersOf(message, FixedCurrency))
                .Put(InstitutionId, message.Get(InstitutionId))
                .Put(TransactionId, message.Get(TransactionId));
            var body = w.Body().ToArray();
            w.Dispose();
            return body;
        }
    }
}
