using System.Collections.Immutable;
using System.Globalization;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Ncip.Services;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Initiate;

/// <summary>LookupUser as we ask it, and what we take from its answer.</summary>
static class RemoteUser
{
    static readonly string[] Wanted = ["Name Information", "User Address Information", "Date Of Birth", "User Language", "User Privilege", "Block Or Trap", "User Id"];

    /// <param name="version">Of the partner: some of 1.0 refuse a type their list does not have (ncip-field C 32).</param>
    public static NcipElement Question(RemoteQuestion question, string? pin, string version) => new("LookupUser")
    {
        pin is null ? [NcipIds.User(NcipIds.Agency(question.Theirs), question.Card)] : NcipIds.Proof(question.Card, pin),
        Wanted.Where(type => type != "User Id" || !version.StartsWith("1.", StringComparison.Ordinal)).Select(type => new NcipElement("UserElementType", type)),
        new NcipElement("UserFiscalAccountDesired"),
    };

    public static RemoteReader Read(NcipElement answer, CardNumber asked)
    {
        var fields = answer["UserOptionalFields"] ?? new NcipElement("UserOptionalFields");
        var places = fields.All("UserAddressInformation").ToArray();
        return new()
        {
            Card = answer.TextAt("UserId", "UserIdentifierValue") is { Length: > 0 } card ? new(card) : asked,
            Name = NameOf(fields["NameInformation"]), BirthDate = Instant(fields.TextAt("DateOfBirth")) is { } born ? DateOnly.FromDateTime(born.DateTime) : null,
            Address = places.FirstOrDefault(one => one["PhysicalAddress"] is not null) is { } place ? Addresses.Lines(place["PhysicalAddress"]!) : null,
            Email = Electronic(places, "mailto", "email", "emailaddress"), Phone = Electronic(places, "tel", "sms", "phone"),
            Language = fields.TextAt("UserLanguage") is { Length: > 0 } language ? language : null,
            Privileges = [.. fields.All("UserPrivilege").Select(Privilege)],
            Blocks = [.. fields.All("BlockOrTrap").Select(one => one.TextAt("BlockOrTrapType"))],
            Owes = [.. answer.All("UserFiscalAccount").Select(Owed).OfType<Money>()],
        };
    }

    static string? NameOf(NcipElement? name)
    {
        var person = name?["PersonalNameInformation"];
        if (person is null) return null;
        if (person.TextAt("UnstructuredPersonalUserName") is { Length: > 0 } whole) return whole;
        var (family, given) = (person.TextAt("StructuredPersonalUserName", "Surname"), person.TextAt("StructuredPersonalUserName", "GivenName"));
        return given.Length == 0 ? family : $"{family}, {given}";
    }

    static string? Electronic(NcipElement[] places, params string[] kinds) => places
        .Select(one => one["ElectronicAddress"]).FirstOrDefault(one => one is not null && kinds.Contains(NcipRequest.Plain(one.TextAt("ElectronicAddressType"))))
        ?.TextAt("ElectronicAddressData");

    static RemotePrivilege Privilege(NcipElement one) => new(
        new(one.TextAt("AgencyId")), one.TextAt("AgencyUserPrivilegeType"),
        one.TextAt("UserPrivilegeStatus", "UserPrivilegeStatusType") is { Length: > 0 } state ? state : null, Instant(one.TextAt("ValidToDate")));

    static Money? Owed(NcipElement account)
    {
        var balance = account["AccountBalance"];
        return balance is not null && Currency.TryParse(balance.TextAt("CurrencyCode").ToUpperInvariant(), out var currency)
               && long.TryParse(balance.TextAt("MonetaryValue"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var minor) && minor != 0
            ? new Money(minor, currency) : null;
    }

    static DateTimeOffset? Instant(string text) => NcipDate.TryRead(text, TimeZoneInfo.Utc, isEnd: false, out var instant) ? instant : null;
}
