using System.Collections.Concurrent;
using System.Collections.Frozen;
using static ProtocolServer.Sip2.Wire.FieldKind;
using static ProtocolServer.Sip2.Wire.Sensitivity;

namespace ProtocolServer.Sip2.Wire;

/// <summary>Every field the server knows: SIP2 sections 7.3, 8 and 14, and the private fields of the wallet.</summary>
static class Fields
{
    static readonly List<Sip2Field> Declared = [];

    // Fixed fields (section 7.3). The last argument is what is sent when nothing is known.
    public static readonly Sip2Field UidAlgorithm = Fixed(1, "UID algorithm", Code, "0", CodeLists.Algorithm);
    public static readonly Sip2Field PwdAlgorithm = Fixed(1, "PWD algorithm", Code, "0", CodeLists.Algorithm);
    public static readonly Sip2Field StatusCode = Fixed(1, "status code", Code, "0", CodeLists.TerminalStatus);
    public static readonly Sip2Field MaxPrintWidth = Fixed(3, "max print width", Number, "000");
    public static readonly Sip2Field ProtocolVersion = Fixed(4, "protocol version", Text, "2.00");
    public static readonly Sip2Field Language = Fixed(3, "language", Code, "000", CodeLists.Language);
    public static readonly Sip2Field Summary = Fixed(10, "summary", FieldKind.Summary);
    public static readonly Sip2Field ScRenewalPolicy = Fixed(1, "SC renewal policy", Flag, "N");
    public static readonly Sip2Field NoBlock = Fixed(1, "no block", Flag, "N");
    public static readonly Sip2Field TransactionDate = Fixed(18, "transaction date", Date);
    public static readonly Sip2Field NbDueDate = Fixed(18, "nb due date", Date);
    public static readonly Sip2Field ReturnDate = Fixed(18, "return date", Date);
    public static readonly Sip2Field ThirdPartyAllowed = Fixed(1, "third party allowed", Flag, "N");
    public static readonly Sip2Field HoldMode = Fixed(1, "hold mode", Code, "+", CodeLists.HoldMode);
    public static readonly Sip2Field CardRetained = Fixed(1, "card retained", Flag, "N");
    public static readonly Sip2Field FixedFeeType = Fixed(2, "fee type", Code, "01", CodeLists.FeeType);
    public static readonly Sip2Field PaymentType = Fixed(2, "payment type", Code, "00", CodeLists.PaymentType);
    public static readonly Sip2Field FixedCurrency = Fixed(3, "currency type", Text);
    public static readonly Sip2Field OnLineStatus = Fixed(1, "on-line status", Flag, "N");
    public static readonly Sip2Field CheckinOk = Fixed(1, "checkin ok", Flag, "N");
    public static readonly Sip2Field CheckoutOk = Fixed(1, "checkout ok", Flag, "N");
    public static readonly Sip2Field AcsRenewalPolicy = Fixed(1, "ACS renewal policy", Flag, "N");
    public static readonly Sip2Field StatusUpdateOk = Fixed(1, "status update ok", Flag, "N");
    public static readonly Sip2Field OffLineOk = Fixed(1, "off-line ok", Flag, "N");
    public static readonly Sip2Field TimeoutPeriod = Fixed(3, "timeout period", Number, "000");
    public static readonly Sip2Field RetriesAllowed = Fixed(3, "retries allowed", Number, "999");
    public static readonly Sip2Field DateTimeSync = Fixed(18, "date/time sync", Date);
    public static readonly Sip2Field Ok = Fixed(1, "ok", Digit, "0", CodeLists.Done);
    public static readonly Sip2Field RenewalOk = Fixed(1, "renewal ok", Flag, "N");
    public static readonly Sip2Field MagneticMedia = Fixed(1, "magnetic media", Ternary, "U");
    public static readonly Sip2Field Desensitize = Fixed(1, "desensitize", Ternary, "N");
    public static readonly Sip2Field Resensitize = Fixed(1, "resensitize", Flag, "N");
    public static readonly Sip2Field Alert = Fixed(1, "alert", Flag, "N");
    public static readonly Sip2Field CirculationStatus = Fixed(2, "circulation status", Code, "01", CodeLists.CirculationStatus);
    public static readonly Sip2Field SecurityMarker = Fixed(2, "security marker", Code, "00", CodeLists.SecurityMarker);
    public static readonly Sip2Field PatronStatus = Fixed(14, "patron status", FieldKind.PatronStatus, "YYYY");
    public static readonly Sip2Field HoldItemsCount = Fixed(4, "hold items count", Number, "0000");
    public static readonly Sip2Field OverdueItemsCount = Fixed(4, "overdue items count", Number, "0000");
    public static readonly Sip2Field ChargedItemsCount = Fixed(4, "charged items count", Number, "0000");
    public static readonly Sip2Field FineItemsCount = Fixed(4, "fine items count", Number, "0000");
    public static readonly Sip2Field RecallItemsCount = Fixed(4, "recall items count", Number, "0000");
    public static readonly Sip2Field UnavailableHoldsCount = Fixed(4, "unavailable holds count", Number, "0000");
    public static readonly Sip2Field RenewedCount = Fixed(4, "renewed count", Number, "0000");
    public static readonly Sip2Field UnrenewedCount = Fixed(4, "unrenewed count", Number, "0000");
    public static readonly Sip2Field Available = Fixed(1, "available", Flag, "N");
    public static readonly Sip2Field EndSession = Fixed(1, "end session", Flag, "N");
    public static readonly Sip2Field ItemPropertiesOk = Fixed(1, "item properties ok", Digit, "0", CodeLists.Done);
    public static readonly Sip2Field PaymentAccepted = Fixed(1, "payment accepted", Flag, "N");
    public static readonly Sip2Field WalletOperation = Fixed(4, "wallet operation", Code, meanings: CodeLists.WalletOperation);
    public static readonly Sip2Field WalletDone = Fixed(1, "wallet result", Code, "2", CodeLists.WalletDone);
    public static readonly Sip2Field WalletReason = Fixed(3, "wallet reason", Number, "900");

