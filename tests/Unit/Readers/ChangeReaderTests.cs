using FluentAssertions;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Readers;
using Xunit;

namespace ProtocolServer.Tests.Unit.Readers;

/// <summary>What may be changed of a reader, by whom, and in which order (NCIP UpdateUser; ncip reference 6.6; BJ-6, BJ-15, BJ-17).</summary>
public sealed class ChangeReaderTests
{
    static readonly Scene Here = new() { May = Permissions.Enrol };

    static readonly ReaderDetails Nothing = new();

    static readonly Reader Fang = Scene.Reader() with
    {
        BirthDate = new(1990, 5, 1), Addresses = ReaderAddress.Usual("1 Long Street", "fang@example.org", "+86100"),
    };

    static Decision<ReaderResult> Change(ReaderDetails deleted, ReaderDetails added, Reader? reader = null, Scene? scene = null) =>
        new ChangeReader(new("c1"), deleted, added).Decide(new() { Reader = reader ?? Fang }, (scene ?? Here).Facts);

    static string? Code(Decision<ReaderResult> decision) => decision.Outcome.Refusal?.Code;

    static Reader Changed(Decision<ReaderResult> decision)
    {
        decision.Outcome.Refusal.Should().BeNull();
        return decision.Events.OfType<ReaderChanged>().Should().ContainSingle().Subject.Reader;
    }

    static ReaderDetails Ways(params ReaderAddress[] ways) => new() { Addresses = [.. ways] };

    [Fact]
    public void A_card_nobody_has_is_unknown() => Code(new ChangeReader(new("x"), Nothing, Nothing).Decide(new(), Here.Facts)).Should().Be("card-unknown");

    [Theory]
    [InlineData(PinCheck.Wrong, "pin-wrong")]
    [InlineData(PinCheck.Locked, "pin-locked")]
    public void Who_gives_a_wrong_PIN_changes_nothing(PinCheck pin, string code) =>
        Code(Change(Nothing, new() { Name = "Else" }, scene: new() { May = Permissions.Enrol, Pin = pin })).Should().Be(code);

    [Fact]
    public void Who_may_enrol_nobody_changes_nobody() => Code(Change(Nothing, new() { Language = "en" }, scene: new())).Should().Be("not-permitted");

    [Fact]
    public void Who_proves_the_old_PIN_may_set_a_new_one_and_nothing_else()
    {
        var proven = new Scene { May = Permissions.None, Pin = PinCheck.Right };
        Changed(Change(Nothing, new() { PinHash = "new" }, scene: proven)).PinHash.Should().Be("new", "BJ-6");
        Code(Change(Nothing, new() { PinHash = "new", Language = "en" }, scene: proven)).Should().Be("not-permitted");
        Code(Change(Nothing, new() { PinHash = "new" }, scene: new() { May = Permissions.None })).Should().Be("not-permitted", "without the old one");
    }

    [Fact]
    public void A_reader_of_another_library_is_changed_there()
    {
        var guest = Fang with { Home = new("THERE"), Card = Fang.Card with { IssuedBy = new("THERE") } };
        Code(Change(Nothing, new() { BirthDate = new(1990, 5, 1), Name = guest.Name, Language = "en" }, guest)).Should().Be("wrong-agency", "BJ-15");
        Changed(Change(Nothing, new() { Memberships = [new("HERE")], Category = "child" }, guest with { Memberships = [] })).Should()
            .Match<Reader>(one => one.Category == "adult" && one.IsMemberOf(new("HERE")), "a membership is each library's own to give, a category is not");
        Code(Change(Nothing, new() { Memberships = [new("THERE")] }, guest)).Should().Be("wrong-agency", "not that of another");
    }

    [Fact]
    public void What_is_not_there_can_t_be_deleted()
    {
        Datum(Change(new() { Name = "Somebody" }, new() { Name = "Else" })).Should().Be(ReaderDatum.Name);
        Datum(Change(new() { BirthDate = new(1991, 1, 1) }, Nothing)).Should().Be(ReaderDatum.BirthDate);
        Datum(Change(new() { Language = "lv" }, Nothing)).Should().Be(ReaderDatum.Language);
        Datum(Change(Ways(new ReaderAddress("", "mailto", "other@x")), Nothing)).Should().Be(ReaderDatum.Email);
        Datum(Change(Ways(new ReaderAddress("", "tel", "0")), Nothing)).Should().Be(ReaderDatum.Phone);
        Datum(Change(Ways(new ReaderAddress("", "postal", "0")), Nothing)).Should().Be(ReaderDatum.Address);
        Datum(Change(new() { ValidUntil = new(2031, 1, 1) }, Nothing)).Should().Be(ReaderDatum.ValidUntil);
        Datum(Change(new() { Memberships = [new("THERE")] }, Nothing)).Should().Be(ReaderDatum.Membership);

        static object? Datum(Decision<ReaderResult> decision)
        {
            Code(decision).Should().Be("datum-absent");
            decision.Events.Should().BeEmpty("all of it or nothing");
            return decision.Outcome.Refusal!.Arguments.Single();
        }
    }

