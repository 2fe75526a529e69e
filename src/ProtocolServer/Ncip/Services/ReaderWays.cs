using System.Globalization;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Services;

/// <summary>Ways to reach a reader, as messages bring them and as they are told (ncip reference 9.2).</summary>
static class ReaderWays
{
    public static NcipElement Of(ReaderAddress way) => Of(way, PartnerHabits.None);

    public static NcipElement Of(ReaderAddress way, PartnerHabits habits) => new("UserAddressInformation")
    {
        // The usual role repeats the kind: some look for it only there (ncip-field C 11).
        new NcipElement("UserAddressRoleType", way.Role.Length > 0 ? way.Role : way.IsPhysical ? "Home" : way.Kind == ReaderAddress.Telephone ? ReaderAddress.ShortMessage : way.Kind),
        way.From is { } from ? new NcipElement("ValidFromDate", NcipDate.Write(from)) : null,
        way.Until is { } until ? new NcipElement("ValidToDate", NcipDate.Write(until)) : null,
        Addresses.Element(way.Kind == ReaderAddress.Mail && habits.HasFlag(PartnerHabits.EmailAddress) ? "emailAddress" : way.Kind, way.Data),
    };

    /// <summary>Null where it is of a kind that is not kept.</summary>
    public static ReaderAddress? Read(NcipElement information)
    {
        var said = information.TextAt("UserAddressRoleType");
        if (Addresses.Read(information) is not var (kind, data)) return null;
        var role = NcipRequest.Plain(said) is "" or "home" or "mailto" or "tel" or "sms" or "email" or "emailaddress" or "phone" || NcipRequest.Plain(said) == kind ? "" : said;
        return new(role, kind, data) { From = Day(information, "ValidFromDate"), Until = Day(information, "ValidToDate") };
    }

    static DateOnly? Day(NcipElement information, string name) =>
        information.TextAt(name) is { Length: >= 10 } text && DateOnly.TryParseExact(text.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