    // Variable fields (section 8).
    public static readonly Sip2Field PatronId = Variable("AA", "patron identifier", sensitivity: Identifier);
    public static readonly Sip2Field ItemId = Variable("AB", "item identifier");
    public static readonly Sip2Field TerminalPassword = Variable("AC", "terminal password", sensitivity: Secret);
    public static readonly Sip2Field PatronPassword = Variable("AD", "patron password", sensitivity: Secret);
    public static readonly Sip2Field PersonalName = Variable("AE", "personal name", sensitivity: Personal);
    public static readonly Sip2Field ScreenMessage = Variable("AF", "screen message", repeatable: true);
    public static readonly Sip2Field PrintLine = Variable("AG", "print line", repeatable: true);
    public static readonly Sip2Field DueDate = Variable("AH", "due date", Date);
    public static readonly Sip2Field TitleId = Variable("AJ", "title identifier");
    public static readonly Sip2Field BlockedCardMessage = Variable("AL", "blocked card message");
    public static readonly Sip2Field LibraryName = Variable("AM", "library name");
    public static readonly Sip2Field TerminalLocation = Variable("AN", "terminal location");
    public static readonly Sip2Field InstitutionId = Variable("AO", "institution id");
    public static readonly Sip2Field CurrentLocation = Variable("AP", "current location");
    public static readonly Sip2Field PermanentLocation = Variable("AQ", "permanent location");
    public static readonly Sip2Field HoldItems = Variable("AS", "hold items", repeatable: true);
    public static readonly Sip2Field OverdueItems = Variable("AT", "overdue items", repeatable: true);
    public static readonly Sip2Field ChargedItems = Variable("AU", "charged items", repeatable: true);
    public static readonly Sip2Field FineItems = Variable("AV", "fine items", repeatable: true);
    public static readonly Sip2Field SequenceNumber = Variable("AY", "sequence number");
    public static readonly Sip2Field Checksum = Variable("AZ", "checksum", width: 4);
    public static readonly Sip2Field HomeAddress = Variable("BD", "home address", sensitivity: Personal);
    public static readonly Sip2Field EmailAddress = Variable("BE", "e-mail address", sensitivity: Personal);
    public static readonly Sip2Field HomePhone = Variable("BF", "home phone number", sensitivity: Personal);
    public static readonly Sip2Field Owner = Variable("BG", "owner");
    public static readonly Sip2Field Currency = Variable("BH", "currency type", width: 3);
    public static readonly Sip2Field Cancel = Variable("BI", "cancel", Flag, 1);
    public static readonly Sip2Field TransactionId = Variable("BK", "transaction id");
    public static readonly Sip2Field ValidPatron = Variable("BL", "valid patron", Flag, 1);
    public static readonly Sip2Field RenewedItems = Variable("BM", "renewed items", repeatable: true);
    public static readonly Sip2Field UnrenewedItems = Variable("BN", "unrenewed items", repeatable: true);
    public static readonly Sip2Field FeeAcknowledged = Variable("BO", "fee acknowledged", Flag, 1);
    public static readonly Sip2Field StartItem = Variable("BP", "start item", Number);
    public static readonly Sip2Field EndItem = Variable("BQ", "end item", Number);
    public static readonly Sip2Field QueuePosition = Variable("BR", "queue position", Number);
    public static readonly Sip2Field PickupLocation = Variable("BS", "pickup location");
    public static readonly Sip2Field FeeType = Variable("BT", "fee type", Code, 2, meanings: CodeLists.FeeType);
    public static readonly Sip2Field RecallItems = Variable("BU", "recall items", repeatable: true);
    public static readonly Sip2Field FeeAmount = Variable("BV", "fee amount", Amount);
    public static readonly Sip2Field ExpirationDate = Variable("BW", "expiration date", Date, 18);
    public static readonly Sip2Field SupportedMessages = Variable("BX", "supported messages", Messages, 16);
    public static readonly Sip2Field HoldType = Variable("BY", "hold type", Code, 1, meanings: CodeLists.HoldType);
    public static readonly Sip2Field HoldItemsLimit = Variable("BZ", "hold items limit", Number, 4);
    public static readonly Sip2Field OverdueItemsLimit = Variable("CA", "overdue items limit", Number, 4);
    public static readonly Sip2Field ChargedItemsLimit = Variable("CB", "charged items limit", Number, 4);
    public static readonly Sip2Field FeeLimit = Variable("CC", "fee limit", Amount);
    public static readonly Sip2Field UnavailableHoldItems = Variable("CD", "unavailable hold items", repeatable: true);
    public static readonly Sip2Field HoldQueueLength = Variable("CF", "hold queue length", Number);
    public static readonly Sip2Field FeeIdentifier = Variable("CG", "fee identifier");
    public static readonly Sip2Field ItemProperties = Variable("CH", "item properties");
    public static readonly Sip2Field SecurityInhibit = Variable("CI", "security inhibit", Flag, 1);
    public static readonly Sip2Field RecallDate = Variable("CJ", "recall date", Date, 18);
    public static readonly Sip2Field MediaType = Variable("CK", "media type", Code, 3, meanings: CodeLists.MediaType);
    public static readonly Sip2Field SortBin = Variable("CL", "sort bin");
    public static readonly Sip2Field HoldPickupDate = Variable("CM", "hold pickup date", Date, 18);
    public static readonly Sip2Field LoginUserId = Variable("CN", "login user id");
    public static readonly Sip2Field LoginPassword = Variable("CO", "login password", sensitivity: Secret);
    public static readonly Sip2Field LocationCode = Variable("CP", "location code");
    public static readonly Sip2Field ValidPatronPassword = Variable("CQ", "valid patron password", Flag, 1);

