using static ProtocolServer.Sip2.Wire.Fields;
using static ProtocolServer.Sip2.Wire.MessageSpec;

namespace ProtocolServer.Sip2.Wire;

/// <summary>
/// All messages of SIP2 sections 7.1 and 7.2, pair by pair in the order of 7.1, with the extension fields of 2005 (section 14) in 10, 18 and 64.
/// The order of the variable fields is that of section 7.2, but 18 begins with AB and AJ, as the exchanges of section 16 have it.
/// </summary>
static class Specs
{
    public static readonly Exchange Login = new(
        Message("93", "Login").Fixed(UidAlgorithm, PwdAlgorithm).Required(LoginUserId, LoginPassword).Optional(LocationCode),
        Message("94", "Login Response").Fixed(Ok));

    public static readonly Exchange Status = new(
        Message("99", "SC Status").Fixed(StatusCode, MaxPrintWidth, ProtocolVersion),
        Message("98", "ACS Status")
            .Fixed(OnLineStatus, CheckinOk, CheckoutOk, AcsRenewalPolicy, StatusUpdateOk, OffLineOk, TimeoutPeriod, RetriesAllowed, DateTimeSync, ProtocolVersion)
            .Required(InstitutionId).Optional(LibraryName).Required(SupportedMessages).Optional(TerminalLocation, ScreenMessage, PrintLine));

    /// <summary>97 is answered with the last answer; 96 asks the terminal for the same favour.</summary>
    public static readonly Exchange Resend = new(Message("97", "Request ACS Resend"), Message("96", "Request SC Resend"));

    public static readonly Exchange PatronStatusRequest = new(
        Message("23", "Patron Status Request").Fixed(Language, TransactionDate)
            .Required(InstitutionId, PatronId, TerminalPassword, PatronPassword),
        Message("24", "Patron Status Response").Fixed(PatronStatus, Language, TransactionDate)
            .Required(InstitutionId, PatronId, PersonalName)
            .Optional(ValidPatron, ValidPatronPassword, Currency, FeeAmount, ScreenMessage, PrintLine));

    public static readonly Exchange PatronInformation = new(
        Message("63", "Patron Information").Fixed(Language, TransactionDate, Summary)
            .Required(InstitutionId, PatronId).Optional(TerminalPassword, PatronPassword, StartItem, EndItem),
        Message("64", "Patron Information Response")
            .Fixed(PatronStatus, Language, TransactionDate, HoldItemsCount, OverdueItemsCount, ChargedItemsCount, FineItemsCount, RecallItemsCount, UnavailableHoldsCount)
            .Required(InstitutionId, PatronId, PersonalName)
            .Optional(HoldItemsLimit, OverdueItemsLimit, ChargedItemsLimit, ValidPatron, ValidPatronPassword, Currency, FeeAmount, FeeLimit)
            .Optional(HoldItems, OverdueItems, ChargedItems, FineItems, RecallItems, UnavailableHoldItems)
            .Optional(HomeAddress, EmailAddress, HomePhone, CatalogueAccessType, BirthDate, PatronType, ScreenMessage, PrintLine));

    public static readonly Exchange EndPatronSession = new(
        Message("35", "End Patron Session").Fixed(TransactionDate)
            .Required(InstitutionId, PatronId).Optional(TerminalPassword, PatronPassword),
        Message("36", "End Session Response").Fixed(EndSession, TransactionDate)
            .Required(InstitutionId, PatronId).Optional(ScreenMessage, PrintLine));

    public static readonly Exchange Checkout = new(
        Message("11", "Checkout").Fixed(ScRenewalPolicy, NoBlock, TransactionDate, NbDueDate)
            .Required(InstitutionId, PatronId, ItemId, TerminalPassword).Optional(ItemProperties, PatronPassword, FeeAcknowledged, Cancel),
        LoanAnswer("12", "Checkout Response"));

    public static readonly Exchange Checkin = new(
        Message("09", "Checkin").Fixed(NoBlock, TransactionDate, ReturnDate)
            .Required(CurrentLocation, InstitutionId, ItemId, TerminalPassword).Optional(ItemProperties, Cancel),
        Message("10", "Checkin Response").Fixed(Ok, Resensitize, MagneticMedia, Alert, TransactionDate)
            .Required(InstitutionId, ItemId, PermanentLocation).Optional(TitleId, SortBin, PatronId, MediaType, ItemProperties)
            .Optional(CollectionCode, CallNumber, DestinationLocation, AlertType, HoldPatronId, HoldPatronName, ScreenMessage, PrintLine));

    public static readonly Exchange Renew = new(
        Message("29", "Renew").Fixed(ThirdPartyAllowed, NoBlock, TransactionDate, NbDueDate)
            .Required(InstitutionId, PatronId).Optional(PatronPassword, ItemId, TitleId, TerminalPassword, ItemProperties, FeeAcknowledged),
        LoanAnswer("30", "Renew Response"));

    public static readonly Exchange RenewAll = new(
        Message("65", "Renew All").Fixed(TransactionDate)
            .Required(InstitutionId, PatronId).Optional(PatronPassword, TerminalPassword, FeeAcknowledged),
        Message("66", "Renew All Response").Fixed(Ok, RenewedCount, UnrenewedCount, TransactionDate)
            .Required(InstitutionId).Optional(RenewedItems, UnrenewedItems, ScreenMessage, PrintLine));

