using System.Globalization;
using System.Security.Cryptography;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Services;

/// <summary>A reader's data as messages bring them (ncip reference 9.2): names, addresses, privileges, secrets. Blocks are read elsewhere.</summary>
static class UserDetails
{
    /// <param name="fields">The message itself, or what is added or deleted.</param>
    /// <param name="unable">The problem of a datum that is not kept here.</param>
    public static ReaderDetails Read(NcipRequest m, NcipElement? fields, string unable)
    {
        var details = new ReaderDetails();
        foreach (var field in fields?.Children ?? [])
        {
            details = field.Name switch
            {
                "NameInformation" => details with { Name = Name(field) },
                "UserAddressInformation" => Address(m, field, details, unable),
                "DateOfBirth" => details with { BirthDate = Day(m, field) },
                "UserLanguage" => details.Language is null ? Language(m, field, details, unable) : details,
                "UserPrivilege" => Privilege(m, field, details, unable),
                _ => details,
            };
        }
        return details;
    }

    /// <summary>The PIN or password among what is added or deleted; anything else there is no secret of ours.</summary>
    public static string? Secret(NcipRequest m, NcipElement? fields, string unable)
    {
        string? secret = null;
        foreach (var input in fields?.All("AuthenticationInput") ?? [])
        {
            if (NcipRequest.Plain(input.TextAt("AuthenticationInputType")) is not ("pin" or "password")) m.Note(new(unable, "AuthenticationInputType", input.TextAt("AuthenticationInputType")));
            else if (secret is not null || input.TextAt("AuthenticationInputData").Length == 0) m.Note(new(ProblemTypes.NeededData, "AuthenticationInputData"));
            else secret = input.TextAt("AuthenticationInputData");
        }
        return secret;
    }

    public static ReaderDetails WithPin(this ReaderDetails details, string? pin, bool mustChange = false) => pin is null ? details : details with
    {
        PinHash = PinHash.Create(pin, RandomNumberGenerator.GetBytes(PinHash.SaltBytes)), PinMustChange = mustChange,
    };

    /// <summary>"Family, Given" where it comes in parts, so that it can be told in parts again.</summary>
    static string Name(NcipElement information)
    {
        var person = information["PersonalNameInformation"];
        var parts = person?["StructuredPersonalUserName"];
        if (parts is null)
            return person?.TextAt("UnstructuredPersonalUserName") ?? information["OrganizationNameInformation"]?.TextAt("OrganizationName") ?? "";
        var given = string.Join(' ', new[] { parts.TextAt("Prefix"), parts.TextAt("GivenName"), parts.TextAt("Initials") }.Where(part => part.Length > 0));
        var family = string.Join(' ', new[] { parts.TextAt("Surname"), parts.TextAt("Suffix") }.Where(part => part.Length > 0));
        return given.Length == 0 ? family : $"{family}, {given}";
    }

    static ReaderDetails Address(NcipRequest m, NcipElement information, ReaderDetails details, string unable)
    {
        if (ReaderWays.Read(information) is { } way) return details with { Addresses = details.Addresses.Add(way) };
        m.Note(new(unable, "ElectronicAddressType", information.TextAt("ElectronicAddress", "ElectronicAddressType")));
        return details;
    }

    /// <summary>A day is a day wherever the clock says what.</summary>
    static DateOnly? Day(NcipRequest m, NcipElement field)
    {
        if (DateOnly.TryParseExact(field.Text.AsSpan(0, Math.Min(10, field.Text.Length)), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year > 1850)
            return day;
        m.Note(new(ProblemTypes.InvalidDate, field.Name, field.Text));
        return null;
    }

    static ReaderDetails Language(NcipRequest m, NcipElement field, ReaderDetails details, string unable)
    {
        if (Languages.Short(field.Text) is { } language) return details with { Language = language };
        m.Note(new(unable, "UserLanguage", field.Text));
        return details;
    }

    /// <summary>The category and the last day at our agency; at another of the network, a membership.</summary>
    static ReaderDetails Privilege(NcipRequest m, NcipElement privilege, ReaderDetails details, string unable)
    {
        var agency = new AgencyId(privilege.TextAt("AgencyId"));
        if (agency.Value.Length == 0) m.Note(new(ProblemTypes.NeededData, "AgencyId"));
        details = details with { Memberships = details.Memberships.Add(agency) };
        if (agency != m.Agency.Id) return details;
        var (category, level) = (privilege.TextAt("AgencyUserPrivilegeType"), privilege.TextAt("UserPrivilegeDescription"));
        if (m.Library.Categories.Contains(category)) details = details with { Category = category };
        // Another system's word for a reader of ours is ours to translate, where it was said how.
        else if (m.Partner.Category is { } usual && category.Length > 0) details = details with { Category = usual };
        else m.Note(new(unable, "AgencyUserPrivilegeType", category));
        if (level.Length > 0 && m.Library.Levels.Contains(level)) details = details with { Level = level };
        if (privilege["ValidToDate"] is not { } until) return details;
        if (NcipDate.TryRead(until.Text, m.Library.Calendar.Zone, isEnd: true, out var instant)) return details with { ValidUntil = m.Library.Calendar.DayOf(instant) };
        m.Note(new(ProblemTypes.InvalidDate, "ValidToDate", until.Text));
        return details;
    }
}
