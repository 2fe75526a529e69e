using System.Text;
using FluentAssertions;
using ProtocolServer.Ncip.Wire;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Unit.Ncip;

/// <summary>Documents as they come (ncip-field H 1 to 35; the numbers are the list's).</summary>
public sealed class NcipReaderTests
{
    const string Ns = "http://www.niso.org/2008/ncip";
    const string Item = "<ItemId><ItemIdentifierValue>b1</ItemIdentifierValue></ItemId>";

    static string Message(string content, string attributes = $"xmlns=\"{Ns}\"") => $"<NCIPMessage {attributes}><LookupItem>{content}</LookupItem></NCIPMessage>";

    static NcipReading Read(string document) => NcipReader.Read(Encoding.UTF8.GetBytes(document));

    static string ValueOf(NcipReading reading) => reading.Message!.Body.TextAt("ItemId", "ItemIdentifierValue");

    [Fact]
    public void H1_an_external_entity_is_never_resolved() =>
        Read($"<!DOCTYPE NCIPMessage [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>{Message(Item.Replace("b1", "&x;", StringComparison.Ordinal))}")
            .Rejection.Should().Be(NcipRejection.NotXml);

    [Theory]
    [InlineData("<!DOCTYPE NCIPMessage PUBLIC \"-//NISO//NCIP DTD Version 1.0//EN\" \"http://localhost:1/ncip_v1_0.dtd\">")]
    [InlineData("<!DOCTYPE NCIPMessage [<!ELEMENT a (b)>]>")]
    public void H2_H3_a_document_type_is_ignored_and_not_fetched(string doctype) => ValueOf(Read(doctype + Message(Item))).Should().Be("b1");

    [Fact]
    public void H4_entities_that_multiply_are_refused_at_once()
    {
        var lol = "<!ENTITY l0 \"lol\">" + string.Concat(Enumerable.Range(1, 9).Select(n => $"<!ENTITY l{n} \"{string.Concat(Enumerable.Repeat($"&l{n - 1};", 10))}\">"));
        Read($"<!DOCTYPE NCIPMessage [{lol}]>{Message(Item.Replace("b1", "&l9;", StringComparison.Ordinal))}").Rejection.Should().Be(NcipRejection.NotXml);
        Read($"<!DOCTYPE NCIPMessage [<!ENTITY % p SYSTEM \"http://localhost:1/x\">%p;]>{Message(Item)}").Message.Should().NotBeNull("parameter entities are not looked at");
    }

