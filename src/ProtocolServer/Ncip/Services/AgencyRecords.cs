using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Services;

/// <summary>CreateAgency: a library joins the network, by the rules of the one that is spoken to.</summary>
static class CreateAgency
{
    public static readonly NcipService Service = new CommandService<LookUpAgency.Result>(
        "CreateAgency", Bind, static (answer, o, r) => answer.Add(r.AgencyOf(o.Agency!.Id)), done: static parts => parts.Agencies.Forget());

    static Command<LookUpAgency.Result> Bind(NcipRequest m)
    {
        var id = m.Body.TextAt("AgencyId");
        if (id.Length == 0) m.Note(new(ProblemTypes.NeededData, "AgencyId"));
        var details = AgencyRecords.Details(m, m.Body, ProblemTypes.Rule);
        if (details.Name is null) m.Note(new(ProblemTypes.NeededData, "OrganizationNameInformation"));
        return new Domain.Libraries.CreateAgency(new(id), details);
    }
}

/// <summary>UpdateAgency: name, addresses and profiles of the agency that is spoken to; deleted first, then added.</summary>
static class UpdateAgency
{
    public static readonly NcipService Service = new CommandService<LookUpAgency.Result>(
        "UpdateAgency", Bind, static (answer, o, r) => answer.Add(r.AgencyOf(o.Agency!.Id)), done: static parts => parts.Agencies.Forget());

    static Command<LookUpAgency.Result> Bind(NcipRequest m)
    {
        var (deleted, added) = (m.Body["DeleteAgencyFields"], m.Body["AddAgencyFields"]);
        var id = m.Body.TextAt("AgencyId");
        if (id.Length == 0) m.Note(new(ProblemTypes.NeededData, "AgencyId"));
        if (deleted is not { HasChildren: true } && added is not { HasChildren: true }) m.Note(new(ProblemTypes.NeededData, "AddAgencyFields"));
        return new ChangeAgency(new(id), AgencyRecords.Details(m, deleted, "Unable To Delete Element"), AgencyRecords.Details(m, added, "Unable To Add Element"));
    }
}

/// <summary>An agency's data, as messages bring them and as they are told.</summary>
static class AgencyRecords
{
    /// <summary>The kinds of postal address, in our words.</summary>
    const string Postal = "postal", Street = "street";

    public static AgencyDetails Details(NcipRequest m, NcipElement? fields, string unable)
    {
        string? name = null;
        var addresses = ImmutableArray.CreateBuilder<AgencyAddress>();
        var profiles = ImmutableArray.CreateBuilder<string>();
        foreach (var field in fields?.Children ?? [])
        {
            switch (field.Name)
            {
                case "OrganizationNameInformation" when name is null && NcipRequest.Plain(field.TextAt("OrganizationNameType")) == "officialname": name = field.TextAt("OrganizationName"); break;
                case "AgencyAddressInformation": addresses.Add(AddressOf(field)); break;
                case "ApplicationProfileSupportedType": profiles.Add(field.Text); break;
                // One name is kept; prompts and categories follow from the library's rules, the agreement is the network.
                case "OrganizationNameInformation" or "AuthenticationPrompt" or "ConsortiumAgreement" or "AgencyUserPrivilegeType":
                    m.Note(new(unable, field.Name, field.HasChildren ? null : field.Text));
                    break;
            }
        }
        return new() { Name = name is "" ? null : name, Addresses = addresses.ToImmutable(), Profiles = profiles.ToImmutable() };
    }

    static AgencyAddress AddressOf(NcipElement field)
    {
        var role = field.TextAt("AgencyAddressRoleType");
        if (field["PhysicalAddress"] is { } place)
            return new(role, NcipRequest.Plain(place.TextAt("PhysicalAddressType")) == "streetaddress" ? Street : Postal, Addresses.Lines(place));
        return new(role, field.TextAt("ElectronicAddress", "ElectronicAddressType"), field.TextAt("ElectronicAddress", "ElectronicAddressData"));
    }

    public static NcipElement AddressOf(AgencyAddress address) => new("AgencyAddressInformation")
    {
        new NcipElement("AgencyAddressRoleType", address.Role),
        Addresses.Element(address.Kind, address.Data),
    };
}
