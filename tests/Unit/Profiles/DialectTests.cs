using System.Text;
using FluentAssertions;
using ProtocolServer.Adapters.Files;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Sip2;
using ProtocolServer.Sip2.Dialects;
using ProtocolServer.Sip2.Wire;
using ProtocolServer.Tests.TestKit;
using Xunit;
using static ProtocolServer.Tests.Unit.Profiles.ProfileKit;

namespace ProtocolServer.Tests.Unit.Profiles;

/// <summary>Each setting of a profile, by what it makes of a message (docs/profiles.md).</summary>
public sealed class DialectTests
{
    const string Loan = "121NNY20260301    101500AOLIB|AAR1|AB31|AJTitle|AH20260329    235900|CK001|AFDue soon|AGSlip|";
    const string Returned = "101YNN20260301    101500AOLIB|AB31|AQMAIN|AJTitle|";
    const string Account = "64              00120260301    101500000000000002000000000000AOLIB|AAR1|AEDoe|BHCNY|BV5.00|CC10.00|AU31|AU32|AFHello|";

    [Fact]
    public void The_standard_profile_changes_nothing_and_allocates_nothing()
    {
        var dialect = DialectCompiler.Compile(ProfileDirectory.Load(null).Value!["default-2.00"], isVersion1: false, TimeZoneInfo.Utc);
        ReadOnlyMemory<byte> body = Encoding.UTF8.GetBytes(Loan + "AFBērziņš|"), frame = "9900802.00"u8.ToArray();
        dialect.Outgoing(body).Equals(body).Should().BeTrue("the same memory goes out");
        Pass();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Pass();
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);

