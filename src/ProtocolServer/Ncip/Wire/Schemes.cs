using System.Collections.Frozen;

namespace ProtocolServer.Ncip.Wire;

/// <summary>
/// The list each scheme/value element takes its value from (ncip reference 10). Elements with lists of their own by agreement have no
/// address here; in 1.x, where an address is required, they get one of the same form.
/// </summary>
static class Schemes
{
    public const string General = "http://www.niso.org/ncip/v1_0/schemes";
    const string Imp1 = "http://www.niso.org/ncip/v1_0/imp1/schemes";

    /// <summary>Identified by a list of this server's operator, where the partner has told none.</summary>
    public const string Agencies = General + "/agencyidtype/agencyidtype.scm";

    /// <summary>Problems that the standard's lists lack.</summary>
    public const string OwnProblems = "urn:protocolserver:ncip:problemtype";

    static readonly FrozenDictionary<string, string> Published = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["AgencyAddressRoleType"] = Of(Imp1, "agencyaddressroletype"),
        ["AuthenticationDataFormatType"] = "http://www.iana.org/assignments/media-types",
        ["ElectronicDataFormatType"] = "http://www.iana.org/assignments/media-types",
        ["AuthenticationInputType"] = Of(Imp1, "authenticationinputtype"),
        ["BibliographicItemIdentifierCode"] = Of(Imp1, "bibliographicitemidentifiercode"),
        ["BibliographicLevel"] = Of(Imp1, "bibliographiclevel"),
        ["BibliographicRecordIdentifierCode"] = Of(Imp1, "bibliographicrecordidentifiercode"),
        ["BlockOrTrapType"] = Of(Imp1, "blockortraptype"),
        ["CirculationStatus"] = Of(Imp1, "circulationstatus"),
        ["ComponentIdentifierType"] = Of(Imp1, "componentidentifiertype"),
        ["CurrencyCode"] = "http://www.bsi-global.com/Technical+Information/Publications/_Publications/tig90x.doc",
        ["ElectronicAddressType"] = "http://www.iana.org/assignments/uri-schemes",
        ["FiscalActionType"] = Of(Imp1, "fiscalactiontype"),
        ["FiscalTransactionType"] = Of(Imp1, "fiscaltransactiontype"),
        ["ItemDescriptionLevel"] = Of(Imp1, "itemdescriptionlevel"),
        ["ItemElementType"] = Of(General, "itemelementtype"),
        ["UserElementType"] = Of(General, "userelementtype"),
        ["AgencyElementType"] = Of(General, "agencyelementtype"),
        ["RequestElementType"] = Of(General, "requestelementtype"),
        ["ItemIdentifierType"] = Of(Imp1, "visibleitemidentifiertype"),
        ["VisibleItemIdentifierType"] = Of(Imp1, "visibleitemidentifiertype"),
        ["ItemUseRestrictionType"] = Of(Imp1, "itemuserestrictiontype"),
        ["AcknowledgedItemUseRestrictionType"] = Of(Imp1, "itemuserestrictiontype"),
        ["RequiredItemUseRestrictionType"] = Of(Imp1, "itemuserestrictiontype"),
        ["Language"] = "http://lcweb.loc.gov/standards/iso639-2/bibcodes.html",
        ["UserLanguage"] = "http://lcweb.loc.gov/standards/iso639-2/bibcodes.html",
        ["LocationType"] = Of(Imp1, "locationtype"),
        ["MediumType"] = Of(Imp1, "mediumtype"),
        ["OrganizationNameType"] = Of(Imp1, "organizationnametype"),
        ["PaymentMethodType"] = Of(Imp1, "paymentmethodtype"),
        ["PhysicalAddressType"] = Of(Imp1, "physicaladdresstype"),
        ["PhysicalConditionType"] = Of(Imp1, "physicalconditiontype"),
        ["RequestedActionType"] = Of(Imp1, "requestedactiontype"),
        ["RequestScopeType"] = Of(Imp1, "requestscopetype"),
        ["RequestStatusType"] = Of(Imp1, "requeststatustype"),
        ["RequestType"] = Of(Imp1, "requesttype"),
        ["SecurityMarker"] = Of(Imp1, "securitymarker"),
        ["UnstructuredAddressType"] = Of(Imp1, "unstructuredaddresstype"),
        ["UserAddressRoleType"] = Of("http://www.niso.org/ncip/v2_0/imp1/schemes", "useraddressroletype"),
        ["UserIdentifierType"] = Of(Imp1, "visibleuseridentifiertype"),
        ["VisibleUserIdentifierType"] = Of(Imp1, "visibleuseridentifiertype"),
        ["UserPrivilegeStatusType"] = Of(Imp1, "userprivilegestatustype"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    static readonly FrozenSet<string> Local = FrozenSet.ToFrozenSet(
    [
        "AgencyId", "AgencyUserPrivilegeType", "ApplicationProfileType", "ApplicationProfileSupportedType", "AuthenticationPromptType", "ConsortiumAgreement",
        "FromSystemId", "ToSystemId", "NoticeType", "PickupLocation", "ProblemType", "RequestIdentifierType",
    ], StringComparer.Ordinal);

    /// <summary>The published list of an element's values; null where the values are the agencies' own.</summary>
    public static string? Find(string element) => Published.GetValueOrDefault(element);

    /// <summary>Whether the element is a value from a list.</summary>
    public static bool IsSchemed(string element) => Published.ContainsKey(element) || Local.Contains(element);

    /// <summary>The list, for 1.x, which asks for one everywhere.</summary>
    public static string Required(string element) => Find(element) ?? (element == "AgencyId" ? Agencies : Of(Imp1, element.ToLowerInvariant()));

    static string Of(string root, string list) => $"{root}/{list}/{list}.scm";
}
