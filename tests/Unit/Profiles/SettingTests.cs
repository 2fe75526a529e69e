using System.Text.RegularExpressions;
using FluentAssertions;
using ProtocolServer.Adapters.Files;
using ProtocolServer.Sip2;
using ProtocolServer.Sip2.Dialects;
using ProtocolServer.Sip2.Wire;
using ProtocolServer.Tests.TestKit;
using Xunit;
using static ProtocolServer.Tests.Unit.Profiles.ProfileKit;

namespace ProtocolServer.Tests.Unit.Profiles;

/// <summary>Settings that stand alone, and that docs/profiles.md names them all.</summary>
public sealed partial class SettingTests
{
    const string Loan = "121NNY20260301    101500AOLIB|AAR1|AB31|AJTitle|AH20260329    235900|CK001|AFDue soon|AGSlip|";
    const string Returned = "101YNN20260301    101500AOLIB|AB31|AQMAIN|AJTitle|";

    [Fact]
    public void Every_member_that_a_profile_may_have_stands_in_the_page_of_profiles()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs/profiles.md"));
        string[] readers = ["ProfileFileReader.cs", "ProfileFieldRules.cs", "SortPlanReader.cs"];
        var members = readers
            .SelectMany(file => MemberPattern().Matches(File.ReadAllText(Path.Combine(Repository.Root, "src/Adapters/Files", file))))
            .Select(match => match.Groups["member"].Value).Distinct().ToArray();
        members.Should().HaveCountGreaterThan(50);
        members.Where(member => !Regex.IsMatch(page, $@"[`{{ ]{Regex.Escape(member)}[`:,]", RegexOptions.None, Waiting.Limit)).Should().BeEmpty();
    }

    [Fact]
    public void A_version_that_is_set_is_spoken_whatever_99_says()
    {
        DialectCompiler.Compile(Profile("version: \"2.00\""), isVersion1: true, TimeZoneInfo.Utc).Version.Should().Be("2.00");
        DialectCompiler.Compile(Profile("version: \"1.00\""), isVersion1: false, TimeZoneInfo.Utc).Version.Should().Be("1.00");
        DialectCompiler.Compile(Profile("version: as-asked"), isVersion1: true, TimeZoneInfo.Utc).Version.Should().Be("1.00");
    }

    [Theory]
    [InlineData("wire: {zone: utc}", "AH20260329   Z215900|")]
    [InlineData("wire: {zone: blank}", "AH20260329    235900|")]
    [InlineData("wire: {due-date: \"dd.MM.yyyy HH:mm\"}", "AH29.03.2026 23:59|")]
    [InlineData("wire: {due-date: sip}", "AH20260329    235900|")]
    public void Dates_are_written_as_the_profile_says(string yaml, string due)
    {
        var dialect = DialectCompiler.Compile(Profile(yaml), isVersion1: false, TimeZoneInfo.FindSystemTimeZoneById("Europe/Oslo"));
        var writer = new Sip2Writer(dialect.Table.Find("12")!, dialect.Table.Style, new byte[500]);
        writer.Put(Fields.DueDate, new DateTimeOffset(2026, 3, 29, 21, 59, 0, TimeSpan.Zero));
        System.Text.Encoding.UTF8.GetString(writer.Body()).Should().Contain(due);
    }

    [Fact]
    public void Print_lines_are_hidden_or_have_the_profiles_own_width()
    {
        Answer("print: {hidden: true}", Loan).Should().Contain("AFDue soon|").And.NotContain("AG");
        Dialect("print: {width: 20}").PrintWidthOf(80).Should().Be(20);
        Profile("screen: {width: as-printed}").Screen.Should().Match<Domain.Terminals.TextHabits>(habits => habits.AsWideAsPrint && habits.Width == null);
        Read(("test", "screen: {width: 3}")).Errors.Should().ContainSingle().Which.Key.Should().Be("screen.width");
    }

    [Fact]
    public void A_word_of_success_may_stand_in_another_field() =>
        Answer("success: [{in: \"12\", field: ZS, done: OK, refused: KO}]", Loan).Should().Contain("ZSOK|AFDue soon|");

    [Theory]
    [InlineData("desensitize: always", "120NUN", "120NUY")]
    [InlineData("desensitize: as-decided", "121NNY", "121NNY")]
    [InlineData("desensitize-renewals: false", "121YNY", "121YNN")]
    public void The_strip_of_a_loan_is_what_the_profile_says(string setting, string decided, string written) =>
        Answer($"security: {{{setting}, tells-magnetic: true, inhibit: true}}", decided + Loan[6..]).Should().StartWith(written);

    [Theory]
    [InlineData("resensitize: always", "100NUN", "100YUN")]
    [InlineData("resensitize: as-decided", "101YUN", "101YUN")]
    [InlineData("resensitize: never", "101YUN", "101NUN")]
    public void The_strip_of_a_return_is_what_the_profile_says(string setting, string decided, string written) =>
        Answer($"security: {{{setting}, magnetic-media: [\"009\"]}}", decided + Returned[6..]).Should().StartWith(written);

    [Fact]
    public void A_message_announced_is_a_message_done()
    {
        // 98 follows from what Allows says; whatever it allows of the standard has its exchange (section 12).
        string[] order = ["23", "11", "09", "01", "63", "35", "37", "17", "19", "25", "15", "29", "65"];
        foreach (var profile in ProfileDirectory.Load(null).Value!.Values)
            foreach (var isVersion1 in (bool[])[false, true])
            {
                var dialect = DialectCompiler.Compile(profile, isVersion1, TimeZoneInfo.Utc);
                foreach (var code in order) (dialect.ExchangeOf(code) is not null).Should().Be(dialect.Allows(code), $"{profile.Name} {code}");
            }
    }

    [Fact]
    public void The_same_text_has_the_same_edition_and_an_heir_another_when_its_model_changes()
    {
        var before = Read(("model", "title: One"), ("heir", "like: model"), ("other", "title: Other")).Value!;
        var after = Read(("model", "title: Two"), ("heir", "like: model"), ("other", "title: Other")).Value!;
        after["other"].Edition.Should().Be(before["other"].Edition).And.MatchRegex("^[0-9a-f]{8}$");
        after["model"].Edition.Should().NotBe(before["model"].Edition);
        after["heir"].Edition.Should().NotBe(before["heir"].Edition);
    }

    [GeneratedRegex("""\.(?:Text|Flag|Word|Whole|Texts|Child|Children|Has|Value)\("(?<member>[a-z-]+)"|(?:Table|Texts|Set|Id)\("(?<member>[a-z-]+)"|Id\(row, "(?<member>[a-z-]+)"\)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MemberPattern();
}