    [Fact]
    public void What_stands_in_the_place_must_be_deleted_first()
    {
        Code(Change(Nothing, new() { Name = "Else" })).Should().Be("datum-present");
        Code(Change(Nothing, new() { BirthDate = new(1991, 1, 1) })).Should().Be("datum-present");
        Code(Change(Nothing, new() { Language = "en" })).Should().Be("datum-present");
        Code(Change(Nothing, Ways(new ReaderAddress("", "mailto", "other@x")))).Should().Be("datum-present");
        Change(Nothing, new() { Name = Fang.Name, Language = "zh" }).Events.Should().BeEmpty("what is said again changes nothing");
    }

    [Fact]
    public void A_reader_always_has_a_name() => Code(Change(new() { Name = Fang.Name }, Nothing)).Should().Be("datum-absent");

    [Fact]
    public void Data_are_deleted_first_and_then_added() =>
        Changed(Change(new() { Name = Fang.Name, Language = "" }, new() { Name = "Wang, Li", Language = "en" })).Should()
            .Match<Reader>(one => one.Name == "Wang, Li" && one.Language == "en");

    [Fact]
    public void Only_categories_and_levels_of_the_library_s_file_are_taken()
    {
        Code(Change(Nothing, new() { Category = "wizard" })).Should().Be("category-unknown");
        Code(Change(Nothing, new() { Level = "Z" }, scene: new("beijing") { May = Permissions.Enrol })).Should().Be("level-unknown");
        Changed(Change(Nothing, new() { Category = "child" })).Category.Should().Be("child");
    }

    [Fact]
    public void Nobody_is_born_tomorrow() =>
        Code(Change(new() { BirthDate = Fang.BirthDate }, new() { BirthDate = Here.Facts.Today.AddDays(1) })).Should().Be("birth-date-future");

    [Fact]
    public void The_last_day_of_the_card_is_moved_whatever_it_was() =>
        Changed(Change(Nothing, new() { ValidUntil = new(2031, 1, 1) }, Fang with { Card = Fang.Card with { ValidUntil = new(2026, 1, 1) } })).Card.ValidUntil.Should().Be(new DateOnly(2031, 1, 1));

    [Fact]
    public void A_membership_ends_where_it_is_deleted_and_goes_on_where_it_is_added_again()
    {
        Changed(Change(new() { Memberships = [new("HERE")] }, Nothing)).Memberships.Single().State.Should().Be(MembershipState.Ended);
        Changed(Change(new() { Memberships = [new("HERE")] }, new() { Memberships = [new("HERE")], Category = "child" })).Memberships.Single().State.Should().Be(MembershipState.Active);
    }

    [Fact]
    public void A_new_PIN_is_no_first_one_any_more() =>
        Changed(Change(Nothing, new() { PinHash = "new" }, Fang with { PinHash = "old", PinMustChange = true })).PinMustChange.Should().BeFalse("HF-3");

    [Fact]
    public void An_address_for_another_purpose_stands_beside_the_first()
    {
        var changed = Changed(Change(Nothing, Ways(new("Work", "mailto", "work@x"), new("Notice", "sms", "3"))));
        changed.Addresses.Select(one => one.Data).Should().Equal("1 Long Street", "fang@example.org", "+86100", "work@x", "3");
        (changed.Address, changed.Email, changed.Phone).Should().Be(("1 Long Street", "fang@example.org", "+86100"), "SIP2 64 shows the usual ones");
    }

    [Fact]
    public void What_replaces_an_address_stands_where_that_stood()
    {
        var both = Fang with { Addresses = Fang.Addresses.Add(new("Work", "mailto", "work@x")) };
        Changed(Change(Ways(new ReaderAddress("", "mailto", "fang@example.org")), Ways(new ReaderAddress("", "mailto", "new@x")), both))
            .Addresses.Select(one => one.Data).Should().Equal("1 Long Street", "new@x", "+86100", "work@x");
    }

    [Fact]
    public void An_address_is_known_by_what_it_says_where_the_purpose_is_another()
    {
        Changed(Change(Ways(new ReaderAddress("Multi-Purpose", "mailto", "fang@example.org")), Nothing)).Email.Should().BeNull();
        Code(Change(Ways(new ReaderAddress("Work", "mailto", "")), Nothing)).Should().Be("datum-absent", "without data the purpose must be the one meant");
    }

    [Fact]
    public void A_reader_has_twenty_addresses_at_most()
    {
        var many = Fang with { Addresses = [.. Enumerable.Range(1, ReaderAddress.Most).Select(n => new ReaderAddress($"role {n}", "tel", $"{n}"))] };
        Code(Change(Nothing, Ways(new ReaderAddress("one more", "tel", "21")), many)).Should().Be("datum-present");
    }

    [Fact]
    public void An_address_for_always_is_shown_before_one_for_a_time()
    {
        var summer = Fang with { Addresses = [new("", "postal", "Beach") { Until = new(2026, 8, 31) }, new("Work", "street", "Office")] };
        summer.Address.Should().Be("Office");
    }
}