    // Extension of 2005 (section 14).
    public static readonly Sip2Field CollectionCode = Variable("CR", "collection code");
    public static readonly Sip2Field CallNumber = Variable("CS", "call number");
    public static readonly Sip2Field DestinationLocation = Variable("CT", "destination location");
    public static readonly Sip2Field AlertType = Variable("CV", "alert type", Code, 2, meanings: CodeLists.AlertType);
    public static readonly Sip2Field HoldPatronId = Variable("CY", "hold patron id", sensitivity: Identifier);
    public static readonly Sip2Field HoldPatronName = Variable("DA", "hold patron name", sensitivity: Personal);
    public static readonly Sip2Field CatalogueAccessType = Variable("PA", "catalogue access type");
    public static readonly Sip2Field BirthDate = Variable("PB", "birth date", sensitivity: Personal);
    public static readonly Sip2Field PatronType = Variable("ZY", "patron type");

    // The wallet's private fields; no other use of a W code is known.
    public static readonly Sip2Field WalletAvailable = Variable("WB", "wallet available", Amount);
    public static readonly Sip2Field WalletHeld = Variable("WH", "wallet held", Amount);
    public static readonly Sip2Field WalletLedger = Variable("WL", "wallet ledger balance", Amount);
    public static readonly Sip2Field WalletHeadroom = Variable("WM", "wallet head-room for top-up", Amount);
    public static readonly Sip2Field WalletState = Variable("WS", "wallet state", Code, 1, meanings: CodeLists.WalletState);
    public static readonly Sip2Field WalletActiveFrom = Variable("WT", "wallet active from", Date, 18);
    public static readonly Sip2Field ServerTransactionId = Variable("WI", "server transaction id");
    public static readonly Sip2Field OriginalTransactionId = Variable("WK", "original transaction id");
    public static readonly Sip2Field HoldExpirySeconds = Variable("WE", "expiry in seconds", Number);
    public static readonly Sip2Field Purpose = Variable("WP", "purpose");
    public static readonly Sip2Field PageLine = Variable("WN", "page line", repeatable: true);
    public static readonly Sip2Field DenominationsAccepted = Variable("WD", "denominations accepted");
    public static readonly Sip2Field DenominationsInserted = Variable("WG", "denominations inserted");
    public static readonly Sip2Field OldCopyCard = Variable("WO", "old copy card", sensitivity: Identifier);
    public static readonly Sip2Field Operator = Variable("WU", "operator", sensitivity: Identifier);
    public static readonly Sip2Field RecreditReason = Variable("WC", "re-credit reason");
    public static readonly Sip2Field ChipId = Variable("WX", "chip id", sensitivity: Identifier);
    public static readonly Sip2Field WalletFlags = Variable("WF", "wallet flags");
    public static readonly Sip2Field ReasonCode = Variable("WY", "reason code");
    public static readonly Sip2Field WalletExtensionVersion = Variable("WV", "wallet extension version");