        void Pass()
        {
            for (var i = 0; i < 1000; i++)
            {
                dialect.Incoming(frame);
                dialect.Outgoing(body);
            }
        }
    }

    [Fact]
    public void A_plain_answer_of_another_encoding_passes_as_it_is()
    {
        var dialect = Dialect("wire: {encoding: cp850}");
        ReadOnlyMemory<byte> body = Encoding.UTF8.GetBytes(Loan);
        dialect.Outgoing(body).Equals(body).Should().BeTrue();
    }

    [Theory]
    [InlineData("cr", "\r")]
    [InlineData("crlf", "\r\n")]
    [InlineData("lf", "\n")]
    public void Terminator_written(string word, string written) =>
        Encoding.ASCII.GetString(Dialect($"wire: {{terminator: {word}}}").Table.Style.Terminator).Should().Be(written);

    [Fact]
    public void Delimiter_out_and_in()
    {
        Answer("wire: {delimiter: \"^\"}", Returned).Should().Be(Returned.Replace('|', '^'));
        // The checksum is over the bytes as they came, and right again for those that are read.
        var frame = "1720260301    101500AOL|B^AB31^AC^AY3AZ";
        var sent = frame + Sip2Hex(frame);
        var read = Encoding.UTF8.GetBytes(Request("wire: {delimiter: \"^\"}", sent));
        Sip2Reader.TryRead(read, Specs.Version2, out var message).Should().BeTrue();
        message.GetText(Fields.ItemId).Should().Be("31");
        message.GetText(Fields.InstitutionId).Should().Be("L/B");
        Sip2Reader.TryRead(Encoding.UTF8.GetBytes(Request("wire: {delimiter: \"^\"}", frame + "0000")), Specs.Version2, out _, out var rejection).Should().BeFalse();
        rejection.Should().Be(Sip2Rejection.BadChecksum);
    }

    [Theory]
    [InlineData("iso-8859-15", "Ødegård")]
    [InlineData("windows-1257", "Bērziņš")]
    [InlineData("cp852", "Őze")]
    [InlineData("gbk", "红楼梦")]
    public void Encoding_out_and_in(string encoding, string name)
    {
        Answer($"wire: {{encoding: {encoding}}}", $"24              00120260301    101500AOLIB|AA1|AE{name}|", encoding).Should().EndWith($"AE{name}|");
        Request($"wire: {{encoding: {encoding}}}", $"2300120260301    101500AOLIB|AA1|AC{name}|AD|", encoding).Should().Contain($"AC{name}|");
    }

    [Fact]
    public void A_delimiter_inside_a_Chinese_character_does_not_cut_the_field() =>
        Request("wire: {encoding: gbk}", "8120260301    101500AOLIB|AA1|AE亅明|", "gbk").Should().Contain("AE亅明|");

    [Fact]
    public void Error_detection_unchecked_reads_wrong_sums_and_off_answers_without()
    {
        const string Wrong = "1720260301    101500AOLIB|AB31|AY3AZ0000";
        Read(Request("wire: {error-detection: unchecked}", Wrong)).HasChecksum.Should().BeTrue();
        Read(Request("wire: {error-detection: unchecked}", Wrong)).Sequence.Should().Be("3");
        Read(Request("wire: {error-detection: off}", Wrong)).Should().Be(Sip2Trailer.None);
        Dialect("wire: {error-detection: demanded}").DemandsErrorDetection.Should().BeTrue();
        Dialect("title: x").DemandsErrorDetection.Should().BeFalse();
    }

    [Fact]
    public void Dates_as_the_machine_prints_them()
    {
        Dialect("wire: {due-date: \"dd.MM.yyyy\"}").Table.Style.DueDateFormat.Should().Be("dd.MM.yyyy");
        Dialect("wire: {zone: utc}").Table.Style.WritesUtc.Should().BeTrue();
    }

    [Fact]
    public void The_longest_answer_drops_entries_from_the_end_of_lists()
    {
        var many = Account + string.Concat(Enumerable.Range(1, 40).Select(n => $"AU3100000000{n:D3}|"));
        var answer = Answer("wire: {longest-answer: 300}", many);
        answer.Length.Should().BeInRange(250, 290);
        answer.Should().Contain("AU31|").And.NotContain("AU3100000000040|");
    }

    [Theory]
    [InlineData("hide: true", "AJTitle|", "")]
    [InlineData("rename: XJ", "AJTitle|", "XJTitle|")]
    [InlineData("add: Fixed", "AJTitle|", "AJFixed|")]
    [InlineData("default: None", "AJTitle|", "AJTitle|")]
    [InlineData("template: \"{AJ} ({AB})\"", "AJTitle|", "AJTitle (31)|")]
    [InlineData("replace: [{pattern: \"T(.)\", with: \"$1\"}]", "AJTitle|", "AJitle|")]
    [InlineData("most-letters: 2", "AJTitle|", "AJTi|")]
    [InlineData("most-letters: 2, rename: XJ, template: \"{AB}9\"", "AJTitle|", "XJ31|")]
    [InlineData("add: no, when-done: false", "AJTitle|", "AJTitle|")]
    [InlineData("add: yes, when-done: true", "AJTitle|", "AJyes|")]
    public void A_field_rule_of_an_answer(string rule, string before, string after)
    {
        var dialect = Dialect($"fields: [{{in: \"12\", field: AJ, {rule}}}]");
        // A table alone hides and renames; values are changed on the way out.
        var writer = new Sip2Writer(dialect.Table.Find("12")!, dialect.Table.Style, new byte[500]);
        writer.Put(Fields.Ok, value: true).Put(Fields.InstitutionId, "LIB").Put(Fields.PatronId, "R1").Put(Fields.ItemId, "31").Put(Fields.TitleId, "Title").Put(Fields.ScreenMessage, "Due soon");
        var answer = Answer(dialect, Encoding.UTF8.GetString(writer.Body()));
        answer.Should().Contain($"AB31|{after}AH").And.Contain("AFDue soon|");
        if (after != before) answer.Should().NotContain(before);
    }

    [Fact]
    public void A_default_fills_what_is_empty_or_absent()
    {
        Answer("fields: [{in: \"10\", field: CL, default: \"0\"}]", Returned).Should().EndWith("CL0|");
        Answer("fields: [{in: \"12\", field: AH, default: soon}]", "120NUN20260301    101500AOLIB|AA|AB31|AJ|AH|AFNo|").Should().Contain("AHsoon|AFNo|");
    }

    [Fact]
    public void A_field_the_standard_lacks_stands_before_the_texts_and_always_means_without_a_value_too()
    {
        Answer("fields: [{in: \"12\", field: ZQ, add: \"1\"}]", Loan).Should().Contain("CK001|ZQ1|AFDue soon|");
        Answer("fields: [{in: \"20\", field: AO, always: true}]", "20120260301    101500AB31|").Should().Contain("AO|");
        Dialect("fields: [{in: \"10\", field: CT, always: true}]").Table.Find("10")!.Slots.Single(slot => slot.Field == Fields.DestinationLocation).Required.Should().BeTrue();
    }

    [Fact]
    public void A_list_is_limited_and_letters_are_never_halved()
    {
        Answer("fields: [{in: \"64\", field: AU, most-entries: 1}]", Account).Should().Contain("AU31|AF").And.NotContain("AU32");
        Answer("fields: [{in: \"12\", field: AJ, most-letters: 2}]", Loan.Replace("Title", "e\u0301👩‍👩‍👧xyz", StringComparison.Ordinal)).Should().Contain("AJe\u0301👩‍👩‍👧|");
    }

    [Fact]
    public void Order_of_the_fields()
    {
        Dialect("order: [{in: \"12\", fields: [AH, AB]}]").Table.Find("12")!.Slots.Select(slot => slot.Field.Code).Take(4).Should().Equal("AH", "AB", "AO", "AA");
        Answer("order: [{in: \"12\", fields: [AH, AB]}]\nfields: [{in: \"12\", field: AJ, most-letters: 9}]", Loan).Should().Contain("101500AH20260329    235900|AB31|AOLIB|");
    }

    [Theory]
    [InlineData("^(a+)+$")]
    [InlineData("^(?=a)(a+)+$")]
    public void A_pattern_that_takes_for_ever_leaves_the_value(string pattern)
    {
        var slow = $"fields: [{{in: \"12\", field: AJ, replace: [{{pattern: \"{pattern}\", with: x}}]}}]";
        var began = TimeProvider.System.GetTimestamp();
        Answer(slow, Loan.Replace("Title", new string('a', 40) + "!", StringComparison.Ordinal)).Should().Contain("aaa!|");
        TimeProvider.System.GetElapsedTime(began).Should().BeLessThan(Waiting.Limit);
    }

    [Fact]
    public void Rules_of_requests_change_what_the_server_reads()
    {
        Request("fields: [{in: requests, field: AA, replace: [{pattern: \"^0+\", with: \"\"}]}]", "2300120260301    101500AOLIB|AA000123|AC|AD|").Should().Contain("|AA123|");
        Request("fields: [{in: \"63\", field: AO, default: LIB}]", "6300120260301    101500          AA1|").Should().EndWith("AA1|AOLIB|");
        // What the machine calls a field is known under the standard's id.
        var dialect = Dialect("fields: [{in: \"23\", field: AD, rename: XP}]");
        Sip2Reader.TryRead("2300120260301    101500AOLIB|AA1|XP1234|"u8, dialect.Table, out var message).Should().BeTrue();
        message.GetText(Fields.PatronPassword).Should().Be("1234");
        Request("fields: [{in: \"23\", field: AD, rename: XP, replace: [{pattern: \"4$\", with: \"\"}]}]", "2300120260301    101500AOLIB|AA1|XP1234|").Should().Contain("XP123|");
    }

    [Fact]
    public void Texts_joined_folded_or_hidden()
    {
        var two = Loan + "AFSecond|AGMore|";
        Answer("screen: {joined: true}", two).Should().Contain("AFDue soon Second|").And.Contain("AGSlip|AGMore|");
        Answer("print: {joined: true, separator: \" / \"}", two).Should().Contain("AGSlip / More|");
        Answer("screen: {width: 8}", Loan.Replace("Due soon", "Bring it back 红楼梦红楼", StringComparison.Ordinal)).Should().Contain("AFBring it|AFback|AF红楼梦红|AF楼|");
        Answer("screen: {hidden: true}", two).Should().NotContain("AF");
        Dialect("print: {width: 24}").PrintWidthOf(80).Should().Be(24);
        Dialect("title: x").PrintWidthOf(80).Should().Be(80);
    }

    [Fact]
    public void Code_tables_out_and_in()
    {
        const string Tables = """
            codes:
              fee-types: {"04": "14"}
              media-types: {"001": "900"}
              alert-types: {"04": "98"}
              circulation-status: {"03": "01"}
              security-markers: {"00": "03"}
              currencies: {CNY: RMB}
              languages: {"019": "099"}
              payment-types: {"11": "02"}
            """;
        Answer(Tables, "1803000420260301    101500AB31|AJT|BHCNY|CK001|CV04|").Should().Be("1801031420260301    101500AB31|AJT|BHRMB|CK900|CV98|");
        Request(Tables, "2309920260301    101500AOLIB|AA1|AC|AD|").Should().StartWith("23019");
        Request(Tables, "3720260301    1015001411RMBBV1.00|AOLIB|AA1|").Should().Contain("    1015000402CNY");
        Request(Tables, "3720260301    1015001402RMBBV1.00|AOLIB|AA1|").Should().Contain("04??CNY", "a payment type that the table lacks is never read as cash");
    }

    [Fact]
    public void Amounts_travel_under_the_ids_of_the_dialect()
    {
        const string Interlib = "amounts: {owed: JF, wallet: JE, deposit: BV}";
        var dialect = Dialect(Interlib);
        var writer = new Sip2Writer(dialect.Table.Find("64")!, dialect.Table.Style, new byte[900]);
        var cny = ProtocolServer.Domain.Kernel.Currency.Parse("CNY");
        writer.Put(Fields.FeeAmount, new ProtocolServer.Domain.Kernel.Money(500, cny)).Put(Fields.WalletAvailable, new ProtocolServer.Domain.Kernel.Money(1200, cny))
            .Put(Fields.Deposit, new ProtocolServer.Domain.Kernel.Money(10000, cny));
        Answer(dialect, Encoding.UTF8.GetString(writer.Body())).Should().Contain("JF5.00|").And.Contain("JE12.00|").And.Contain("BV100.00|");
        // Without a deposit nothing is told, and what is owed is never told as one.
        var owing = new Sip2Writer(dialect.Table.Find("24")!, dialect.Table.Style, new byte[900]);
        owing.Put(Fields.FeeAmount, new ProtocolServer.Domain.Kernel.Money(500, cny));
        Answer(dialect, Encoding.UTF8.GetString(owing.Body())).Should().Contain("JF5.00|").And.NotContain("BV");
        // What an act costs stays where the standard has it.
        dialect.Table.Find("12")!.Has(Fields.FeeAmount).Should().BeTrue();
        Dialect("amounts: {limit: none}").Table.Find("64")!.Has(Fields.FeeLimit).Should().BeFalse();
    }

    [Fact]
    public void Success_in_the_words_a_client_looks_for()
    {
        const string Words = "success: [{in: \"12\", done: 借书成功, refused: 借书失败}]";
        Answer(Words, Loan).Should().Contain("AF借书成功 Due soon|");
        Answer(Words, "120NUN20260301    101500AOLIB|AA|AB31|AJ|AH|").Should().EndWith("AF借书失败|");
    }

    [Theory]
    [InlineData("desensitize: never", "121NNN")]
    [InlineData("desensitize: unknown", "121NNU")]
    [InlineData("magnetic-media: [\"001\"]", "121NYN")]
    [InlineData("tells-magnetic: false", "121NUY")]
    public void Strips_of_a_loan(string security, string starts) => Answer($"security: {{{security}}}", Loan).Should().StartWith(starts);

    [Fact]
    public void Strips_of_renewals_and_returns()
    {
        const string Renewed = "301YNN20260301    101500AOLIB|AA1|AB31|AJT|AH|";
        Answer("security: {desensitize-renewals: true}", Renewed).Should().StartWith("301YNY");
        Answer("security: {tells-magnetic: true, inhibit: true}", Loan).Should().Contain("CIY|");
        Answer("security: {resensitize: never}", Returned).Should().StartWith("101NNN");
        Answer("security: {magnetic-media: [\"005\"]}", Returned + "CK005|").Should().StartWith("101NYN");
    }

    [Theory]
    [InlineData("always", "CV00|", "CV02|")]
    [InlineData("with-alert", "", "CV02|")]
    [InlineData("never", "", "")]
    public void Alert_type_always_with_an_alert_or_never(string word, string without, string with)
    {
        var dialect = Dialect($"alert-type: {word}");
        Body(null).Should().EndWith("AQMAIN|" + without);
        Body(2).Should().EndWith("AQMAIN|" + with);

        string Body(int? alert)
        {
            var writer = new Sip2Writer(dialect.Table.Find("10")!, dialect.Table.Style, new byte[500]);
            writer.Put(Fields.PermanentLocation, "MAIN").Put(Fields.AlertType, alert);
            return Answer(dialect, Encoding.UTF8.GetString(writer.Body()));
        }
    }

    [Fact]
    public void Messages_allowed_and_refused()
    {
        var gate = Dialect("messages: {allowed: [\"17\"]}");
        gate.Allows("17").Should().BeTrue();
        gate.Allows("99").Should().BeTrue("log-in, status and resend are always allowed");
        gate.ExchangeOf("11").Should().BeNull();
        Dialect("messages: {refused: [\"37\"]}").Allows("37").Should().BeFalse();
        Dialect("title: x").Allows("81").Should().BeFalse();
        Dialect("messages: {extensions: [card-issuing]}").Allows("81").Should().BeTrue();
        Dialect("version: \"1.00\"").Allows("63").Should().BeFalse();
        Dialect("version: \"1.00\"").Version.Should().Be("1.00");
    }

    [Fact]
    public void Languages_that_a_machine_can_show()
    {
        var messages = TextFiles.Load().OrThrow();
        Dialect("languages: {default: en, allowed: [en, nb]}").LanguageFor(messages, null, "zh", "nb").Should().Be("nb");
        Dialect("languages: {default: en, allowed: [en, nb]}").LanguageFor(messages, null, "zh", null).Should().Be("en");
        Dialect("languages: {default: lv}").LanguageFor(messages, null, null, null).Should().Be("lv");
        Dialect("title: x").LanguageFor(messages, null, "zh", "nb").Should().Be("zh");
    }

    [Theory]
    [InlineData("81YN20260301    10150020260301    101500AOLIB|AA1|XK01|", "81")]
    [InlineData("8120260301    101500AOLIB|AA1|XK01|", "81")]
    [InlineData("9120260301    101500AOLIB|AA1|XK0|AA2|", "91")]
    [InlineData("29AOLIB|AA1|AB31|", "29")]
    [InlineData("11YN20260301101500AOLIB|AA1|AB31|", "11")]
    public void Malformed_fixed_parts_are_read_and_the_first_occurrence_wins(string frame, string code)
    {
        var dialect = DialectCompiler.Compile(ProfileDirectory.Load(null).Value!["interlib"], isVersion1: false, TimeZoneInfo.Utc);
        var standard = dialect.Incoming(Encoding.ASCII.GetBytes(frame));
        Sip2Reader.TryRead(standard.Span, dialect.Table, out var message).Should().BeTrue();
        message.Spec.Code.Should().Be(code);
        message.GetText(Fields.PatronId).Should().Be("1");
        message.GetText(Fields.InstitutionId).Should().Be("LIB");
    }

    [Fact]
    public void A_command_that_is_not_there_yet_gets_its_own_pairs_negative_answer()
    {
        var dialect = DialectCompiler.Compile(ProfileDirectory.Load(null).Value!["interlib"], isVersion1: false, TimeZoneInfo.Utc);
        foreach (var code in (string[])["81", "83", "85", "91", "77", "79"])
        {
            Sip2Reader.TryRead(Encoding.ASCII.GetBytes(code + "20260301    101500AOLIB|AA1|"), dialect.Table, out var request).Should().BeTrue();
            dialect.ExchangeOf(code).Should().BeNull();
            var writer = new Sip2Writer(dialect.Table.ExchangeOf(request.Spec)!.Response, dialect.Table.Style, new byte[500]);
            FallbackAnswer.Render(ref writer, request, DateTimeOffset.UnixEpoch, "办不到");
            Answer(dialect, Encoding.UTF8.GetString(writer.Body()), "gbk").Should().Contain("AOLIB|AA1|OK0|AF办不到|");
        }
    }

    static Sip2Trailer Read(string frame)
    {
        Sip2Reader.TryRead(Encoding.UTF8.GetBytes(frame), Specs.Version2, out var message).Should().BeTrue();
        return message.Trailer;
    }

    static string Sip2Hex(string throughAz)
    {
        var digits = new byte[4];
        Sip2Checksum.Write(Sip2Checksum.Of(Encoding.UTF8.GetBytes(throughAz)), digits);
        return Encoding.ASCII.GetString(digits);
    }
}
