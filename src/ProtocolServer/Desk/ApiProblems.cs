using System.Collections.Frozen;

namespace ProtocolServer.Desk;

/// <summary>Refusal → HTTP status, title and what a program does next: the whole of it, also told at <c>/api/problems</c>.</summary>
static class ApiProblems
{
    /// <summary>Where a problem's type leads: a page of all of them.</summary>
    public const string Page = "/api/problems";

    public static FrozenDictionary<string, Row> Rows { get; } = new Dictionary<string, Row>(StringComparer.Ordinal)
    {
        ["request-unreadable"] = new(400, "The request can't be read", "Compare its fields with /api/openapi.json and send it again."),
        ["payment-amount"] = new(400, "The amount is wrong", "Send a decimal text above zero with a point and no more decimals than the currency has, such as 1.20; page lines and amount must agree."),
        ["payment-currency"] = new(400, "Another currency", "Leave the currency out, or send the library's."),
        ["key-missing"] = new(400, "No Idempotency-Key", "Send a header Idempotency-Key of 1 to 64 letters without blanks, a new one for each act and the same one for its repetition."),
        ["reason-missing"] = new(400, "Reason or operator is missing", "Say why, and who decided it."),
        ["purpose-unknown"] = new(400, "Unknown purpose", "Send COPY, PRINT, SCAN, FAX or OTHER."),
        ["fee-type-unknown"] = new(400, "Unknown fee type", "Send two digits of the SIP2 list, such as 01."),
        ["payment-type"] = new(400, "This way of paying is not taken", "Send one of the payment types that the library's file lists."),
        ["price-unknown"] = new(400, "No price is known for the copy", "Send a price."),
        ["denomination-unknown"] = new(400, "A note or coin that is not taken", "Send only what /api/v1/prices lists as denominations."),
        ["key-unknown"] = new(401, "The API key is not known", "Send Authorization: Bearer KEY, with a key of protocolserver api-key add that was not revoked."),
        ["not-permitted"] = new(403, "The key may not do that", "Have a key made with the permission that the act needs (api-key add --may)."),
        ["wrong-agency"] = new(403, "Another agency's", "Ask at the agency that issued the card."),
        ["pin-wrong"] = new(403, "The PIN is wrong", "Let the reader type it again; nothing was booked."),
        ["pin-missing"] = new(403, "The PIN is missing", "Send the reader's pin."),
        ["pin-locked"] = new(403, "Too many wrong PINs", "Wait until the lock ends, or let the desk set a new PIN."),
        ["path-unknown"] = new(404, "No such address", "Look it up in /api/openapi.json."),
        ["card-unknown"] = new(404, "No reader with this card", "Check the card number."),
        ["charge-unknown"] = new(404, "No such open fee", "Read the open fees at /api/v1/readers/CARD/charges; it may have been paid meanwhile."),
        ["money-hold-unknown"] = new(404, "No such hold of this reader", "Send the number that the hold's answer told."),
        ["debit-unknown"] = new(404, "No such debit of this reader", "Send the number of the debit or of the hold that was captured."),
        ["vault-unknown"] = new(404, "No such machine, till or program of this agency", "Read /api/v1/vaults, or check the machine's login."),
        ["level-unknown"] = new(400, "No such level", "Send a level of the library's file."),
        ["chip-taken"] = new(409, "The chip belongs to another card", "Send the reader to the desk; the chip was bound to another reader's card."),
        ["second-operator-missing"] = new(403, "Two people decide so much", "Send the names of both as operator, with a comma between."),
        ["slip-unknown"] = new(404, "No such open slip", "Read the open slips at /api/v1/slips; it may have been settled meanwhile."),
        ["item-unknown"] = new(404, "No such item", "Check the barcode."),
        ["gateway-unknown"] = new(404, "No such gateway", "Send a gateway of this server's settings."),
        ["online-payment-unknown"] = new(404, "No such online payment", "Send the number that its beginning told."),
        ["price-missing"] = new(404, "The library has no price list", "Nothing: it has no prepaid accounts."),
        ["outcome-unknown"] = new(404, "Nothing was recorded under this key", "It was not done: send the request, under this key."),
        ["method-unknown"] = new(405, "Not a method of this address", "Look it up in /api/openapi.json."),
        ["wallet-insufficient"] = new(409, "Not enough money", "Lower the amount, or let the reader pay in; the balance is told here. Try again under a new key."),
        ["wallet-cap"] = new(409, "Above the account's limit", "Pay in no more than the headroom told here."),
        ["wallet-pending"] = new(409, "The account is not active yet", "Wait as many minutes as the text says, then try under a new key."),
        ["wallet-unauthorised"] = new(409, "The card was not used for the first time yet", "Authorise it once with its PIN at /api/v1/wallet/authorisations."),
        ["wallet-closed"] = new(409, "The account is closed", "Send the reader to the desk."),
        ["money-hold-expired"] = new(409, "The hold has expired", "Debit the amount under a new key, if the reader still has it."),
        ["money-hold-captured"] = new(409, "The hold was captured before", "Ask for that outcome at /api/v1/outcomes/KEY."),
        ["money-hold-released"] = new(409, "The hold was released before", "Place a new hold."),
        ["money-hold-over"] = new(409, "More than was held", "Capture no more than was held, and debit the rest."),
        ["money-hold-elsewhere"] = new(409, "Another terminal's hold", "Let the terminal that placed it, or one of its group, end it."),
        ["recredit-over"] = new(409, "More than can be given back", "Give back no more than is left of the debit."),
        ["copy-card-used"] = new(409, "The copy card was transferred before", "Nothing: a card is transferred once, for ever."),
        ["price-differs"] = new(409, "Not the library's price", "Read /api/v1/prices and reckon anew."),
        ["payment-over"] = new(409, "More than is owed", "Send no more than is open."),
        ["payment-none-owed"] = new(409, "Nothing is owed", "Nothing."),
        ["waive-exactly"] = new(409, "A fee is waived whole", "Name the fees and send exactly what is open of them."),
        ["loans-open"] = new(409, "Items are on loan", "Have them returned first."),
        ["fees-owed"] = new(409, "Fees are open", "Have them paid first."),
        ["isbn-differs"] = new(409, "Not the same edition", "Take a copy of the same ISBN, or money."),
        ["not-on-loan"] = new(409, "The item is not on loan", "Check the barcode."),
        ["wanted-missing"] = new(400, "It is not said what is wanted", "Send record or item of the other library's catalogue."),
        ["copy-missing"] = new(400, "It is not known which copy", "Send item, the barcode of the copy."),
        ["partner-unknown"] = new(404, "No such partner", "Send the id of a partner of this agency."),
        ["interlibrary-unknown"] = new(404, "No such loan between libraries", "Read /api/v1/interlibrary-loans."),
        ["interlibrary-state"] = new(409, "The step does not follow from where the loan stands", "Read /api/v1/interlibrary-loans; the other library may have acted meanwhile."),
        ["interlibrary-not-agreed"] = new(409, "Not agreed with that library", "Have the partner's interlibrary policy changed."),
        ["interlibrary-limit"] = new(409, "Too many requests are open with that library", "Wait until some have ended."),
        ["hold-duplicate"] = new(409, "The reader has asked for it already", "Nothing: it is on its way."),
        ["key-conflict"] = new(422, "The Idempotency-Key was used for something else", "Nothing was booked. Send this request under a new key; the earlier outcome is at /api/v1/outcomes/KEY."),
        ["too-fast"] = new(429, "More requests than the key's rate", "Wait as many seconds as Retry-After says; nothing was done."),
        ["fault"] = new(500, "A fault of the server", "Send the request again under the same key; what was done is not done twice. Tell the operator, whose log has more."),
        ["busy"] = new(503, "The database does not answer", "Send the request again under the same key after as many seconds as Retry-After says; what was done is not done twice."),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Standings of cards and rules of the library stand for themselves: the text says why.</summary>
    static readonly Row Refused = new(409, "Refused by a rule of the library", "Tell the reader the text; the desk can help.");

    public static Row Of(string code) => Rows.GetValueOrDefault(code, Refused);

    /// <param name="Next">What a program, or the person before it, does now.</param>
    public sealed record Row(int Status, string Title, string Next);
}
