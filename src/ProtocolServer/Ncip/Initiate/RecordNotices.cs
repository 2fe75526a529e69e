using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Ncip.Services;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Initiate;

/// <summary>Notifications of records that were made or changed: a change is what was before, deleted, and what is now, added (ncip reference 6.6).</summary>
static class RecordNotices
{
    public static NcipElement Created(Reader reader, NcipElement id) => new("UserCreated") { id, Fields(reader) };

    public static NcipElement Changed(Reader? before, Reader after, NcipElement id) => new("UserUpdated")
    {
        id, before is null ? null : Difference("DeleteUserFields", Fields(before), Fields(after)),
        Difference("AddUserFields", Fields(after), before is null ? [] : Fields(before)),
    };

    public static NcipElement Created(Agency agency) => new("AgencyCreated") { NcipIds.Agency(agency.Id), Fields(agency) };

    public static NcipElement Changed(Agency before, Agency after) => new("AgencyUpdated")
    {
        NcipIds.Agency(after.Id), Difference("DeleteAgencyFields", Fields(before), Fields(after)), Difference("AddAgencyFields", Fields(after), Fields(before)),
    };

    /// <summary>What the one has and the other has not; elements are alike where they say the same.</summary>
    public static NcipElement? Difference(string name, IEnumerable<NcipElement?> these, IEnumerable<NcipElement?> those)
    {
        var known = those.Select(one => one?.ToString()).ToHashSet(StringComparer.Ordinal);
        var fields = new NcipElement(name) { these.Where(one => one is not null && !known.Contains(one.ToString())) };
        return fields.HasChildren ? fields : null;
    }

    static IEnumerable<NcipElement?> Fields(Reader reader) =>
    [
        UserFields.Name(reader.Name),
        .. reader.Addresses.Select(ReaderWays.Of),
        reader.BirthDate is { } born ? new NcipElement("DateOfBirth", NcipDate.Write(born)) : null,
        reader.Language is { } language ? new NcipElement("UserLanguage", Languages.Long(language)) : null,
        .. reader.Memberships.Where(one => one.State is MembershipState.Active)
            .Select(one => new NcipElement("UserPrivilege") { NcipIds.Agency(one.Agency), new NcipElement("AgencyUserPrivilegeType", reader.Category) }),
    ];

    static IEnumerable<NcipElement?> Fields(Agency agency) =>
    [
        new NcipElement("OrganizationNameInformation") { new NcipElement("OrganizationNameType", "Official Name"), new NcipElement("OrganizationName", agency.Name) },
        .. agency.Addresses.Select(AgencyRecords.AddressOf),
        .. agency.Profiles.Select(profile => new NcipElement("ApplicationProfileSupportedType", profile)),
    ];
}
