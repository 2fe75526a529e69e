using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Services;

/// <summary>LookupAgency: a handshake, and what is needed to sign a reader in.</summary>
static class LookupAgency
{
    public static readonly NcipService Service = new CommandService<LookUpAgency.Result>("LookupAgency", Bind, Render);

    static Command<LookUpAgency.Result> Bind(NcipRequest m)
    {
        var id = m.Body.TextAt("AgencyId");
        if (id.Length == 0) m.Note(new(ProblemTypes.NeededData, "AgencyId"));
        return new LookUpAgency(new(id));
    }

    static void Render(NcipElement answer, LookUpAgency.Result o, NcipReply r)
    {
        var agency = o.Agency!;
        answer.Add(new NcipElement("AgencyId", agency.Id.Value, r.Request.Body["AgencyId"]?.Scheme));
        if (Asks(r, "Organization Name Information"))
            answer.Add(new NcipElement("OrganizationNameInformation")
            {
                new NcipElement("OrganizationNameType", "Official Name"), new NcipElement("OrganizationName", agency.Name),
            });
        if (Asks(r, "Agency Address Information")) answer.Add(agency.Addresses.Select(AgencyRecords.AddressOf));
        if (Asks(r, "Application Profile Supported Type")) answer.Add(agency.Profiles.Select(profile => new NcipElement("ApplicationProfileSupportedType", profile)));
        // The network it lends in is the agreement it has.
        if (Asks(r, "Consortium Agreement")) answer.Add(new NcipElement("ConsortiumAgreement", agency.Network.Value));
        if (Asks(r, "Authentication Prompt"))
        {
            answer.Add(Prompt("Card number", "Barcode Id", isSecret: false));
            answer.Add(Prompt("PIN", "PIN", isSecret: true));
        }
        if (Asks(r, "Agency User Privilege Type")) answer.Add(agency.Library.Categories.Select(category => new NcipElement("AgencyUserPrivilegeType", category)));
        answer.Add(Places(agency));
    }

    /// <summary>Where things are collected: some look for it here (ncip-field C 3), the number as level.</summary>
    static NcipElement Places(Agency agency) => new("Ext")
    {
        new NcipElement("LocationName")
        {
            agency.Locations.Select((code, n) => new NcipElement("LocationNameInstance")
            {
                NcipReply.Number("LocationNameLevel", n + 1), new NcipElement("LocationNameValue", agency.NameOf(code)),
            }),
        },
    };

    static bool Asks(NcipReply r, string type) => r.Request.Wants("AgencyElementType", type);

    static NcipElement Prompt(string text, string type, bool isSecret) => new("AuthenticationPrompt")
    {
        new NcipElement("PromptOutput") { new NcipElement("AuthenticationPromptData", text), new NcipElement("AuthenticationPromptType", "text") },
        new NcipElement("PromptInput")
        {
            new NcipElement("AuthenticationInputType", type), new NcipElement("AuthenticationDataFormatType", "text/plain"),
            isSecret ? new NcipElement("SensitiveDataFlag") : null,
        },
    };
}
