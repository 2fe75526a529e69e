using System.Collections.Frozen;
using System.Collections.Immutable;

namespace ProtocolServer.Ncip.Wire;

/// <summary>The three kinds of service (ncip reference 6.1).</summary>
enum ServiceKind { Lookup, Update, Notification }

/// <summary>A service's initiation and response, and the problem types of its own list.</summary>
sealed record MessagePair(string Service, ServiceKind Kind, ElementModel Request, ElementModel Response, ImmutableArray<string> ProblemTypes)
{
    /// <summary>The first version that has the service.</summary>
    public NcipVersion Since { get; init; } = NcipVersion.V10;

    /// <summary>The last version that has it.</summary>
    public NcipVersion Until { get; init; } = NcipVersion.V202;

    public bool IsIn(NcipVersion version) => version >= Since && version <= Until;

    /// <summary>The list the types are from.</summary>
    public string ProblemScheme { get; } =
        $"{Schemes.General}/processingerrortype/{(Service == "LookupItemSet" ? "lookupitem" : Service.ToLowerInvariant())}processingerror.scm";
}

/// <summary>Every service of the standard, once (ncip reference 7).</summary>
static class MessagePairs
{
    const string User = "UserId|AuthenticationInput+";
    const string Want = "ItemElementType* UserElementType*";
    const string Optional = "ItemOptionalFields? UserOptionalFields?";
    const string Fiscal = "FiscalTransactionInformation?";
    const string Agency = "OrganizationNameInformation* AgencyAddressInformation* AuthenticationPrompt* ApplicationProfileSupportedType* ConsortiumAgreement* AgencyUserPrivilegeType*";
    const string NewItem = "BibliographicDescription ItemUseRestrictionType* CirculationStatus? ItemDescription? Location* PhysicalCondition? SecurityMarker? SensitizationFlag?";
    const string NewUser = "NameInformation UserAddressInformation* DateOfBirth? UserLanguage* UserPrivilege* BlockOrTrap*";
    const string Period = "DateDue|IndeterminateLoanPeriodFlag|NonReturnableFlag";
    const string Fee = "RequiredFeeAmount? RequiredItemUseRestrictionType*";
    const string Reported = "ItemReportedReturned|ItemReportedNeverBorrowed|ItemReportedLost|ItemReportedMissing";

