using FluentAssertions;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Ncip;

/// <summary>A partner's first conversation, over HTTP on a real PostgreSQL.</summary>
public sealed class FirstServicesTests(NcipServer server) : IClassFixture<NcipServer>
{
    [Fact]
    public async Task LookupVersion_is_answered_to_anybody_in_its_own_document_type()
    {
        using var anybody = server.Partner();
        var answer = await anybody.SendAsync("""
            <?xml version="1.0"?><NCIPVersionMessage version="http://www.niso.org/ncip/v1_0/imp1/xsd/ncip_version.xsd"><LookupVersion>
            <FromAgencyId><UniqueAgencyId><Scheme>http://example.org/a</Scheme><Value>X</Value></UniqueAgencyId></FromAgencyId>
            <ToAgencyId><UniqueAgencyId><Scheme>http://example.org/a</Scheme><Value>TOWN</Value></UniqueAgencyId></ToAgencyId></LookupVersion></NCIPVersionMessage>
            """);

        answer.Name.LocalName.Should().Be("NCIPVersionMessage");
        var response = answer.Element("LookupVersionResponse")!;
        response.Element("ToAgencyId")!.Value.Should().Be("http://example.org/aX", "the ends change places");
        response.Elements("VersionSupported").Select(v => v.Value).Should().Contain(
            ["http://www.niso.org/schemas/ncip/v2_02/ncip_v2_02.xsd", "http://www.niso.org/ncip/v1_0/imp1/dtd/ncip_v1_0.dtd"]);
    }

    [Fact]
    public async Task LookupItem_tells_what_is_asked_for_and_nothing_else()
    {
        using var partner = server.Partner();
        var answer = await partner.AskAsync("LookupItem", """
            <ItemId><ItemIdentifierValue>b2</ItemIdentifierValue></ItemId>
            <ItemElementType>Bibliographic Description</ItemElementType><ItemElementType>Circulation Status</ItemElementType>
            """);

        answer.Element("ItemId")!.Element("ItemIdentifierValue")!.Value.Should().Be("b2");
        var fields = answer.Element("ItemOptionalFields")!;
        fields.Element("CirculationStatus")!.Value.Should().Be("Available On Shelf");
        fields.Element("BibliographicDescription")!.Element("Title")!.Value.Should().Be("红楼梦 & <其他>");
        fields.Elements().Should().HaveCount(2);
        answer.Element("ResponseHeader")!.Element("FromAgencyId")!.Value.Should().Be("TOWN");
    }

    [Fact]
    public async Task CheckOutItem_lends_and_the_same_message_again_gets_the_same_answer()
    {
        using var partner = server.Partner();
        const string Request = "<UserId><UserIdentifierValue>c1</UserIdentifierValue></UserId><ItemId><ItemIdentifierValue>b1</ItemIdentifierValue></ItemId>";
        var answer = await partner.AskAsync("CheckOutItem", Request);

        answer.Element("Problem").Should().BeNull();
        answer.Element("DateDue")!.Value.Should().EndWith("+08:00", "a due date is told in the library's own time");
        var again = await partner.AskAsync("CheckOutItem", Request);
        again.ToString().Should().Be(answer.ToString());
        (await server.DatabaseAsync("select count(*) from loan l join item i using (network_id, item_id) where i.barcode = 'b1'")).Should().Be(1L);
    }
}
