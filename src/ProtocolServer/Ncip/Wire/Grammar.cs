using System.Collections.Frozen;

namespace ProtocolServer.Ncip.Wire;

/// <summary>
/// Every composite element, once: it tells the reader what may be there and the writer what comes after what (ncip reference 9). The
/// messages themselves are in <see cref="MessagePairs"/>.
/// </summary>
static class Grammar
{
    const string Composites = """
        InitiationHeader FromSystemId? FromSystemAuthentication? FromAgencyId FromAgencyAuthentication? OnBehalfOfAgency? ToSystemId? ToAgencyId ApplicationProfileType?
        ResponseHeader FromSystemId? FromSystemAuthentication? FromAgencyId FromAgencyAuthentication? ToSystemId? ToAgencyId
        LookupVersion InitiationHeader? FromAgencyId? ToAgencyId?
        FromAgencyId AgencyId
        ToAgencyId AgencyId
        OnBehalfOfAgency AgencyId
        UserId AgencyId? UserIdentifierType?@2 UserIdentifierValue
        ItemId AgencyId? ItemIdentifierType?@2 ItemIdentifierValue
        RequestId AgencyId? RequestIdentifierType?@2 RequestIdentifierValue
        PreviousUserId AgencyId UserIdentifierValue ValidFromDate? ValidToDate?
        VisibleUserId AgencyId? VisibleUserIdentifierType VisibleUserIdentifier
        BibliographicId BibliographicItemId|BibliographicRecordId
        BibliographicItemId BibliographicItemIdentifier BibliographicItemIdentifierCode?
        BibliographicRecordId BibliographicRecordIdentifier AgencyId|BibliographicRecordIdentifierCode
        FiscalTransactionReferenceId AgencyId FiscalTransactionIdentifierValue
        RelatedFiscalTransactionReferenceId AgencyId FiscalTransactionIdentifierValue
        AuthenticationInput AuthenticationInputData AuthenticationDataFormatType AuthenticationInputType
        AuthenticationPrompt PromptOutput PromptInput
        PromptOutput AuthenticationPromptData AuthenticationPromptType
        PromptInput AuthenticationInputType AuthenticationDataFormatType SensitiveDataFlag?
        Amount CurrencyCode MonetaryValue
        AccountBalance CurrencyCode MonetaryValue
        AcknowledgedFeeAmount CurrencyCode MonetaryValue
        PaidFeeAmount CurrencyCode MonetaryValue
        RequiredFeeAmount CurrencyCode MonetaryValue
        Problem ProblemType ProblemDetail? ProblemElement? ProblemValue?
        ItemOptionalFields BibliographicDescription? ItemUseRestrictionType* CirculationStatus? HoldQueueLength? ItemDescription? Location* PhysicalCondition? ElectronicResource? SecurityMarker? SensitizationFlag? DateDue?@2.02
        UserOptionalFields VisibleUserId*@1 NameInformation? UserAddressInformation* DateOfBirth? UserLanguage* UserPrivilege* BlockOrTrap* UserId*@2 PreviousUserId*@2
        NameInformation PersonalNameInformation|OrganizationNameInformation+
        PersonalNameInformation StructuredPersonalUserName? UnstructuredPersonalUserName?
        StructuredPersonalUserName Prefix? GivenName? Initials? Surname Suffix?
        OrganizationNameInformation OrganizationNameType OrganizationName
        UserAddressInformation UserAddressRoleType ValidFromDate? ValidToDate? PhysicalAddress|ElectronicAddress
        AgencyAddressInformation AgencyAddressRoleType ValidFromDate? ValidToDate? PhysicalAddress|ElectronicAddress
        PhysicalAddress StructuredAddress|UnstructuredAddress PhysicalAddressType
        StructuredAddress LocationWithinBuilding? HouseName? Street? PostOfficeBox? District? Line1? Line2? Locality? Region? Country? PostalCode? CareOf?
        UnstructuredAddress UnstructuredAddressType UnstructuredAddressData
        ElectronicAddress ElectronicAddressType ElectronicAddressData
        UserPrivilege AgencyId AgencyUserPrivilegeType ValidFromDate? ValidToDate? UserPrivilegeFee? UserPrivilegeStatus? UserPrivilegeDescription?
        UserPrivilegeFee Amount PaymentMethodType?
        UserPrivilegeStatus UserPrivilegeStatusType DateOfUserPrivilegeStatus?
        BlockOrTrap AgencyId BlockOrTrapType ValidFromDate? ValidToDate?
        LoanedItem ItemId BibliographicId*@2.02 ReminderLevel? DateDue|IndeterminateLoanPeriodFlag Amount? Title?@2 MediumType?@2
        LoanedItemsCount CirculationStatus|ItemUseRestrictionType LoanedItemCountValue
        RequestedItem RequestId? ItemId? BibliographicId*@2.02 RequestType RequestStatusType DatePlaced PickupDate? PickupLocation?@2 PickupExpiryDate? ReminderLevel? HoldQueuePosition? Title?@2 MediumType?@2
        RequestedItemsCount RequestType|CirculationStatus|ItemUseRestrictionType RequestedItemCountValue
        UserTransaction RequestedItem* LoanedItem*
        UserFiscalAccount AccountBalance AccountDetails*
        AccountDetails AccrualDate FiscalTransactionInformation
        FiscalTransactionInformation FiscalActionType FiscalTransactionReferenceId? RelatedFiscalTransactionReferenceId* FiscalTransactionType ValidFromDate? ValidToDate? Amount PaymentMethodType? FiscalTransactionDescription? RequestId? ItemDetails?
        ItemDetails ItemId BibliographicDescription DateCheckedOut? DateRenewed* DateDue? IndeterminateLoanPeriodFlag? NonReturnableFlag? DateReturned?
        BibliographicDescription Author? AuthorOfComponent? BibliographicItemId? BibliographicRecordId* ComponentId? Edition? Pagination? PlaceOfPublication? PublicationDate? PublicationDateOfComponent? Publisher? SeriesTitleNumber? Title? TitleOfComponent? BibliographicLevel? SponsoringBody? ElectronicDataFormatType? Language? MediumType?
        ComponentId ComponentIdentifierType ComponentIdentifier
        ItemDescription CallNumber? CopyNumber? ItemDescriptionLevel? HoldingsInformation? NumberOfPieces?@2
        HoldingsInformation StructuredHoldingsData+|UnstructuredHoldingsData
        SummaryHoldingsInformation StructuredHoldingsData+|UnstructuredHoldingsData
        StructuredHoldingsData HoldingsEnumeration? HoldingsChronology?
        HoldingsChronology ChronologyLevelInstance+
        ChronologyLevelInstance ChronologyLevel? ChronologyCaption? ChronologyValue
        HoldingsEnumeration EnumerationLevelInstance+
        EnumerationLevelInstance EnumerationLevel? EnumerationCaption? EnumerationValue
        Location LocationType LocationName ValidFromDate? ValidToDate?
        LocationName LocationNameInstance+
        LocationNameInstance LocationNameLevel LocationNameValue
        PhysicalCondition PhysicalConditionType PhysicalConditionDetails?
        ElectronicResource ElectronicDataFormatType? ActualResource? ReferenceToResource?
        ItemTransaction CurrentBorrower? CurrentRequester*
        CurrentBorrower UserId
        CurrentRequester UserId
        RoutingInformation RoutingInstructions Destination RequestType? UserId? NameInformation?@2
        Destination BinNumber? Location?
        ShippingInformation ShippingInstructions? ShippingNote? PhysicalAddress|ElectronicAddress
        DeleteAgencyFields OrganizationNameInformation* AgencyAddressInformation* AuthenticationPrompt* ApplicationProfileSupportedType* ConsortiumAgreement* AgencyUserPrivilegeType*
        AddAgencyFields OrganizationNameInformation* AgencyAddressInformation* AuthenticationPrompt* ApplicationProfileSupportedType* ConsortiumAgreement* AgencyUserPrivilegeType*
        DeleteItemFields BibliographicDescription? ItemUseRestrictionType* ItemDescription? Location* PhysicalCondition? SecurityMarker? SensitizationFlag?
        AddItemFields BibliographicDescription? ItemUseRestrictionType* ItemDescription? Location* PhysicalCondition? SecurityMarker? SensitizationFlag?
        DeleteRequestFields UserId? ItemId? RequestType? RequestScopeType? RequestStatusType? ShippingInformation? EarliestDateNeeded? NeedBeforeDate? PickupLocation?@2 PickupExpiryDate? DateOfUserRequest? DateAvailable? AcknowledgedFeeAmount? PaidFeeAmount?@1.01
        AddRequestFields UserId? ItemId? RequestType? RequestScopeType? RequestStatusType? ShippingInformation? EarliestDateNeeded? NeedBeforeDate? PickupLocation?@2 PickupExpiryDate? DateOfUserRequest? DateAvailable? AcknowledgedFeeAmount? PaidFeeAmount?@1.01
        DeleteUserFields AuthenticationInput* NameInformation? UserAddressInformation* DateOfBirth? UserLanguage* UserPrivilege* BlockOrTrap*
        AddUserFields AuthenticationInput* NameInformation? UserAddressInformation* DateOfBirth? UserLanguage* UserPrivilege* BlockOrTrap*
        Pending DateOfExpectedReply?
        MandatedAction DateEventOccurred
        ItemReportedReturned DateReportedReturned
        UserNoticeDetails NoticeType NoticeContent? NoticeItem+|UserFiscalAccount|UserPrivilege
        NoticeItem ItemDetails Amount?
        BibInformation BibliographicId? BibliographicDescription? TitleHoldQueueLength? CurrentRequester* HoldingsSet* Problem*
        HoldingsSet HoldingsSetId? BibliographicDescription? Location? CallNumber? SummaryHoldingsInformation? ElectronicResource? ItemInformation* Problem*
        ItemInformation ItemId? RequestId* CurrentBorrower? CurrentRequester* DateDue? DateRecalled? HoldPickupDate? ItemTransaction? ItemOptionalFields? ItemNote? Problem*
        """;

