using System.Xml.Linq;
using FluentAssertions;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Ncip;

/// <summary>Who may ask what, and in which words it is answered.</summary>
public sealed class PartnersTests(NcipServer server) : IClassFixture<NcipServer>
{
    const string User = "<UserId><UserIdentifierValue>c1</UserIdentifierValue></UserId>";
    const string Item = "<ItemId><ItemIdentifierValue>b1</ItemIdentifierValue></ItemId>";

    async Task<string?> ProblemAsync(string from, string to, string service, string content)
    {
        using var partner = server.Partner(from, to);
        return (await partner.AskAsync(service, content)).Element("Problem")?.Element("ProblemType")?.Value;
    }

    [Theory]
    [InlineData("STRANGER", "TOWN", "LookupItem", "Unknown Agency")]
    [InlineData("ILL", "NOWHERE", "LookupItem", "Unknown Agency")]
    [InlineData("ILL", "ILL", "LookupItem", "Unknown Agency")]
    [InlineData("ILL", "VILLAGE", "LookupItem", null)]
    [InlineData("SHY", "TOWN", "LookupItem", "Agency Authentication Failed")]
    [InlineData("OLD", "Pick-up place", "LookupItem", null)]
    public async Task H44_H55_H56_only_known_partners_are_served(string from, string to, string service, string? problem) =>
        (await ProblemAsync(from, to, service, Item)).Should().Be(problem);

    [Fact]
    public async Task H55_from_an_address_that_is_not_allowed_nothing_is_answered_but_the_status()
    {
        using var partner = server.Partner("FAR");
        await partner.Invoking(one => one.AskAsync("LookupItem", Item)).Should().ThrowAsync<InvalidDataException>().WithMessage("*403*");
    }

    [Fact]
    public async Task H32_H58_a_partner_gets_its_own_services_and_never_what_is_hidden_from_it()
    {
        using var partner = server.Partner("SHY");
        static string Open(string message) => message.Replace("</FromAgencyId>", "</FromAgencyId><FromAgencyAuthentication>open-sesame</FromAgencyAuthentication>", StringComparison.Ordinal);
        var answer = await partner.SendAsync(Open(partner.Message("LookupUser", User + "<UserElementType>User Address Information</UserElementType><UserElementType>Name Information</UserElementType>")));
        answer.Descendants("Surname").Should().ContainSingle();
        answer.Descendants("UserAddressInformation").Should().BeEmpty();
        (await partner.SendAsync(Open(partner.Message("CheckOutItem", User + Item)))).Descendants("ProblemType").Single().Value.Should().Be("Unauthorized Service For Agency");
        (await partner.SendAsync(Open(partner.Message("LookupItem", Item + "<CurrentBorrowerDesired/>")))).Descendants("ItemTransaction").Should().BeEmpty();
    }

    [Fact]
    public async Task A_message_without_a_header_is_told_by_the_path_and_answered_without_one()
    {
        using var partner = server.Partner(path: "/ncip/TOWN");
        var answer = await partner.SendAsync("<NCIPMessage xmlns=\"http://www.niso.org/2008/ncip\"><LookupUser>" + User + "</LookupUser></NCIPMessage>");
        answer.Descendants("ResponseHeader").Should().BeEmpty();
        answer.Descendants("Surname").Should().ContainSingle("this partner asks for nothing and needs it all the same");
        answer.Descendants().Attributes("Scheme").Should().BeEmpty("and breaks on addresses of lists");
    }

