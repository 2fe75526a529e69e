using System.Collections.Frozen;
using System.Globalization;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Client;

/// <summary>Money over NCIP as a person types it: a short word stands for the standard's action, type and way of paying (domain reference 1.6).</summary>
/// <param name="Amount">Decimal text in <paramref name="Currency"/>.</param>
/// <param name="Reference">The number of the act: who repeats it gets the first answer.</param>
/// <param name="Related">What it is about: a hold, a debit, a charge; its number, ours or the one we gave it.</param>
/// <param name="Seconds">How long money is held.</param>
/// <param name="Description">Reason, or the number of an old copy card.</param>
sealed record FiscalQuestion(string Action, string Amount, string Currency, string Reference, string? Related, int Seconds, string? Description, DateTimeOffset Now)
{
    const string Wallet = "Deposit Account", Service = "Service Charge", Purchase = "Purchase";

    static readonly FrozenDictionary<string, (string Action, string Type, string? Method)> Known = new Dictionary<string, (string, string, string?)>(StringComparer.Ordinal)
    {
        ["hold"] = ("Assess", Service, Wallet),
        ["capture"] = ("Payment", Service, Wallet),
        ["release"] = ("Cancel", Service, Wallet),
        ["debit"] = ("Assess", Service, Wallet),
        ["top-up"] = ("Payment", Purchase, "Cash"),
        ["top-up-by-card"] = ("Payment", Purchase, "Debit Card"),
        ["re-credit"] = ("Forgive", Service, Wallet),
        ["copy-card"] = ("Payment", Purchase, "Funds Transfer"),
        ["pay"] = ("Payment", "Fine", "Cash"),
        ["pay-by-card"] = ("Payment", "Fine", "Debit Card"),
        ["pay-from-wallet"] = ("Payment", "Fine", Wallet),
        ["waive"] = ("Waive", "Fine", null),
        ["write-off"] = ("Write Off", "Fine", null),
        ["assess"] = ("Assess", Service, null),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static IEnumerable<string> Actions => Known.Keys.Order(StringComparer.Ordinal);

    /// <exception cref="FormatException">A word is none that can be asked for.</exception>
    public NcipElement Information(string from, string to)
    {
        if (!Known.TryGetValue(Action, out var words)) throw new FormatException($"--action {Action} is not known. Known are {string.Join(", ", Actions)}.");
        if (!Domain.Kernel.Currency.TryParse(Currency.ToUpperInvariant(), out var currency) || !Money.TryParse(Amount, currency, out var amount))
            throw new FormatException("--amount and --currency must be an amount such as 1.20 and three letters such as EUR.");
        return new("FiscalTransactionInformation")
        {
            new NcipElement("FiscalActionType", words.Action),
            Id("FiscalTransactionReferenceId", from, Reference),
            // A charge is named by the number that the other side shows.
            Related is null ? null : Id("RelatedFiscalTransactionReferenceId", Related.Length < 20 && Related.All(char.IsAsciiDigit) ? to : from, Related),
            new NcipElement("FiscalTransactionType", words.Type),
            Action == "hold" ? new NcipElement("ValidToDate", Now.AddSeconds(Seconds).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)) : null,
            new NcipElement("Amount") { new NcipElement("CurrencyCode", currency.Code), new NcipElement("MonetaryValue", amount.AmountMinor.ToString(CultureInfo.InvariantCulture)) },
            words.Method is null ? null : new NcipElement("PaymentMethodType", words.Method),
            NcipElement.Of("FiscalTransactionDescription", Description),
        };
    }

    static NcipElement Id(string name, string agency, string value) => new(name) { new NcipElement("AgencyId", agency), new NcipElement("FiscalTransactionIdentifierValue", value) };
}