    static readonly FrozenDictionary<string, ElementModel> Models = Composites.Split('\n')
        .Select(line => line.Split(' ', 2))
        .Select(parts => new ElementModel(parts[0], parts[1]))
        .Concat(MessagePairs.All.SelectMany(pair => (ElementModel[])[pair.Request, pair.Response]))
        .ToFrozenDictionary(model => model.Name, StringComparer.Ordinal);

    public static IEnumerable<ElementModel> All => Models.Values;

    /// <summary>Elements without content: their presence means yes.</summary>
    public static FrozenSet<string> Flags { get; } = FrozenSet.ToFrozenSet(
    [
        "CurrentBorrowerDesired", "CurrentRequestersDesired", "ElectronicResourceProvidedFlag", "IndeterminateLoanPeriodFlag", "ItemReportedLost",
        "ItemReportedMissing", "ItemReportedNeverBorrowed", "LoanedItemsDesired", "NonReturnableFlag", "RenewalNotPermitted", "RequestedItemsDesired",
        "ResourceDesired", "SensitiveDataFlag", "SensitizationFlag", "UserFiscalAccountDesired",
    ], StringComparer.Ordinal);

    /// <summary>What stands in it; null for an element with text and for one that is not known.</summary>
    public static ElementModel? Of(string name) => Models.GetValueOrDefault(name);
}
