using FluentAssertions;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Readers;
using Xunit;

namespace ProtocolServer.Tests.Unit.Readers;

/// <summary>Who may be enrolled, and what she is enrolled with (NCIP CreateUser; BJ-14, HF-1, HU-5).</summary>
public sealed class EnrolReaderTests
{
    static readonly Scene Here = new() { May = Permissions.Enrol };

    static readonly ReaderDetails Ana = new() { Name = "Silva, Ana", BirthDate = new(1990, 2, 3) };

    static Decision<EnrolReader.Result> Enrol(ReaderDetails details, CardNumber? card = null, Snapshot? now = null, Scene? scene = null) =>
        new EnrolReader(card, details).Decide(now ?? new(), (scene ?? Here).Facts);

    static Reader Enrolled(Decision<EnrolReader.Result> decision) => decision.Events.OfType<ReaderEnrolled>().Should().ContainSingle().Subject.Reader;

    [Fact]
    public void Who_may_enrol_nobody_is_not_permitted() => Enrol(Ana, scene: new() { May = Permissions.Pay }).Outcome.Refusal!.Code.Should().Be("not-permitted");

    [Fact]
    public void A_number_that_a_card_has_already_is_taken() =>
        Enrol(Ana, new("c1"), new() { Reader = Scene.Reader() }).Outcome.Refusal!.Code.Should().Be("card-exists");

    [Fact]
    public void One_person_has_one_card() => Enrol(Ana, now: new() { SamePerson = true }).Outcome.Refusal!.Code.Should().Be("person-exists", "BJ-14");

    [Fact]
    public void Only_categories_of_the_library_s_file_are_known()
    {
        var refusal = Enrol(Ana with { Category = "wizard" }).Outcome.Refusal!;
        refusal.Code.Should().Be("category-unknown");
        refusal.Arguments.Should().Equal("wizard");
    }

    [Fact]
    public void Only_levels_of_the_library_s_file_are_known()
    {
        var beijing = new Scene("beijing") { May = Permissions.Enrol };
        Enrol(Ana with { Level = "Z" }, scene: beijing).Outcome.Refusal!.Code.Should().Be("level-unknown");
        Enrolled(Enrol(Ana with { Level = "C" }, scene: beijing)).Level.Should().Be("C");
        Enrolled(Enrol(Ana, scene: beijing)).Level.Should().Be("A", "the lowest where nothing is said");
    }

    [Fact]
    public void A_card_does_not_begin_when_it_has_ended()
    {
        Enrol(Ana with { ValidUntil = Here.Facts.Today.AddDays(-1) }).Outcome.Refusal!.Code.Should().Be("validity-past");
        Enrolled(Enrol(Ana with { ValidUntil = Here.Facts.Today })).Card.ValidUntil.Should().Be(Here.Facts.Today);
    }

    [Fact]
    public void Nobody_is_born_tomorrow() => Enrol(Ana with { BirthDate = Here.Facts.Today.AddDays(1) }).Outcome.Refusal!.Code.Should().Be("birth-date-future");

    [Fact]
    public void A_refusal_enrols_nobody() => Enrol(Ana, now: new() { SamePerson = true }).Events.Should().BeEmpty();

    [Fact]
    public void She_is_at_home_where_she_was_enrolled_and_a_member_of_what_was_said_beside()
    {
        var reader = Enrolled(Enrol(Ana with { Category = "child", Language = "pt", Memberships = [new("THERE"), new("HERE")] }, new("n1")));
        reader.Home.Should().Be(new AgencyId("HERE"));
        reader.Card.IssuedBy.Should().Be(new AgencyId("HERE"));
        reader.Card.State.Should().Be(CardState.Active);
        reader.Card.Number.Value.Should().Be("n1");
        reader.Memberships.Select(one => one.Agency.Value).Should().Equal("HERE", "THERE");
        (reader.Name, reader.BirthDate, reader.Language, reader.Category).Should().Be(("Silva, Ana", new DateOnly(1990, 2, 3), "pt", "child"));
    }

    [Fact]
    public void Of_whom_nothing_is_said_the_asker_s_usual_category_is_hers_and_else_the_library_s_first()
    {
        Enrolled(new EnrolReader(null, Ana) { UsualCategory = "child" }.Decide(new(), Here.Facts)).Category.Should().Be("child");
        Enrolled(Enrol(Ana)).Category.Should().Be(Here.Library.Categories[0]);
    }

    [Fact]
    public void Without_a_number_the_library_s_rule_makes_one()
    {
        var rule = Here.Library.Cards;
        var number = Enrolled(Enrol(Ana)).Card.Number.Value;
        number.Should().StartWith(rule.Prefix).And.HaveLength(rule.Prefix.Length + rule.Digits);
        number[rule.Prefix.Length..].Should().MatchRegex("^[0-9]+$");
    }

    [Fact]
    public void Where_no_last_day_is_said_the_library_s_rule_sets_it()
    {
        var limited = Here.Library with { Cards = new() { Digits = 4, ValidMonths = 12 } };
        Enrolled(Enrol(Ana, scene: new() { May = Permissions.Enrol, Library = limited })).Card.ValidUntil.Should().Be(Here.Facts.Today.AddMonths(12), "HU-5");
        var endless = Here.Library with { Cards = new() { Digits = 4 } };
        Enrolled(Enrol(Ana, scene: new() { May = Permissions.Enrol, Library = endless })).Card.ValidUntil.Should().BeNull();
    }

    [Fact]
    public void She_may_be_enrolled_with_a_block() =>
        new EnrolReader(new("n1"), Ana) { Block = "owes elsewhere" }.Decide(new(), Here.Facts).Events.OfType<CardBlocked>().Should().ContainSingle()
            .Which.Block.Message.Should().Be("owes elsewhere");

    [Fact]
    public void All_her_addresses_are_kept_in_their_order()
    {
        ReaderAddress[] ways = [new("Work", "tel", "2"), new("", "tel", "1")];
        var reader = Enrolled(Enrol(Ana with { Addresses = [.. ways] }));
        reader.Addresses.Should().Equal(ways);
        reader.Phone.Should().Be("1", "the usual one is shown where only one can be");
    }
}
