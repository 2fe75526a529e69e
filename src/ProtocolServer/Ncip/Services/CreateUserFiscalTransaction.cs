using System.Collections.Frozen;
using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Wallet;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Services;

/// <summary>
/// CreateUserFiscalTransaction: a payment of charges, all of them or those it names. The partner's own reference makes it repeatable for
/// ever.
/// </summary>
static class CreateUserFiscalTransaction
{
    public static readonly NcipService Service = new CommandService<Pay.Result>("CreateUserFiscalTransaction", Bind, Render);

    /// <summary>The standard's words for ways of paying as payment types of the library file.</summary>
    static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["cash"] = "00", ["creditcard"] = "02", ["debitcard"] = "03", ["fundstransfer"] = "04", ["directdebit"] = "04", ["check"] = "05",
        ["bankdraft"] = "05", ["moneyorder"] = "05", ["depositaccount"] = "06",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    static Command<Pay.Result> Bind(NcipRequest m)
    {
        var fiscal = m.Body["FiscalTransactionInformation"]!;
        var action = fiscal.TextAt("FiscalActionType");
        // Only payments change anything so far: charges are made by the rules, and waiving is for staff.
        if (NcipRequest.Plain(action) != "payment") m.Note(new(ProblemTypes.Rule, "FiscalActionType", action));
        var amount = m.Amount(fiscal["Amount"]);
        if (amount is { AmountMinor: <= 0 }) m.Note(new(ProblemTypes.InvalidAmount, "MonetaryValue", fiscal.TextAt("Amount", "MonetaryValue")));
        var method = NcipRequest.Plain(fiscal.TextAt("PaymentMethodType"));
        var reference = fiscal.TextAt("FiscalTransactionReferenceId", "FiscalTransactionIdentifierValue");
        return new Pay(m.Card(), amount?.ToString() ?? "", amount?.Currency.Code ?? "", method.Length == 0 ? "00" : Types.GetValueOrDefault(method, method))
        {
            Charges = [.. fiscal.All("RelatedFiscalTransactionReferenceId").Select(id => id.TextAt("FiscalTransactionIdentifierValue"))],
            TransactionId = reference.Length > 0 ? reference : null,
        };
    }

    static void Render(NcipElement answer, Pay.Result o, NcipReply r)
    {
        answer.Add(r.UserId(o.Reader!.Card.Number));
        var sent = r.Request.Body["FiscalTransactionInformation"]?["FiscalTransactionReferenceId"];
        answer.Add(sent ?? r.Reference("FiscalTransactionReferenceId", o.TransactionId!));
    }
}
