using System.Collections.Frozen;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip;

/// <summary>
/// Refusal → problem, the whole of it. A row names the types in the order of their fitness and the element they are about; a service
/// answers with the first type that its own list or the general one has.
/// </summary>
static class RefusalProblems
{
    const string User = "UserIdentifierValue", Item = "ItemIdentifierValue", Title = "BibliographicRecordIdentifier", Money = "MonetaryValue";

    const string Ineligible = "User Ineligible To Check Out This Item", NoRenewal = "User Ineligible To Renew This Item",
        NoRequest = "User Ineligible To Request This Item";

    public static FrozenDictionary<string, Row> Rows { get; } = new Dictionary<string, Row>(StringComparer.Ordinal)
    {
        ["card-unknown"] = new(User, "Unknown User"),
        ["card-pending"] = Standing(), ["card-lost"] = Standing(), ["card-expired"] = Standing(), ["card-suspended"] = Standing(),
        ["card-withdrawn"] = Standing(), ["card-superseded"] = Standing(),
        ["pin-wrong"] = Secret(), ["pin-locked"] = Secret(), ["pin-missing"] = Secret(),
        ["not-member"] = new(User, Ineligible, NoRenewal, NoRequest, "User Blocked", "User Access Denied"),
        ["loan-limit"] = new(User, "Maximum Check Outs Exceeded", "User Blocked"),
        ["overdue-items"] = Blocked(), ["fines-owed"] = Blocked(), ["fees-owed"] = Blocked(), ["claims-returned"] = Blocked(), ["items-lost"] = Blocked(),
        ["items-billed"] = Blocked(), ["renewals-spent"] = Blocked(), ["recalls-overdue"] = Blocked(),
        ["card-exists"] = new(User, "Duplicate User"),
        ["person-exists"] = new("NameInformation", "Duplicate User"),
        ["category-unknown"] = new("AgencyUserPrivilegeType", ProblemTypes.Rule),
        ["level-unknown"] = new("UserPrivilegeDescription", ProblemTypes.Rule),
        ["validity-past"] = new("ValidToDate", ProblemTypes.InvalidDate),
        ["birth-date-future"] = new("DateOfBirth", ProblemTypes.InvalidDate),
        ["datum-absent"] = new(null, "Unable To Delete Element"),
        ["datum-present"] = new(null, "Unable To Add Element"),
        ["loans-open"] = new(User, ProblemTypes.Rule),
        ["money-owed"] = new(User, ProblemTypes.Rule),
        ["wallet-left"] = new(User, ProblemTypes.Rule), ["wallet-held"] = new(User, ProblemTypes.Rule), ["deposit-left"] = new(User, ProblemTypes.Rule),
        ["reader-unreachable"] = new(User, "Unsupported Notice"),
        ["item-elsewhere"] = new(Item, "Item Access Denied", "Item Cannot Be Recalled", ProblemTypes.Rule),
        ["item-kind-unknown"] = new("ItemUseRestrictionType", ProblemTypes.Rule),
        ["place-unknown"] = new("LocationNameValue", ProblemTypes.Rule),
        ["agency-exists"] = new("AgencyId", "Duplicate Agency"),
        ["agency-elsewhere"] = new("AgencyId", "Agency Access Denied"),
        ["item-unknown"] = new(Item, "Unknown Item"),
        ["item-exists"] = new(Item, "Duplicate Item", "Cannot Accept Item"),
        ["item-not-lent"] = new(Item, "Item Does Not Circulate", "Item Not Renewable"),
        ["item-not-available"] = new(Item, "Resource Cannot Be Provided", "Item Not Checked Out", NoRequest),
        ["on-hold-shelf"] = new(Item, Ineligible, NoRenewal),
        ["on-loan"] = new(Item, "Resource Cannot Be Provided", Ineligible),
        ["already-yours"] = new(Item, Ineligible),
        ["not-on-loan"] = new(Item, "Item Not Checked Out"),
        ["not-your-loan"] = new(Item, NoRenewal, "Item Not Checked Out To This User"),
        ["renewal-limit"] = new(Item, "Maximum Renewals Exceeded", Ineligible),
        ["renewal-overdue"] = new(Item, "Item Not Renewable", Ineligible),
        ["renewal-held"] = new(Item, "Renewal Not Allowed - Item Has Outstanding Requests", Ineligible),
        ["renewal-lender"] = new(Item, "Item Not Renewable", Ineligible),
        ["renewal-none"] = new(Item, "Item Not Renewable", Ineligible),
        ["restriction-unacknowledged"] = new("AcknowledgedItemUseRestrictionType", ProblemTypes.NeededData),
        ["interlibrary-unknown"] = new("RequestIdentifierValue", "Unknown Request"),
        ["interlibrary-state"] = new("RequestIdentifierValue", "Request Already Processed", "Duplicate Request"),
        ["interlibrary-not-agreed"] = new(User, NoRequest, Ineligible, ProblemTypes.Unauthorized),
        ["interlibrary-limit"] = new(User, NoRequest, "Cannot Accept Item"),
        ["not-recalled"] = new(Item, "Recall Cannot Be Cancelled At This Time"),
        ["hold-limit"] = new(User, NoRequest),
        ["hold-duplicate"] = new(null, "Duplicate Request"),
        ["hold-yours-already"] = new(null, NoRequest),
        ["hold-unknown"] = new("RequestIdentifierValue", "Unknown Request"),
        ["hold-available"] = new(null, NoRequest),
        ["title-unknown"] = new(Title, "Unknown Item"),
        ["pickup-unknown"] = new("PickupLocation", ProblemTypes.Rule),
        ["expiry-past"] = new("NeedBeforeDate", ProblemTypes.InvalidDate),
        ["fee-unacknowledged"] = new("AcknowledgedFeeAmount", ProblemTypes.NeededData), ["fee-differs"] = new(Money, ProblemTypes.InvalidAmount),
        ["payment-amount"] = new(Money, ProblemTypes.InvalidAmount),
        ["payment-over"] = new(Money, ProblemTypes.InvalidAmount),
        ["payment-none-owed"] = new(Money, ProblemTypes.InvalidAmount),
        ["payment-currency"] = new("CurrencyCode", ProblemTypes.InvalidAmount),
        ["payment-type"] = new("PaymentMethodType", ProblemTypes.Rule),
        ["charge-unknown"] = new("FiscalTransactionIdentifierValue", ProblemTypes.Rule),
        ["not-permitted"] = new(null, ProblemTypes.Unauthorized),
        ["cancel-impossible"] = new(Item, "Item Not Checked Out", "Unauthorized Combination Of Element Values For Agency"),
        ["agency-unknown"] = new("AgencyId", ProblemTypes.UnknownAgency),
        ["wrong-agency"] = new(User, "User Access Denied", ProblemTypes.Unauthorized),
        ["wallet-insufficient"] = new(Money, ProblemTypes.Insufficient, ProblemTypes.Rule),
        ["wallet-cap"] = new(Money, ProblemTypes.InvalidAmount),
        ["wallet-pending"] = new(User, "Account Access Denied", "User Access Denied"), ["wallet-unauthorised"] = new(User, "Account Access Denied", "User Access Denied"),
        ["wallet-closed"] = new(User, "Account Access Denied", "User Access Denied"),
        ["money-hold-unknown"] = Related(), ["money-hold-expired"] = Related(), ["money-hold-captured"] = Related(), ["money-hold-released"] = Related(),
        ["money-hold-elsewhere"] = Related(), ["debit-unknown"] = Related(),
        ["money-hold-over"] = new(Money, ProblemTypes.InvalidAmount), ["recredit-over"] = new(Money, ProblemTypes.InvalidAmount),
        ["gateway-unknown"] = new("PaymentMethodType", ProblemTypes.Rule), ["online-payment-unknown"] = Related(),
        ["waive-exactly"] = new(Money, ProblemTypes.InvalidAmount), ["price-differs"] = new(Money, ProblemTypes.InvalidAmount),
        ["denomination-unknown"] = new(Money, ProblemTypes.InvalidAmount),
        ["copy-card-used"] = new("FiscalTransactionDescription", "Duplicate Fiscal Transaction", ProblemTypes.Rule),
        ["key-missing"] = new("FiscalTransactionReferenceId", ProblemTypes.NeededData), ["reason-missing"] = new("FiscalTransactionDescription", ProblemTypes.NeededData),
        ["purpose-unknown"] = new("FiscalTransactionType", ProblemTypes.Rule), ["operation-unknown"] = new("FiscalActionType", ProblemTypes.Rule),
        ["isbn-differs"] = new(Item, ProblemTypes.Rule), ["price-unknown"] = new(Item, ProblemTypes.NeededData),
        ["slip-unknown"] = new(null, ProblemTypes.Rule), ["vault-unknown"] = new(null, ProblemTypes.Rule),
        ["chip-taken"] = new(null, ProblemTypes.Rule), ["second-operator-missing"] = new(null, ProblemTypes.NeededData),
        ["fee-type-unknown"] = new("FiscalTransactionType", ProblemTypes.Rule),
        ["key-conflict"] = new("FiscalTransactionReferenceId", "Duplicate Fiscal Transaction", "Duplicate Request", ProblemTypes.Rule),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What the data of readers, copies and agencies are called on the wire.</summary>
    static readonly FrozenDictionary<Enum, string> Data = new Dictionary<Enum, string>
    {
        [ReaderDatum.Name] = "NameInformation", [ReaderDatum.BirthDate] = "DateOfBirth", [ReaderDatum.Language] = "UserLanguage",
        [ReaderDatum.Address] = "PhysicalAddress", [ReaderDatum.Email] = "ElectronicAddress", [ReaderDatum.Phone] = "ElectronicAddress",
        [ReaderDatum.ValidUntil] = "ValidToDate", [ReaderDatum.Membership] = "UserPrivilege",
        [ItemDatum.Title] = "BibliographicDescription", [ItemDatum.Author] = "BibliographicDescription", [ItemDatum.CallNumber] = "ItemDescription",
        [ItemDatum.Location] = "Location", [ItemDatum.Restriction] = "ItemUseRestrictionType", [ItemDatum.Properties] = "PhysicalCondition", [ItemDatum.SecurityMarker] = "SecurityMarker",
        [AgencyDatum.Name] = "OrganizationNameInformation", [AgencyDatum.Address] = "AgencyAddressInformation",
        [AgencyDatum.Profile] = "ApplicationProfileSupportedType",
    }.ToFrozenDictionary();

    /// <summary>The problem a service answers a refusal with.</summary>
    /// <param name="text">Why, for people.</param>
    /// <param name="earlier">What is known of the message that used the same number before.</param>
    public static Problem Of(Refusal refusal, NcipRequest request, string text, ReadOnlyMemory<byte> earlier = default)
    {
        // Who has to prove who she is learns nothing of what was wrong (ncip reference 7.1).
        if (refusal.Code == "card-unknown" && request.Authenticates) return new(ProblemTypes.UserAuthentication);
        var row = Rows.GetValueOrDefault(refusal.Code) ?? new(null, ProblemTypes.Rule);
        var type = row.TypeFor(request.Pair);
        // Programs compare these texts as they stand (ncip-field C).
        var detail = type.StartsWith("Unknown ", StringComparison.Ordinal) || type == ProblemTypes.UserAuthentication ? type : $"{type}: {text}";
        var element = refusal.Arguments is [Enum datum, ..] ? Data.GetValueOrDefault(datum) : row.Element;
        if (refusal.Code == "key-conflict" && FiscalFingerprint.FirstDifference(request.Body, earlier.Span) is { } other) return new(type, other.Element, other.Value, detail);
        return new(type, element, ValueOf(element, request), detail);
    }

    /// <summary>The value as it was sent; never what somebody had to prove herself by.</summary>
    static string? ValueOf(string? element, NcipRequest request) => element switch
    {
        User when !request.Authenticates => request.Body.TextAt("UserId", User),
        Item => request.Body.TextAt("ItemId", Item),
        Title => request.Body["BibliographicId"] is { } id ? Services.Titles.RecordOf(id) : null,
        "RequestIdentifierValue" => request.Body.TextAt("RequestId", "RequestIdentifierValue"),
        "PickupLocation" => request.Body.TextAt("PickupLocation") is { Length: > 0 } place ? place : request.Body.TextAt("AddRequestFields", "PickupLocation"),
        Money or "CurrencyCode" when (request.Body["PaidFeeAmount"] ?? request.Body["AcknowledgedFeeAmount"]) is { } fee => fee.TextAt(element),
        Money or "CurrencyCode" => request.Body.TextAt("FiscalTransactionInformation", "Amount", element),
        _ => null,
    };

    static Row Related() => new("RelatedFiscalTransactionReferenceId", ProblemTypes.Rule);

    static Row Standing() => new(User, "User Blocked", "User Access Denied", NoRequest, Ineligible);

    static Row Secret() => new(null, ProblemTypes.UserAuthentication);

    static Row Blocked() => new(User, "User Blocked", NoRequest, NoRenewal);

    /// <param name="Element">What the problem is about.</param>
    internal sealed record Row(string? Element, params string[] Types)
    {
        public string TypeFor(MessagePair pair)
        {
            foreach (var type in Types)
                if (ProblemTypes.IsOf(type, pair))
                    return type;
            return ProblemTypes.IsOf(ProblemTypes.Rule, pair) ? ProblemTypes.Rule : "Unauthorized Combination Of Element Values For Agency";
        }
    }
}