    public static readonly Exchange Hold = new(
        Message("15", "Hold").Fixed(HoldMode, TransactionDate)
            .Optional(ExpirationDate, PickupLocation, Fields.HoldType).Required(InstitutionId, PatronId)
            .Optional(PatronPassword, ItemId, TitleId, TerminalPassword, FeeAcknowledged),
        Message("16", "Hold Response").Fixed(Ok, Available, TransactionDate)
            .Optional(ExpirationDate, QueuePosition, PickupLocation).Required(InstitutionId, PatronId)
            .Optional(ItemId, TitleId, ScreenMessage, PrintLine));

    public static readonly Exchange ItemInformation = new(
        Message("17", "Item Information").Fixed(TransactionDate).Required(InstitutionId, ItemId).Optional(TerminalPassword),
        Message("18", "Item Information Response").Fixed(CirculationStatus, SecurityMarker, FixedFeeType, TransactionDate)
            .Required(ItemId, TitleId)
            .Optional(HoldQueueLength, DueDate, RecallDate, HoldPickupDate, Owner, Currency, FeeAmount, MediaType, PermanentLocation, CurrentLocation, ItemProperties)
            .Optional(CollectionCode, CallNumber, DestinationLocation, AlertType, HoldPatronId, HoldPatronName, ScreenMessage, PrintLine));

    public static readonly Exchange ItemStatusUpdate = new(
        Message("19", "Item Status Update").Fixed(TransactionDate)
            .Required(InstitutionId, ItemId).Optional(TerminalPassword).Required(ItemProperties),
        Message("20", "Item Status Update Response").Fixed(ItemPropertiesOk, TransactionDate)
            .Required(ItemId).Optional(TitleId, ItemProperties, ScreenMessage, PrintLine));

    public static readonly Exchange FeePaid = new(
        Message("37", "Fee Paid").Fixed(TransactionDate, FixedFeeType, PaymentType, FixedCurrency)
            .Required(FeeAmount, InstitutionId, PatronId).Optional(TerminalPassword, PatronPassword, FeeIdentifier, TransactionId),
        Message("38", "Fee Paid Response").Fixed(PaymentAccepted, TransactionDate)
            .Required(InstitutionId, PatronId).Optional(TransactionId, ScreenMessage, PrintLine));

    public static readonly Exchange BlockPatron = new(
        Message("01", "Block Patron").Fixed(CardRetained, TransactionDate)
            .Required(InstitutionId, BlockedCardMessage, PatronId, TerminalPassword),
        PatronStatusRequest.Response);

    public static readonly Exchange PatronEnable = new(
        Message("25", "Patron Enable").Fixed(TransactionDate)
            .Required(InstitutionId, PatronId).Optional(TerminalPassword, PatronPassword),
        Message("26", "Patron Enable Response").Fixed(PatronStatus, Language, TransactionDate)
            .Required(InstitutionId, PatronId, PersonalName).Optional(ValidPatron, ValidPatronPassword, ScreenMessage, PrintLine));

    /// <summary>The sixteen pairs.</summary>
    public static readonly IReadOnlyList<Exchange> All =
    [
        Login, Status, Resend, PatronStatusRequest, PatronInformation, EndPatronSession, Checkout, Checkin, Renew, RenewAll, Hold, ItemInformation,
        ItemStatusUpdate, FeePaid, BlockPatron, PatronEnable,
    ];

    /// <summary>Protocol version 2.00.</summary>
    public static readonly MessageTable Version2 = new(All);

    /// <summary>
    /// Protocol version 1.00 (section 17): fewer messages, and in them none of the fields that 2.00 added. 93 stays readable, because
    /// a terminal may log in and then ask for 1.00.
    /// </summary>
    public static readonly MessageTable Version1 = new(
    [
        Login,
        new(Status.Request, Status.Response.Without(SupportedMessages)),
        Resend,
        new(PatronStatusRequest.Request, PatronStatusRequest.Response.Without(ValidPatron, ValidPatronPassword, Currency, FeeAmount)),
        new(Checkout.Request.Without(ItemProperties, PatronPassword, FeeAcknowledged, Cancel),
            Checkout.Response.Without(FeeType, SecurityInhibit, Currency, FeeAmount, MediaType, ItemProperties, TransactionId)),
        new(Checkin.Request.Without(ItemProperties, Cancel),
            Checkin.Response.Without(SortBin, PatronId, MediaType, ItemProperties, CollectionCode, CallNumber, DestinationLocation, AlertType, HoldPatronId, HoldPatronName)),
        new(BlockPatron.Request, PatronStatusRequest.Response.Without(ValidPatron, ValidPatronPassword, Currency, FeeAmount)),
    ]);

    static MessageSpec LoanAnswer(string code, string name) =>
        Message(code, name).Fixed(Ok, RenewalOk, MagneticMedia, Desensitize, TransactionDate)
            .Required(InstitutionId, PatronId, ItemId, TitleId, DueDate)
            .Optional(FeeType, SecurityInhibit, Currency, FeeAmount, MediaType, ItemProperties, TransactionId, ScreenMessage, PrintLine);
}