    public static ImmutableArray<MessagePair> All { get; } =
    [
        Lookup("LookupUser", $"{User} UserElementType* LoanedItemsDesired? RequestedItemsDesired? UserFiscalAccountDesired?",
            "UserId? UserFiscalAccount* LoanedItemsCount* LoanedItem*@2 RequestedItemsCount* RequestedItem*@2 UserTransaction?@1 UserOptionalFields?",
            "Element Rule Violated; Non-Unique User; Unknown User; User Access Denied; User Authentication Failed"),
        Lookup("LookupItem", "ItemId|RequestId ItemElementType* CurrentBorrowerDesired? CurrentRequestersDesired?",
            "RequestId? ItemId? HoldPickupDate? DateRecalled? ItemTransaction? ItemOptionalFields?",
            "Element Rule Violated; Item Access Denied; Non-Unique Item; Unknown Item"),
        Lookup("LookupItemSet",
            "BibliographicId+|HoldingsSetId+|ItemId+ ItemElementType* CurrentBorrowerDesired? CurrentRequestersDesired? MaximumItemsCount? NextItemToken?",
            "BibInformation* NextItemToken?",
            "Element Rule Violated; Item Access Denied; Non-Unique Item; Unknown Item") with { Since = NcipVersion.V202 },
        Lookup("LookupRequest", $"UserId? AuthenticationInput* ItemId? RequestType? RequestId? RequestElementType* {Want}",
            "RequestId? ItemId? UserId? RequestType? RequestScopeType? RequestStatusType? HoldQueuePosition? ShippingInformation? EarliestDateNeeded? NeedBeforeDate? "
            + "PickupDate? PickupLocation?@2 PickupExpiryDate? DateOfUserRequest? DateAvailable? AcknowledgedFeeAmount? PaidFeeAmount? " + Optional,
            "Non-Unique Request; Unknown Request") with { Since = NcipVersion.V101 },
        Lookup("LookupAgency", "AgencyId AgencyElementType+", "AgencyId? " + Agency, "Agency Access Denied; Element Rule Violated; Unknown Agency"),
        // In 1.x only; 2.x does the same by LookupUser.
        Lookup("AuthenticateUser", "AuthenticationInput+", "UserId?", "User Authentication Failed") with { Until = NcipVersion.V101 },

        Update("CheckOutItem",
            $"{User} ItemId RequestId? AcknowledgedFeeAmount? PaidFeeAmount?@1.01 AcknowledgedItemUseRestrictionType* ShippingInformation? ResourceDesired? DesiredDateDue? {Want}",
            $"{Fee} ItemId? UserId? DateDue? IndeterminateLoanPeriodFlag? NonReturnableFlag? RenewalCount? ElectronicResource? {Fiscal} {Optional}",
            "Item Does Not Circulate; Maximum Check Outs Exceeded; Resource Cannot Be Provided; Unknown Item; Unknown Request; Unknown User; "
            + "Unsupported Shipping Address Type; User Authentication Failed; User Blocked; User Ineligible To Check Out This Item"),
        Update("UndoCheckOutItem", "ItemId UserId? AuthenticationInput* RequestId?", $"ItemId? UserId? {Fiscal}",
            "Unknown Item; Unknown User; User Authentication Failed"),
        Update("CheckInItem", $"ItemId {Want}", $"ItemId? UserId? RoutingInformation? {Fiscal} {Optional}", "Item Not Checked Out; Unknown Item"),
        Update("RenewItem",
            $"{User} ItemId {Want} DesiredDateDue? DesiredDateForReturn? AcknowledgedFeeAmount? PaidFeeAmount?@1.01 AcknowledgedItemUseRestrictionType*",
            $"{Fee} Pending? ItemId? UserId? DateDue? DateForReturn? RenewalCount? {Fiscal} {Optional}",
            "Item Not Checked Out; Item Not Renewable; Maximum Renewals Exceeded; Renewal Not Allowed - Item Has Outstanding Requests; Unknown Item; "
            + "Unknown User; User Authentication Failed; User Blocked; User Ineligible To Renew This Item"),
        Update("RecallItem", $"ItemId DesiredDateDue? ShippingInformation? {Want}", $"ItemId? UserId? DateDue? {Fiscal} {Optional}",
            "Item Cannot Be Recalled; Item Not Checked Out; Unknown Item; Unsupported Shipping Address Type"),
        Update("CancelRecallItem", $"ItemId {Want}", $"ItemId? UserId? {Fiscal} {Optional}",
            "Item Not Checked Out; Recall Cannot Be Cancelled At This Time; Unknown Item"),
        Update("ReportCirculationStatusChange", $"ItemId {User} {Reported} {Want}", $"ItemId? UserId? {Optional}",
            "Element Rule Violated; Item Not Checked Out To This User; Unknown Item; Unknown User; User Authentication Failed"),
        Update("UpdateCirculationStatus", "ItemId CirculationStatus", "ItemId?",
            "Element Rule Violated; Item Access Denied; Unable To Add Element; Unable To Delete Element; Unknown Item"),

        Update("RequestItem",
            $"{User} BibliographicId*|ItemId* RequestId? RequestType RequestScopeType ItemOptionalFields?@2 ShippingInformation? EarliestDateNeeded? NeedBeforeDate? "
            + $"PickupLocation?@2 PickupExpiryDate? AcknowledgedFeeAmount? PaidFeeAmount?@1.01 AcknowledgedItemUseRestrictionType* {Want}",
            $"{Fee} RequestId? ItemId? UserId? RequestType? RequestScopeType? ShippingInformation? DateAvailable? HoldPickupDate? {Fiscal} {Optional}",
            "Duplicate Request; Element Rule Violated; Item Does Not Circulate; Item Not Available By Need Before Date; Unknown Item; Unknown User; "
            + "User Authentication Failed; User Blocked; User Ineligible To Request This Item"),
        Update("CancelRequestItem",
            $"{User} RequestId? ItemId? RequestType RequestScopeType? AcknowledgedFeeAmount?@1.01 PaidFeeAmount?@1.01 {Want}",
            $"RequestId? ItemId? UserId? {Fiscal} {Optional}",
            "Element Rule Violated; Request Already Processed; Unknown Item; Unknown Request; Unknown User; User Authentication Failed"),
        Update("UpdateRequestItem", $"UserId? AuthenticationInput* ItemId? RequestType? RequestId? DeleteRequestFields? AddRequestFields? {Want}",
            $"{Fee} ItemId? UserId? RequestType? RequestScopeType? DateAvailable? HoldPickupDate? {Fiscal} {Optional}",
            "Element Rule Violated; Item Access Denied; Unable To Add Element; Unable To Delete Element; Unknown Item; Unknown Request; Unknown User; "
            + "User Authentication Failed"),
        Update("AcceptItem",
            $"RequestId RequestedActionType UserId? ItemId? DateForReturn? IndeterminateLoanPeriodFlag? NonReturnableFlag? RenewalNotPermitted? {Fiscal} {Optional} "
            + "PickupLocation?@2 PickupExpiryDate?@2",
            "RequestId? ItemId?",
            "Cannot Accept Item; Cannot Guarantee Restrictions On Use; Element Rule Violated; Unknown Item; Unknown Request; Unknown User; "
            + "User Ineligible To Check Out This Item"),

        Update("CreateUser", $"UserId? AuthenticationInput* {NewUser}", "UserId?", "Duplicate User; Element Rule Violated; User Authentication Failed"),
        Update("UpdateUser", $"{User} DeleteUserFields? AddUserFields?", "UserId?",
            "Element Rule Violated; Unable To Add Element; Unable To Delete Element; Unknown User; User Access Denied; User Authentication Failed"),
        Update("DeleteUser", User, "UserId?", "Unknown User; User Authentication Failed; Element Rule Violated") with { Since = NcipVersion.V200 },
        Update("CreateUserFiscalTransaction", $"{User} FiscalTransactionInformation", "UserId? FiscalTransactionReferenceId?",
            "Account Access Denied; Duplicate Fiscal Transaction; Element Rule Violated; Unable To Add Element; Unknown Item; Unknown Request; Unknown User; "
            + "User Access Denied; User Authentication Failed"),
        Update("CreateItem", $"ItemId? RequestId? {NewItem}", "ItemId?", "Duplicate Item; Element Rule Violated"),
        Update("UpdateItem", "ItemId DeleteItemFields? AddItemFields?", "ItemId?",
            "Element Rule Violated; Item Access Denied; Unable To Add Element; Unable To Delete Element; Unknown Item"),
        Update("DeleteItem", "ItemId", "ItemId?", "Unknown Item; Element Rule Violated") with { Since = NcipVersion.V200 },
        Update("CreateAgency", "AgencyId? " + Agency, "AgencyId?", "Duplicate Agency; Element Rule Violated"),
        Update("UpdateAgency", "AgencyId DeleteAgencyFields? AddAgencyFields?", "AgencyId?",
            "Agency Access Denied; Element Rule Violated; Unable To Add Element; Unable To Delete Element"),
        Update("SendUserNotice", "UserId DateToSend? UserNoticeDetails", "UserId? DateSent? DateWillSend?",
            "Element Rule Violated; Item Not Checked Out; Unknown Item; Unknown User; Unsupported Notice"),

        Notice("ItemCheckedOut", $"UserId ItemId RequestId? {Period} ElectronicResourceProvidedFlag? RenewalCount? {Fiscal} ShippingInformation? {Optional}"),
        Notice("ItemCheckedIn", $"UserId? ItemId RoutingInformation? {Fiscal} {Optional}"),
        Notice("ItemRenewed", $"UserId? ItemId DateDue RenewalCount? {Fiscal} {Optional}"),
        Notice("ItemRecalled", $"UserId? ItemId DateDue ShippingInformation? {Optional}"),
        Notice("ItemRecallCancelled", $"UserId? ItemId {Fiscal} {Optional}"),
        Notice("ItemRequested",
            "UserId ItemId? BibliographicId? RequestId? RequestType RequestScopeType ShippingInformation? EarliestDateNeeded? NeedBeforeDate? PickupLocation?@2 "
            + $"PickupExpiryDate? DateOfUserRequest? DateAvailable? {Optional}"),
        Notice("ItemRequestUpdated", $"UserId? ItemId? RequestType? RequestId? DeleteRequestFields? AddRequestFields? {Optional}"),
        Notice("ItemRequestCancelled", $"UserId RequestId? ItemId? RequestType RequestScopeType? {Fiscal} {Optional}"),
        Notice("ItemShipped", $"RequestId? ItemId? UserId? DateShipped ShippingInformation {Optional}"),
        Notice("ItemReceived", $"ItemId UserId? RequestId? DateReceived {Optional}"),
        Notice("CirculationStatusUpdated", "ItemId CirculationStatus"),
        Notice("CirculationStatusChangeReported", $"ItemId UserId {Reported} {Optional} {Fiscal}"),
        Notice("ItemCreated", $"ItemId RequestId? {NewItem}"),
        Notice("ItemUpdated", "ItemId DeleteItemFields? AddItemFields?"),
        Notice("UserCreated", $"UserId {NewUser}"),
        Notice("UserUpdated", "UserId DeleteUserFields? AddUserFields?"),
        Notice("UserFiscalTransactionCreated", "UserId FiscalTransactionInformation"),
        Notice("UserNoticeSent", "UserId DateSent UserNoticeDetails"),
        Notice("AgencyCreated", "AgencyId " + Agency),
        Notice("AgencyUpdated", "AgencyId DeleteAgencyFields? AddAgencyFields?"),
    ];

    static readonly FrozenDictionary<string, MessagePair> ByName = All.ToFrozenDictionary(pair => pair.Service, StringComparer.Ordinal);

    public static MessagePair? Find(string service) => ByName.GetValueOrDefault(service);

    /// <summary>Whether it is the name of an answer.</summary>
    public static bool IsResponse(string name) =>
        name.EndsWith("Response", StringComparison.Ordinal) && (ByName.ContainsKey(name[..^"Response".Length]) || name == "LookupVersionResponse");

    static MessagePair Lookup(string service, string request, string response, string problems) => Pair(service, ServiceKind.Lookup, "", request, response, problems);

    static MessagePair Update(string service, string request, string response, string problems) =>
        Pair(service, ServiceKind.Update, "MandatedAction? ", request, response, problems);

    static MessagePair Notice(string service, string request) => Pair(service, ServiceKind.Notification, "", request, "", "");

    static MessagePair Pair(string service, ServiceKind kind, string mandated, string request, string response, string problems) => new(
        service, kind,
        new(service, $"InitiationHeader? {mandated}{request}"),
        new($"{service}Response", $"ResponseHeader? Problem* {response}"),
        [.. problems.Split("; ", StringSplitOptions.RemoveEmptyEntries)]);
}