    /// <summary>Done or not, in answers beyond the standard, which have no fixed field for it.</summary>
    public static readonly Sip2Field Done = Variable("OK", "done", Digit, 1, meanings: CodeLists.Done);

    /// <summary>What the reader has left as a deposit; sent under the code a profile gives it.</summary>
    public static readonly Sip2Field Deposit = Variable("WJ", "deposit", Amount);

    /// <summary>All of the above, in this order.</summary>
    public static readonly IReadOnlyList<Sip2Field> All = [.. Declared];

    static readonly FrozenDictionary<ushort, Sip2Field> ByTag = All.Where(field => !field.IsFixed).ToFrozenDictionary(field => field.Tag);
    static readonly ConcurrentDictionary<string, Sip2Field> Locals = new(StringComparer.Ordinal);
    static int lastIndex = Declared.Count - 1;

    /// <summary>The variable field of the standard with this code; null when there is none.</summary>
    public static Sip2Field? Find(ushort tag) => ByTag.GetValueOrDefault(tag);

    /// <summary>
    /// A field that only some vendor or library knows (section 14: two-letter codes clash between vendors, so they belong to a
    /// terminal's profile). Asked for again with the same code and name it is the same field.
    /// </summary>
    public static Sip2Field Local(string code, string name, bool repeatable = false, Sensitivity sensitivity = Sensitivity.None)
    {
        return Locals.GetOrAdd($"{code} {name} {repeatable} {sensitivity}", _ => new Sip2Field
        {
            Code = code, Name = name, Repeatable = repeatable, Sensitivity = sensitivity, Index = Interlocked.Increment(ref lastIndex),
        });
    }

    static Sip2Field Fixed(int width, string name, FieldKind kind, string absent = "", FrozenDictionary<string, string>? meanings = null) =>
        Declare("", name, kind, width, meanings, absent: absent.PadRight(width));

    static Sip2Field Variable(string code, string name, FieldKind kind = Text, int width = 0, bool repeatable = false,
        Sensitivity sensitivity = Sensitivity.None, FrozenDictionary<string, string>? meanings = null) =>
        Declare(code, name, kind, width, meanings, repeatable, sensitivity);

    static Sip2Field Declare(string code, string name, FieldKind kind, int width, FrozenDictionary<string, string>? meanings,
        bool repeatable = false, Sensitivity sensitivity = Sensitivity.None, string absent = "")
    {
        var field = new Sip2Field
        {
            Code = code, Name = name, Kind = kind, Width = width, Repeatable = repeatable, Sensitivity = sensitivity, Absent = absent,
            Meanings = meanings ?? kind switch
            {
                Flag => CodeLists.YesNo,
                Ternary => CodeLists.YesNoUnknown,
                _ => FrozenDictionary<string, string>.Empty,
            },
            Index = Declared.Count,
        };
        Declared.Add(field);
        return field;
    }
}