    [Fact]
    public async Task A_1_0_partner_is_answered_in_1_0()
    {
        using var partner = server.Partner();
        var answer = await partner.SendAsync(Old("LookupUser",
            "<UniqueUserId><UniqueAgencyId><Scheme>s</Scheme><Value>TOWN</Value></UniqueAgencyId><UserIdentifierValue>c2</UserIdentifierValue></UniqueUserId>"
            + "<UserElementType><Scheme>x</Scheme><Value>Name Information</Value></UserElementType><LoanedItemsDesired/><RequestedItemsDesired/><UserFiscalAccountDesired/>"));
        answer.Descendants("VisibleUserIdentifier").Single().Value.Should().Be("c2");
        answer.Descendants("UserTransaction").Single().Elements("LoanedItem").Should().ContainSingle();
        answer.Descendants("FromAgencyId").Single().Value.Should().Be("sTOWN");

        var problem = await partner.SendAsync(Old("CheckOutItem",
            "<UniqueUserId><UniqueAgencyId><Scheme>s</Scheme><Value>TOWN</Value></UniqueAgencyId><UserIdentifierValue>nobody</UserIdentifierValue></UniqueUserId>"
            + "<UniqueItemId><UniqueAgencyId><Scheme>s</Scheme><Value>TOWN</Value></UniqueAgencyId><ItemIdentifierValue>b1</ItemIdentifierValue></UniqueItemId>"));
        problem.Descendants("ProcessingErrorType").Single().Element("Value")!.Value.Should().Be("Unknown User");

        var proof = await partner.SendAsync(Old("AuthenticateUser", string.Concat(((string[])["Barcode Id|r020", "PIN|0020"]).Select(pair =>
            $"<AuthenticationInput><AuthenticationInputData>{pair.Split('|')[1]}</AuthenticationInputData><AuthenticationDataFormatType><Scheme>x</Scheme><Value>text</Value></AuthenticationDataFormatType><AuthenticationInputType><Scheme>x</Scheme><Value>{pair.Split('|')[0]}</Value></AuthenticationInputType></AuthenticationInput>"))));
        proof.Descendants("UserIdentifierValue").Single().Value.Should().Be("r020");
    }

    [Theory]
    [InlineData("http://www.niso.org/schemas/ncip/v2_0/imp1/xsd/ncip_v2_0.xsd")]
    [InlineData("http://www.niso.org/schemas/ncip/v2_0/imp1/xsd/ncip_v2_01.xsd")]
    public async Task An_older_2_x_partner_gets_no_elements_its_version_lacks(string version)
    {
        using var partner = server.Partner();
        var message = partner.Message("LookupUser", "<UserId><UserIdentifierValue>c2</UserIdentifierValue></UserId><LoanedItemsDesired/>")
            .Replace("http://www.niso.org/schemas/ncip/v2_02/ncip_v2_02.xsd", version, StringComparison.Ordinal);
        var answer = await partner.SendAsync(message);
        answer.Attribute("version")!.Value.Should().Be(version);
        answer.Descendants("LoanedItem").Single().Element("ReminderLevel")!.Value.Should().Be("1");
        answer.Descendants("BibliographicId").Should().BeEmpty();
    }

    [Fact]
    public async Task H15_a_partner_known_for_odd_letters_is_understood_and_others_are_not()
    {
        foreach (var (from, isUnderstood) in ((string, bool)[])[("OLD", true), ("ILL", false)])
        {
            using var partner = server.Partner(from);
            var message = System.Text.Encoding.Latin1.GetBytes(partner.Message("LookupItem", Item + "<Ext/><ItemElementType>Å\u0014</ItemElementType>"));
            var answer = await partner.SendAsync(new ByteArrayContent(message));
            answer.Descendants("ItemIdentifierValue").Any().Should().Be(isUnderstood, from);
        }
    }

    [Fact]
    public async Task A_partner_that_reads_a_literal_prefix_gets_it()
    {
        using var partner = server.Partner("LITERAL");
        using var content = new StringContent(partner.Message("LookupItem", "<ItemId><ItemIdentifierValue>nothing</ItemIdentifierValue></ItemId>"));
        (await partner.PostAsync(content)).Should().Contain("<ns1:ProblemDetail>Unknown Item</ns1:ProblemDetail>");
    }

    static string Old(string service, string content) => $"""
        <!DOCTYPE NCIPMessage PUBLIC "-//NISO//NCIP DTD Version 1.0//EN" "http://localhost:1/ncip_v1_0.dtd">
        <NCIPMessage version="http://www.niso.org/ncip/v1_0/imp1/dtd/ncip_v1_0.dtd"><{service}><InitiationHeader>
        <FromAgencyId><UniqueAgencyId><Scheme>s</Scheme><Value>OLD</Value></UniqueAgencyId></FromAgencyId>
        <ToAgencyId><UniqueAgencyId><Scheme>s</Scheme><Value>TOWN</Value></UniqueAgencyId></ToAgencyId></InitiationHeader>{content}</{service}></NCIPMessage>
        """;
}
