using System.Globalization;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip;

/// <summary>Identifiers and amounts as elements, the same in what we answer and in what we say first.</summary>
static class NcipIds
{
    public static NcipElement Agency(AgencyId agency, string? scheme = null) => new("AgencyId", agency.Value, scheme);

    public static NcipElement User(NcipElement agency, CardNumber card) => new("UserId")
    {
        agency, new NcipElement("UserIdentifierType", "Barcode"), new NcipElement("UserIdentifierValue", card.Value),
    };

    public static NcipElement Item(NcipElement agency, Barcode barcode) => new("ItemId")
    {
        agency, new NcipElement("ItemIdentifierType", "Barcode"), new NcipElement("ItemIdentifierValue", barcode.Value),
    };

    public static NcipElement Request(NcipElement agency, string number) => new("RequestId") { agency, new NcipElement("RequestIdentifierValue", number) };

    /// <summary>A card with its PIN, for a responder that authenticates.</summary>
    public static IEnumerable<NcipElement> Proof(CardNumber card, string pin) => [Input("Barcode Id", card.Value), Input("PIN", pin)];

    static NcipElement Input(string type, string data) => new("AuthenticationInput")
    {
        new NcipElement("AuthenticationInputData", data), new NcipElement("AuthenticationDataFormatType", "text/plain"), new NcipElement("AuthenticationInputType", type),
    };

    public static NcipElement Record(NcipElement agency, string number) => new("BibliographicRecordId")
    {
        new NcipElement("BibliographicRecordIdentifier", number), agency,
    };

    public static NcipElement Number(string element, long number) => new(element, number.ToString(CultureInfo.InvariantCulture));

    public static NcipElement Amount(string element, Money amount) => new(element)
    {
        new NcipElement("CurrencyCode", amount.Currency.Code), Number("MonetaryValue", amount.AmountMinor),
    };

    /// <summary>A posting by the number its agency gave it.</summary>
    public static NcipElement Posting(string element, NcipElement agency, string number) => new(element)
    {
        agency, new NcipElement("FiscalTransactionIdentifierValue", number),
    };
}
