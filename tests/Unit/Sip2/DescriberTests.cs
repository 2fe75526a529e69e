using System.Text;
using FluentAssertions;
using ProtocolServer.Sip2;
using ProtocolServer.Sip2.Wire;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Unit.Sip2;

/// <summary>G-5: values are explained, and sensitive ones never shown where they should not be.</summary>
public sealed class DescriberTests
{
    [Fact]
    public void Coded_values_are_explained()
    {
        var described = Describe("1803000120260301    101500AB31234000987654|AJExample title|CF0|CK001|AQMAIN|APMAIN|AY8AZE8B4");
        described.Name.Should().Be("Item Information Response");
        described.Sequence.Should().Be("8");
        Meaning(described, "circulation status").Should().Be("available");
        Meaning(described, "security marker").Should().Be("other");
        Meaning(described, "media type").Should().Be("book");
        Meaning(described, "transaction date").Should().Be("2026-03-01 10:15:00");
        described.Fields.Single(field => field.Code == "AJ").Should().Be(new DescribedField("AJ", "title identifier", "Example title", ""));
    }

    [Fact]
    public void Positions_are_named()
    {
        Meaning(Describe("24YYYY          00020260301    101500AOLIB|AA21234000012345|AEDoe, Jane|BLY|"), "patron status").Should()
            .Be("charge privileges denied, renewal privileges denied, recall privileges denied, hold privileges denied");
        Meaning(Describe("98YYYYYY30000320260301    1015002.00AOLIB|BXYNNNNNNNNNNNNNNY|"), "supported messages").Should().Be("patron status request, renew all");
        Meaning(Describe("6300120260301    101500  Y       AOLIB|AA2|"), "summary").Should().Be("charged items");
    }

    [Fact]
    public void Every_example_can_be_described_and_every_field_of_it_is_known()
    {
        foreach (var example in Sip2Examples.Frames)
        {
            var described = Describe(example);
            described.Rejection.Should().Be(Sip2Rejection.None);
            described.Fields.Should().NotContain(field => field.Name == "unknown field");
        }
    }

    [Fact]
    public void Redacted_is_what_is_sensitive_and_what_nobody_knows()
    {
        var frame = Bytes("6300120260301    101500  Y       AOLIB|AA21234000012345|AD1234|AC|QQsecret?|BP1|AY3AZ");
        var shown = Sip2Describer.Redact(frame, Specs.Version2);
        shown.Should().Be("6300120260301    101500  Y       AOLIB|AA***|AD***|AC|QQ***|BP1|");
        Sip2Describer.Describe(frame, Specs.Version2, redact: true).Fields.Select(field => field.Value).Should().NotContain(["21234000012345", "1234", "secret?"]);
        Describe(Encoding.ASCII.GetString(frame)).Fields.Select(field => field.Value).Should().Contain("1234");
    }

    [Theory]
    [InlineData("93CNkiosk|COs3cret|")]
    [InlineData("2300AAcard|ADs3cret|")]
    [InlineData("s3cret")]
    [InlineData("99s3cret|ADs3cret")]
    [InlineData("63001AD|s3cret|AAs3cret|s3cret")]
    public void Damaged_frames_give_no_secret_away(string frame) =>
        Sip2Describer.Redact(Bytes(frame), Specs.Version2).Should().NotContain("s3cret");

    [Fact]
    public void What_is_no_message_is_said_to_be_none() =>
        Describe("GET / HTTP/1.1").Should().BeEquivalentTo(new { Code = "GE", Name = "unknown message", Rejection = Sip2Rejection.UnknownCode });

    static string Meaning(DescribedFrame described, string name) => described.Fields.Single(field => field.Name == name).Meaning;

    static DescribedFrame Describe(string frame) => Sip2Describer.Describe(Bytes(frame), Specs.Version2, redact: false);

    static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
