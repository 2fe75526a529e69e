using System.Collections.Frozen;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Wallet;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Services;

/// <summary>
/// CreateUserFiscalTransaction: money in the standard's own words (domain reference 1.6). Action, type and way of paying together say what is
/// meant; what they don't say is refused, never guessed. The partner's own reference makes it repeatable for ever.
/// </summary>
static class CreateUserFiscalTransaction
{
    const string Name = "CreateUserFiscalTransaction";

    static readonly NcipService Charge = new CommandService<AssessCharge.Result>(Name, BindAssess, static (answer, o, r) => Render(answer, o.Reader!.Card.Number, o.Number, r));

    static readonly NcipService Wallet = new CommandService<WalletResult>(Name, BindWallet, RenderWallet);

    static readonly NcipService Payment = new CommandService<Pay.Result>(Name, BindPayment, RenderPayment);

    public static readonly NcipService Service = new EitherService(
        static m => Fiscal(m).Meaning is FiscalMeaning.Assess, Charge,
        new EitherService(static m => Fiscal(m).Meaning is not (FiscalMeaning.Pay or FiscalMeaning.Forgive or FiscalMeaning.None), Wallet, Payment));

    /// <summary>The standard's words for ways of paying as payment types of the library file.</summary>
    static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["cash"] = "00", ["creditcard"] = "02", ["debitcard"] = "03", ["fundstransfer"] = "04", ["directdebit"] = "04", ["check"] = "05",
        ["bankdraft"] = "05", ["moneyorder"] = "05", ["depositaccount"] = "06",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    static FiscalWords Fiscal(NcipRequest m) => FiscalWords.Of(m.Body["FiscalTransactionInformation"]!, m.Agency.Id.Value);

    static Command<Pay.Result> BindPayment(NcipRequest m)
    {
        var words = Fiscal(m);
        if (words.Meaning is FiscalMeaning.None) m.Note(new(ProblemTypes.Rule, "FiscalActionType", words.Action));
        var amount = Amount(m, words);
        var type = words.Meaning is FiscalMeaning.Forgive ? words.Plain is "writeoff" ? "08" : "09" : words.Method.Length == 0 ? "00" : Types.GetValueOrDefault(words.Method, words.Method);
        return new Pay(m.Card(), amount?.ToString() ?? "", amount?.Currency.Code ?? "", type)
        {
            Charges = [.. words.Related], TransactionId = words.Reference, MayTouchWallet = m.Library.Wallet is not null,
        };
    }

    static Command<AssessCharge.Result> BindAssess(NcipRequest m)
    {
        var words = Fiscal(m);
        var amount = Amount(m, words);
        if (FiscalTypes.FeeTypeOf(words.Type) is not { } feeType)
        {
            m.Note(new(ProblemTypes.UnknownValue, "FiscalTransactionType", words.Element.TextAt("FiscalTransactionType")));
            feeType = FeeTypes.Other;
        }
        return new AssessCharge(m.Card(), amount?.ToString() ?? "", amount?.Currency.Code ?? "", feeType)
        {
            TransactionId = words.Reference, Description = words.Element.TextAt("FiscalTransactionDescription") is { Length: > 0 } what ? what : null,
        };
    }

    static Command<WalletResult> BindWallet(NcipRequest m)
    {
        var words = Fiscal(m);
        var amount = Amount(m, words);
        var (card, text, currency, key) = (m.Card(), amount?.ToString() ?? "", amount?.Currency.Code ?? "", words.Reference);
        if (key is null) m.Note(new(ProblemTypes.NeededData, "FiscalTransactionReferenceId"));
        var related = words.Related is [var first, ..] ? first : "";
        var description = words.Element.TextAt("FiscalTransactionDescription");
        return words.Meaning switch
        {
            FiscalMeaning.Hold => new ReserveMoney(card, text, currency, "PRINT")
            {
                TransactionId = key, WantedFor = m.Date("FiscalTransactionInformation", "ValidToDate") is { } until ? until - m.Now : null,
            },
            FiscalMeaning.Capture => new CaptureMoney(card, related, text, currency) { TransactionId = key, HasHappened = m.IsMandated },
            FiscalMeaning.Release => new ReleaseMoney(card, related, currency) { TransactionId = key, Expected = text },
            FiscalMeaning.Spend => new SpendMoney(card, text, currency, "PRINT") { TransactionId = key, HasHappened = m.IsMandated },
            FiscalMeaning.Recredit => new Recredit(card, related, text, currency, description.Length > 0 ? description : words.Action) { TransactionId = key, Operator = m.Partner.Id.Value },
            FiscalMeaning.OldCard => new TransferCopyCard(card, description, text, currency) { TransactionId = key, Operator = m.Partner.Id.Value },
            _ => new TopUp(card, text, currency, Types.GetValueOrDefault(words.Method, words.Method)) { TransactionId = key },
        };
    }

    static Money? Amount(NcipRequest m, FiscalWords words)
    {
        var amount = m.Amount(words.Element["Amount"]);
        if (amount is { AmountMinor: <= 0 }) m.Note(new(ProblemTypes.InvalidAmount, "MonetaryValue", words.Element.TextAt("Amount", "MonetaryValue")));
        return amount;
    }

    static void RenderPayment(NcipElement answer, Pay.Result o, NcipReply r)
    {
        answer.Add(r.UserId(o.Reader!.Card.Number));
        var sent = r.Request.Body["FiscalTransactionInformation"]?["FiscalTransactionReferenceId"];
        answer.Add(sent ?? r.Reference("FiscalTransactionReferenceId", o.TransactionId!));
    }

    static void RenderWallet(NcipElement answer, WalletResult o, NcipReply r) => Render(answer, o.Reader!.Card.Number, o.Number, r);

    /// <summary>Our own reference; the partner's is kept with it, and either may be named later.</summary>
    static void Render(NcipElement answer, CardNumber card, Guid? number, NcipReply r)
    {
        answer.Add(r.UserId(card));
        if (number is { } ours) answer.Add(r.Reference("FiscalTransactionReferenceId", ours.ToString("N")));
    }
}
