using System.Collections.Frozen;
using System.Text.RegularExpressions;
using FluentAssertions;
using ProtocolServer.Adapters.Files;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Readers;
using Xunit;

namespace ProtocolServer.Tests.Unit.Libraries;

public sealed partial class TextTests
{
    static readonly Messages Messages = TextFiles.Load().OrThrow();
    static readonly LibraryFile Hefei = LibraryFiles.Load().OrThrow()["hefei"];
    static readonly LibraryFile Obuda = LibraryFiles.Load().OrThrow()["obuda"];
    static readonly LibraryFile Plain = Obuda with { Texts = FrozenDictionary<string, FrozenDictionary<string, string>>.Empty };

    [Fact]
    public void G_5_every_text_exists_in_all_five_languages() =>
        Messages.Languages.Should().BeEquivalentTo("en", "zh", "lv", "nb", "hu")
            .And.AllSatisfy(language => Messages.KeysOf(language).Should().BeEquivalentTo(Messages.KeysOf("en")));

    [Fact]
    public void G_5_a_text_has_the_same_placeholders_in_every_language()
    {
        foreach (var key in Messages.KeysOf("en"))
            foreach (var language in Messages.Languages)
                Placeholders(Plain, language, key).Should().Equal(Placeholders(Plain, "en", key), "of {0} in {1}", key, language);
    }

    [Fact]
    public void A_librarys_own_wording_replaces_a_common_text_and_keeps_its_placeholders()
    {
        foreach (var library in LibraryFiles.Load().OrThrow().Values)
            foreach (var (language, wording) in library.Texts)
                foreach (var (key, text) in wording)
                {
                    Messages.KeysOf("en").Should().Contain(key, "{0} words it in {1}", library.Id, language);
                    Found(text).Should().BeSubsetOf(Placeholders(Plain, "en", key));
                }
    }

    [Fact]
    public void G_2_every_card_state_that_refuses_has_its_text()
    {
        foreach (var state in Enum.GetValues<CardState>())
            foreach (var act in Enum.GetValues<Act>())
                if (CardStanding.Refuses(state, act) is { } refusal)
                    Messages.KeysOf("lv").Should().Contain("refusal." + refusal.Code);
    }

    [Theory]
    [InlineData("zh", "您有滞纳金 0.30元 未缴，请先缴清，再借阅或预约。")]
    [InlineData("en", "You owe fines of CNY 0.30. Please pay them first.")]
    [InlineData("nb", "Du skylder 0,30 CNY i gebyr for sen levering. Betal dette først.")]
    [InlineData("xx", "You owe fines of CNY 0.30. Please pay them first.")]
    public void G_5_an_amount_is_written_as_the_language_writes_it(string language, string text) =>
        Messages.Text(Hefei, language, new Refusal("fines-owed", new Money(30, Currency.Parse("CNY")))).Should().Be(text);

    [Fact]
    public void An_amount_in_forints_has_no_fillers() =>
        Messages.Text(Obuda, "hu", "notice.owed", new Money(120000, Currency.Parse("HUF"))).Should().Be("Az Ön tartozása: 1200 Ft.");

    [Theory]
    [InlineData("zh", "请于2026年3月29日前归还。")]
    [InlineData("en", "Please return it by 29 Mar 2026.")]
    [InlineData("lv", "Nodošanas termiņš: 29.03.2026")]
    [InlineData("nb", "Leveres innen 29.03.2026.")]
    [InlineData("hu", "Visszahozási határidő: 2026. 03. 29.")]
    public void G_6_a_due_date_is_the_day_in_the_library_written_as_the_language_writes_it(string language, string text)
    {
        var lastSecond = new DateTimeOffset(2026, 3, 29, 15, 59, 59, TimeSpan.Zero);
        Messages.Text(Hefei, language, "notice.due", lastSecond).Should().Be(text);
    }

    [Fact]
    public void G_5_the_language_is_the_terminals_wish_then_the_readers_then_the_librarys()
    {
        Messages.Choose(Hefei, "lv", "en").Should().Be("lv");
        Messages.Choose(Hefei, "fi", "en").Should().Be("en");
        Messages.Choose(Hefei, null, null).Should().Be("zh");
    }

    [Fact]
    public void A_key_nobody_words_is_shown_as_it_is_rather_than_nothing() =>
        Messages.Text(Hefei, "zh", "refusal.something-new").Should().Be("refusal.something-new");

    static IEnumerable<string> Placeholders(LibraryFile library, string language, string key) =>
        Found(Messages.Text(library, language, key, "{0}", "{1}", "{2}"));

    static IEnumerable<string> Found(string text) => Placeholder().Matches(text).Select(m => m.Value).Distinct().Order();

    [GeneratedRegex(@"\{\d\}", RegexOptions.None, 1000)]
    private static partial Regex Placeholder();
}
