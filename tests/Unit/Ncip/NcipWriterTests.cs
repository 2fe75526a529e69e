using System.Text;
using FluentAssertions;
using ProtocolServer.Ncip;
using ProtocolServer.Ncip.Wire;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Unit.Ncip;

public sealed class NcipWriterTests
{
    static string Write(NcipStyle style, NcipElement answer) =>
        Encoding.UTF8.GetString(NcipWriter.Write(style, answer, MessagePairs.Find("LookupItem")).Span);

    static NcipElement Answer(string title) => new("LookupItemResponse")
    {
        new NcipElement("ItemOptionalFields")
        {
            new NcipElement("CirculationStatus", "On Loan"),
            new NcipElement("BibliographicDescription") { new NcipElement("Title", title) },
        },
        new NcipElement("ItemId") { new NcipElement("ItemIdentifierValue", "b1"), new NcipElement("AgencyId", "A") },
    };

    [Fact]
    public void Children_come_in_the_order_of_the_standard_whatever_order_they_were_put_in()
    {
        var written = Write(NcipStyle.Standard, Answer("x"));
        written.IndexOf("ItemId>", StringComparison.Ordinal).Should().BeLessThan(written.IndexOf("ItemOptionalFields>", StringComparison.Ordinal));
        written.IndexOf("Title>", StringComparison.Ordinal).Should().BeLessThan(written.IndexOf("CirculationStatus ", StringComparison.Ordinal));
        NcipSchemas.Mistakes(written).Should().BeEmpty();
        written.Should().EndWith("\n", "a bare connection's reader waits for the line feed");
    }

    [Theory]
    [InlineData("a\u0004b\uFFFEc", "a\uFFFDb\uFFFDc")]
    [InlineData("{half}x", "\uFFFDx")]
    [InlineData("<&>\"]]>", "<&>\"]]>")]
    [InlineData("𠮷 e\u0301", "𠮷 e\u0301")]
    [InlineData("a\rb", "a\rb")]
    public void H25_H12_what_xml_cannot_hold_is_replaced_and_the_rest_is_escaped(string title, string read)
    {
        var written = Write(NcipStyle.Standard, Answer(title.Replace("{half}", "\uD800", StringComparison.Ordinal)));
        System.Xml.Linq.XElement.Parse(written).Descendants().Single(e => e.Name.LocalName == "Title").Value.Should().Be(read);
    }

    [Fact]
    public void A_partner_with_a_default_namespace_a_prefix_or_none_gets_its_own_style()
    {
        Write(NcipStyle.Standard with { Prefix = "" }, Answer("x")).Should().Contain("<ItemId>").And.Contain("ns1:version=");
        Write(NcipStyle.Standard with { Prefix = "d1p1" }, Answer("x")).Should().Contain("<d1p1:ItemId>");
        Write(NcipStyle.Standard with { HasNamespace = false }, Answer("x")).Should().Contain("<NCIPMessage version=");
        Write(NcipStyle.Standard with { PlainValues = true }, Answer("x")).Should().NotContain("Scheme=");
    }

    [Fact]
    public void In_1_0_names_schemes_and_problems_are_those_of_1_0()
    {
        var style = new NcipStyle(NcipVersion.V10, HasNamespace: false, "", NcipVersion.V10.Text);
        var answer = Answer("x");
        answer.Add(new NcipElement("ResponseHeader") { Answers.End("FromAgencyId", null), Answers.End("ToAgencyId", null) });
        var written = Write(style, answer);
        written.Should().Contain("<UniqueItemId><UniqueAgencyId><Scheme>").And.Contain("<CirculationStatus><Scheme>");
        NcipSchemas.Mistakes(written).Should().BeEmpty();
    }

    [Fact]
    public void An_element_without_a_place_is_a_fault_here_and_never_on_the_wire()
    {
        var act = () => Write(NcipStyle.Standard, new NcipElement("LookupItemResponse") { new NcipElement("UserId") });
        act.Should().Throw<InvalidOperationException>().WithMessage("*UserId*");
    }
}