    [Theory]
    [InlineData("NCIPMessage", 70_000)]
    [InlineData("Ext", 50_000)]
    public void H5_nesting_is_refused_while_reading(string name, int depth)
    {
        var message = Message(string.Concat(Enumerable.Repeat($"<{name}>", depth)));
        Fastest(() => Read(message).Rejection.Should().Be(NcipRejection.TooDeep)).Should().BeLessThan(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public void H6_a_document_over_the_limit_is_refused_unread() =>
        Read(Message(new string(' ', NcipLimits.MessageBytes))).Rejection.Should().Be(NcipRejection.TooLarge);

    public static TheoryData<string> Hoards => new()
    {
        $"<ItemId><ItemIdentifierValue>{new string('x', 900_000)}</ItemIdentifierValue></ItemId>",
        $"<ItemId {string.Join(' ', Enumerable.Range(0, 50_000).Select(n => $"a{n}=\"1\""))}/>",
        string.Concat(Enumerable.Repeat("<ItemElementType>Location</ItemElementType>", 20_000)),
        $"<ItemId {string.Join(' ', Enumerable.Range(0, 10_000).Select(n => $"xmlns:p{n}=\"urn:{n}\""))}/>",
    };

    [Theory, MemberData(nameof(Hoards))]
    public void H7_H43_too_much_of_anything_is_a_defect_of_a_message_whose_service_is_known(string content)
    {
        var message = Message(content);
        Fastest(() =>
        {
            var reading = Read(message);
            reading.Message!.Service.Should().Be("LookupItem");
            reading.Message.Defect!.Type.Should().Be(ProblemTypes.Rule);
        }).Should().BeLessThan(TimeSpan.FromSeconds(3));
    }

    /// <summary>What it costs when nothing else on the machine comes between.</summary>
    static TimeSpan Fastest(Action act) => Enumerable.Range(0, 5).Min(_ =>
    {
        var began = TimeProvider.System.GetTimestamp();
        act();
        return TimeProvider.System.GetElapsedTime(began);
    });

    [Fact]
    public void H8_H9_what_asks_to_fetch_or_to_retype_is_ignored() => ValueOf(Read(
        $"<?xml-stylesheet href=\"http://localhost:1/x\"?>{Message("<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"file:///etc/passwd\"/>" + Item,
            $"xmlns=\"{Ns}\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"a http://localhost:1/b\" xml:base=\"http://localhost:1/\" xsi:type=\"q\"")}"))
        .Should().Be("b1");

    [Theory]
    [InlineData("12<!-- x -->34", "1234")]
    [InlineData("12<?x y?>34", "1234")]
    [InlineData("<![CDATA[12]]>34", "1234")]
    [InlineData("&#49;2&#x33;4", "1234")]
    [InlineData("  1234\n", "1234")]
    [InlineData("a &lt;b&gt; &amp; \"c\"", "a <b> & \"c\"")]
    [InlineData("𠮷野家 e\u0301 שלום", "𠮷野家 e\u0301 שלום")]
    public void H10_to_H12_H24_H37_a_value_is_one_text_whatever_stands_in_it(string written, string read) =>
        ValueOf(Read(Message($"<ItemId><ItemIdentifierValue>{written}</ItemIdentifierValue></ItemId>"))).Should().Be(read);

    public static TheoryData<string, bool> Encodings => new()
    {
        { "utf-8", true }, { "utf-16", true }, { "utf-16BE", true }, { "utf-16", false }, { "iso-8859-1", false }, { "windows-1257", false }, { "GB18030", false },
    };

    [Theory, MemberData(nameof(Encodings))]
    public void H13_H14_byte_order_marks_and_declared_encodings_are_read(string name, bool hasMark)
    {
        NcipEncoding.Register();
        var encoding = Encoding.GetEncoding(name);
        var text = $"<?xml version=\"1.0\" encoding=\"{name}\"?>{Message("<ItemId><ItemIdentifierValue>å1</ItemIdentifierValue></ItemId>")}";
        byte[] document = [.. hasMark ? encoding.GetPreamble() : [], .. encoding.GetBytes(text)];
        ValueOf(NcipReader.Read(document)).Should().Be("å1");
    }

    [Fact]
    public void H15_letters_that_are_not_what_they_say_are_refused_and_can_be_repaired()
    {
        var document = Encoding.Latin1.GetBytes($"<?xml version=\"1.0\" encoding=\"UTF-8\"?>{Message("<ItemId><ItemIdentifierValue>Å\u00141</ItemIdentifierValue></ItemId>")}");
        NcipReader.Read(document).Rejection.Should().Be(NcipRejection.NotXml);
        ValueOf(NcipReader.Read(NcipEncoding.Repair(document))).Should().Be("Å1");
    }

    [Fact]
    public void H16_the_declaration_stands_above_the_transport_and_the_transport_above_utf_8()
    {
        var text = Message("<ItemId><ItemIdentifierValue>å</ItemIdentifierValue></ItemId>");
        ValueOf(NcipReader.Read(Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + text), "iso-8859-1")).Should().Be("å");
        ValueOf(NcipReader.Read(Encoding.Latin1.GetBytes(text), "iso-8859-1")).Should().Be("å");
    }

    [Theory]
    [InlineData("<?xml version=\"1.0\" encoding=\"klingon\"?>")]
    [InlineData("<?xml version=\"1.0\" encoding=\"utf-7\"?>")]
    [InlineData("<?xml version=\"1.1\"?>")]
    public void H17_H22_encodings_and_versions_nobody_has_are_refused(string declaration) => Read(declaration + Message(Item)).Rejection.Should().Be(NcipRejection.NotXml);

    [Fact]
    public void H18_H19_white_space_before_and_rubbish_behind_are_cut() =>
        ValueOf(Read($" \r\n\t<?xml version=\"1.0\"?>{Message(Item)} \r\n\0\u0004")).Should().Be("b1");

    [Theory]
    [InlineData("<NCIPMessage/>")]
    [InlineData("x")]
    public void H19_a_second_document_is_refused_and_nothing_is_understood(string second) => Read(Message(Item) + second).Message.Should().BeNull();

    [Theory]
    [InlineData("\u0004\r\n")]
    [InlineData("\r\n\t ")]
    public void H18_H19_what_the_last_message_ended_with_is_no_part_of_this_one(string before) => ValueOf(Read(before + Message(Item))).Should().Be("b1");

    [Fact]
    public void H27_a_message_of_another_namespace_is_answered_in_ours() =>
        Read(Message(Item, "xmlns=\"http://www.niso.org/2007/ncip\"")).Style.Should().Be(NcipStyle.Standard);

    [Theory]
    [InlineData("LookupItemSet", "v2_0/imp1/xsd/ncip_v2_0.xsd", "2.02")]
    [InlineData("LookupItemSet", "v2_0/imp1/xsd/ncip_v2_01.xsd", "2.02")]
    [InlineData("DeleteItem", "v2_0/imp1/xsd/ncip_v2_0.xsd", "2.0")]
    public void A_service_that_came_later_is_answered_in_the_version_that_has_it(string service, string version, string answered)
    {
        NcipVersions.TryParse(answered, out var expected).Should().BeTrue();
        Read($"<NCIPMessage xmlns=\"{Ns}\" version=\"http://www.niso.org/schemas/ncip/{version}\"><{service}>{Item}</{service}></NCIPMessage>")
            .Message!.Style.Version.Should().Be(expected);
    }

    [Theory]
    [InlineData("AuthenticateUser", "xmlns=\"http://www.niso.org/2008/ncip\"")]
    [InlineData("DeleteItem", "version=\"http://www.niso.org/ncip/v1_0/imp1/dtd/ncip_v1_0.dtd\"")]
    [InlineData("LookupItemSet", "version=\"http://www.niso.org/ncip/v1_01/imp1/dtd/ncip_v1_01.dtd\"")]
    public void A_service_of_another_generation_is_not_known(string service, string attributes)
    {
        var reading = Read($"<NCIPMessage {attributes}><{service}/></NCIPMessage>");
        reading.Rejection.Should().Be(NcipRejection.UnknownService);
        reading.Problem.Should().Be(new Problem(ProblemTypes.UnknownElement, service, null, "Service is not known"));
    }

    [Theory]
    [InlineData("a\u0004b")]
    [InlineData("a&#4;b")]
    [InlineData("&#xD800;")]
    [InlineData("http://x/?a=1&b=2")]
    public void H20_H21_forbidden_characters_and_bare_ampersands_are_refused(string value) =>
        Read(Message($"<ItemId><ItemIdentifierValue>{value}</ItemIdentifierValue></ItemId>")).Rejection.Should().Be(NcipRejection.NotXml);

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("It works")]
    [InlineData("{\"a\":1}")]
    [InlineData("9900802.00AY1AZFCA0\r")]
    [InlineData("<NCIPMessage><LookupItem>")]
    public void H23_what_is_no_document_is_refused(string document) => Read(document).Rejection.Should().Be(NcipRejection.NotXml);

    [Fact]
    public void H23_a_page_is_not_a_message() => Read("<html><body>It works</body></html>").Rejection.Should().Be(NcipRejection.WrongRoot);

    [Theory]
    [InlineData("<NCIPMessage version=\"5.6\"><LookupItem>{0}</LookupItem></NCIPMessage>")]
    [InlineData("<ns1:NCIPMessage xmlns:ns1=\"{1}\" ns1:version=\"\"><ns1:LookupItem>{0}</ns1:LookupItem></ns1:NCIPMessage>")]
    [InlineData("<d1p1:NCIPMessage xmlns:d1p1=\"{1}\" xmlns=\"{1}\"><LookupItem>{0}</LookupItem></d1p1:NCIPMessage>")]
    [InlineData("<n:NCIPMessage xmlns:n=\"{1}\"><LookupItem>{0}</LookupItem></n:NCIPMessage>")]
    public void H26_H28_every_way_to_write_the_namespace_is_understood(string form)
    {
        var reading = Read(string.Format(System.Globalization.CultureInfo.InvariantCulture, form, Item, Ns));
        ValueOf(reading).Should().Be("b1");
        reading.Style.Version.Should().Be(NcipVersion.V202);
    }

    [Theory]
    [InlineData("http://www.niso.org/2007/ncip")]
    [InlineData("http://www.niso.org/2008/ncip/")]
    [InlineData("https://www.niso.org/2008/ncip")]
    public void H27_another_namespace_is_another_protocol(string ns) => Read(Message(Item, $"xmlns=\"{ns}\"")).Rejection.Should().Be(NcipRejection.WrongRoot);

    [Fact]
    public void H29_names_of_1_x_in_the_namespace_of_2_x_are_read_as_2_x()
    {
        var reading = Read(Message("<UniqueItemId><UniqueAgencyId><Scheme>s</Scheme><Value>A</Value></UniqueAgencyId><ItemIdentifierValue>b1</ItemIdentifierValue></UniqueItemId>"));
        ValueOf(reading).Should().Be("b1");
        reading.Message!.Body["ItemId"]!["AgencyId"]!.Scheme.Should().Be("s");
        reading.Style.Version.Should().Be(NcipVersion.V202);
    }

    [Theory]
    [InlineData("<LookupItem/><LookupUser/>", NcipRejection.NotOneService)]
    [InlineData("<LookupItem/><Problem/>", NcipRejection.NotOneService)]
    [InlineData("", NcipRejection.NotOneService)]
    [InlineData("<LookUpItem/>", NcipRejection.UnknownService)]
    [InlineData("<Frobnicate/>", NcipRejection.UnknownService)]
    [InlineData("<LookupItemResponse/>", NcipRejection.AnswerReceived)]
    [InlineData("<Problem/>", NcipRejection.AnswerReceived)]
    public void H30_H31_H33_one_known_request_and_nothing_else(string content, object why) =>
        Read($"<NCIPMessage xmlns=\"{Ns}\">{content}</NCIPMessage>").Rejection.Should().Be((NcipRejection)why);

    [Fact]
    public void H34_H35_unknown_elements_another_order_and_extensions_are_no_matter()
    {
        var reading = Read(Message($"<Ext><a xmlns=\"urn:x\"><b/></a><ItemId/></Ext><Unheard/>{Item}<InitiationHeader/>"));
        ValueOf(reading).Should().Be("b1");
        ProtocolServer.Ncip.MessageCheck.Of(reading.Message!.Body, MessagePairs.Find("LookupItem")!.Request).Should().OnlyContain(problem => problem.Type == ProblemTypes.NeededData);
    }

    [Fact]
    public void H34_an_identifier_that_stands_twice_is_told_and_not_guessed() =>
        ProtocolServer.Ncip.MessageCheck.Of(Read(Message(Item + Item)).Message!.Body, MessagePairs.Find("LookupItem")!.Request)
            .Should().ContainSingle().Which.Should().Match<Problem>(problem => problem.Type == ProblemTypes.Syntax && problem.Element == "ItemId");

    [Theory]
    [InlineData("2026-03-02T10:00:00Z", "2026-03-02T18:00:00+08:00")]
    [InlineData("2026-03-02T10:00:00.123+01:00", "2026-03-02T17:00:00+08:00")]
    [InlineData("2026-03-02T10:00:00", "2026-03-02T10:00:00+08:00")]
    [InlineData("2026-03-02 10:00:00", "2026-03-02T10:00:00+08:00")]
    [InlineData("2026-03-02", "2026-03-02T23:59:59+08:00")]
    [InlineData("2026-03-02T24:00:00", "2026-03-03T00:00:00+08:00")]
    [InlineData("2026-13-01", null)]
    [InlineData("0001-01-01T00:00:00Z", null)]
    [InlineData("9999-12-31T23:59:59Z", null)]
    [InlineData("2016-12-31T23:59:60Z", null)]
    [InlineData("tomorrow", null)]
    public void H41_dates_are_read_leniently_or_not_at_all(string written, string? read)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");
        NcipDate.TryRead(written, zone, isEnd: true, out var instant).Should().Be(read is not null);
        if (read is not null) NcipDate.Write(instant, zone).Should().Be(read);
    }
}
