using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using FluentAssertions;
using ProtocolServer.Adapters.Files;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Readers;
using Xunit;

namespace ProtocolServer.Tests.Unit.Fixtures;

/// <summary>What the demonstration promises to everybody who tries the server.</summary>
public sealed class DemoTests
{
    static readonly FrozenDictionary<string, LibraryFile> Libraries = LibraryFiles.Load().OrThrow();
    static readonly DateTimeOffset Now = new(2026, 11, 22, 6, 30, 0, TimeSpan.Zero);
    static readonly ImmutableList<Fixture> Fixtures = Demo.Read(Libraries, Now);
    static readonly DemoDescription Description = DemoDescription.Of(Fixtures, Now);

    public static TheoryData<string> Agencies => [.. Description.Agencies.Select(a => a.Id)];

    static DemoAgency Agency(string id) => Description.Agencies.Single(a => a.Id == id);

    static readonly FrozenSet<string> Borrowed = Fixtures.SelectMany(f => f.Loans.Select(l => l.Card.Value)).ToFrozenSet();

    [Fact]
    public void G_1_nine_agencies_in_five_networks() =>
        Description.Agencies.Select(a => (a.Network, a.Id)).Should().BeEquivalentTo(new[]
        {
            ("beijing", "BJCL"), ("beijing", "BJCLC"), ("beijing", "BJXC"), ("hefei", "HFLIB"), ("hefei", "HFYUE"), ("latvia", "LNB"),
            ("norway", "RANA"), ("norway", "BODO"), ("obuda", "OBUDA"),
        });

    [Theory]
    [InlineData("BJCL")]
    [InlineData("HFLIB")]
    [InlineData("LNB")]
    [InlineData("RANA")]
    [InlineData("OBUDA")]
    public void Each_of_the_five_libraries_has_two_hundred_readers_two_thousand_items_and_a_hundred_and_twenty_titles(string id)
    {
        Agency(id).Readers.Length.Should().BeGreaterThanOrEqualTo(200);
        Agency(id).Items.Length.Should().BeGreaterThanOrEqualTo(2000);
        Agency(id).Items.Select(i => i.Title).Distinct().Count().Should().BeGreaterThanOrEqualTo(120);
        Agency(id).Readers.Should().Contain(r => r.Language == "en");
    }

    [Theory, MemberData(nameof(Agencies))]
    public void Each_agency_has_a_self_check_that_may_take_payments_a_return_machine_and_a_gate(string id)
    {
        Agency(id).Terminals.Should().Contain(t => t.Kind == "self-check" && t.Profile == "default-2.00")
            .And.Contain(t => t.Kind == "return").And.Contain(t => t.Kind == "gate");
        Fixtures.SelectMany(f => f.Terminals).Where(t => t.Kind == "self-check")
            .Should().OnlyContain(t => t.Permissions.HasFlag(Domain.Kernel.Permissions.Pay));
    }

    [Theory, MemberData(nameof(Agencies))]
    public void Each_agency_begins_with_five_active_readers_without_loans_blocks_or_holds(string id)
    {
        Agency(id).Readers.Take(5).Should().OnlyContain(r => r.State == "active" && r.Note == "" && r.Pin != null);
        Agency(id).Readers.Where(r => r.Note == "").Should().OnlyContain(r => !Borrowed.Contains(r.Card)).And.HaveCountGreaterThan(5);
    }

    [Theory, MemberData(nameof(Agencies))]
    public void G_2_each_agency_has_a_reader_in_every_card_state(string id) =>
        Agency(id).Readers.Select(r => r.State).Distinct().Should().BeEquivalentTo(
            Enum.GetValues<CardState>().Select(s => s.ToString().ToLowerInvariant()));

    [Theory, MemberData(nameof(Agencies))]
    public void Each_agency_begins_with_ten_items_that_can_be_borrowed_and_nobody_waits_for(string id) =>
        Agency(id).Items.Take(10).Should().OnlyContain(i => i.Status == "available" && i.Note == "");

    [Theory]
    [InlineData("beijing")]
    [InlineData("hefei")]
    [InlineData("latvia")]
    [InlineData("norway")]
    [InlineData("obuda")]
    public void Each_network_shows_loans_that_are_overdue_recalled_and_claimed_holds_in_every_state_and_money_owed(string network)
    {
        var fixture = Fixtures.Single(f => f.Network.Value == network);
        fixture.Loans.Should().Contain(l => l.DueAt < Now).And.Contain(l => l.DueAt > Now).And.Contain(l => l.RecalledAt != null)
            .And.Contain(l => l.ClaimedReturned);
        fixture.Holds.Select(h => h.State).Distinct().Should().HaveCount(3);
        fixture.Charges.Should().Contain(c => c.Paid < c.Amount).And.Contain(c => c.Paid == c.Amount);
        fixture.Charges.Select(c => c.FeeType).Distinct().Count().Should().BeGreaterThan(1);
    }

    [Fact]
    public void HF_1_HF_2_HF_3_cards_of_Hefei_begin_as_they_must_and_their_PIN_is_the_birth_date() =>
        Fixtures.Single(f => f.Network.Value == "hefei").Readers.Should()
            .OnlyContain(r => r.Cards[0].Number.Value.StartsWith(r.Category == "credit" ? "5513401" : "340101"))
            .And.OnlyContain(r => r.Pin == r.BirthDate!.Value.ToString("yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void NO_5_some_readers_are_members_of_one_library_only_and_some_of_both() =>
        Fixtures.Single(f => f.Network.Value == "norway").Readers.Select(r => r.Memberships.Length).Distinct().Should().BeEquivalentTo([1, 2]);

    [Fact]
    public void A_card_past_its_validity_is_told_as_expired() =>
        Agency("OBUDA").Readers.Should().Contain(r => r.State == "expired" && r.Note.Contains("HU-5"));

    [Fact]
    public void The_demonstration_is_the_same_every_time() =>
        DemoDescription.Of(Demo.Read(Libraries, Now), Now).ToJson().Should().Be(Description.ToJson());

    [Fact]
    public void Demo_json_has_the_members_scripts_rely_on_and_names_in_their_own_script()
    {
        var json = Description.ToJson();
        json.Should().Contain("首都图书馆").And.Contain("Lāčplēsis");
        var agency = JsonDocument.Parse(json).RootElement.GetProperty("agencies")[0];
        agency.EnumerateObject().Select(p => p.Name).Should().Equal("id", "name", "network", "currency", "language", "terminals", "readers", "items", "partners", "money");
        agency.GetProperty("terminals")[0].EnumerateObject().Select(p => p.Name).Should().Equal("login", "password", "kind", "profile", "location");
        agency.GetProperty("readers")[0].EnumerateObject().Select(p => p.Name).Should().Equal("card", "pin", "name", "language", "state", "note");
        agency.GetProperty("items")[0].EnumerateObject().Select(p => p.Name).Should().Equal("barcode", "title", "status", "note");
    }
}
