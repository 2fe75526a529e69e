using FluentAssertions;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using Xunit;

namespace ProtocolServer.Tests.Unit.Libraries;

/// <summary>Agencies that other systems make and change (NCIP CreateAgency, UpdateAgency).</summary>
public sealed class ChangeAgencyTests
{
    static readonly Scene Here = new() { May = Permissions.Agencies };

    static readonly AgencyAddress Mail = new("Official", "mailto", "a@x");

    static Decision<LookUpAgency.Result> Create(string id, Snapshot? now = null, Scene? scene = null) =>
        new CreateAgency(new(id), new() { Name = "New Library", Addresses = [Mail], Profiles = ["P 1"] }).Decide(now ?? new(), (scene ?? Here).Facts);

    static Decision<LookUpAgency.Result> Change(AgencyDetails deleted, AgencyDetails added, string id = "HERE", Scene? scene = null, Agency? known = null)
    {
        var facts = (scene ?? Here).Facts;
        if (known is not null) facts = facts with { Agencies = System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary([known], agency => agency.Id) };
        return new ChangeAgency(new(id), deleted, added).Decide(new(), facts);
    }

    static (string?, object?) Refused(Decision<LookUpAgency.Result> decision)
    {
        decision.Events.Should().BeEmpty("all of it or nothing");
        return (decision.Outcome.Refusal?.Code, decision.Outcome.Refusal?.Arguments.FirstOrDefault());
    }

    [Fact]
    public void Who_may_make_no_agencies_makes_none() => Refused(Create("NEW", scene: new())).Item1.Should().Be("not-permitted");

    [Fact]
    public void An_id_is_one_agency_s_on_the_whole_server()
    {
        Refused(Create("NEW", new() { AgencyExists = true })).Item1.Should().Be("agency-exists", "in this network or another");
        Refused(Create("HALL")).Item1.Should().Be("agency-exists", "its main place would be called like another's");
    }

    [Fact]
    public void A_new_agency_works_by_the_rules_of_the_one_that_makes_it_with_one_place()
    {
        var agency = Create("NEW").Events.OfType<AgencyCreated>().Should().ContainSingle().Subject.Agency;
        (agency.Name, agency.Library.Id, agency.Network.Value, agency.MainLocation).Should().Be(("New Library", "hefei", "n", "NEW"));
        agency.Addresses.Should().Equal(Mail);
        agency.Profiles.Should().Equal("P 1");
    }

    [Fact]
    public void An_agency_nobody_knows_is_unknown() => Refused(Change(new(), new() { Name = "X" }, "NOWHERE")).Item1.Should().Be("agency-unknown");

    [Fact]
    public void Who_may_change_no_agencies_changes_none() => Refused(Change(new(), new(), scene: new())).Item1.Should().Be("not-permitted");

    [Fact]
    public void Another_agency_of_the_network_is_changed_by_itself() => Refused(Change(new(), new() { Profiles = ["P"] }, "THERE")).Item1.Should().Be("agency-elsewhere");

    [Fact]
    public void What_is_not_there_can_t_be_deleted()
    {
        Refused(Change(new() { Name = "Else" }, new() { Name = "New" })).Should().Be(("datum-absent", AgencyDatum.Name));
        Refused(Change(new() { Name = "Here" }, new())).Should().Be(("datum-absent", AgencyDatum.Name), "an agency always has a name");
        Refused(Change(new() { Addresses = [Mail] }, new())).Should().Be(("datum-absent", AgencyDatum.Address));
        Refused(Change(new() { Profiles = ["P 1"] }, new())).Should().Be(("datum-absent", AgencyDatum.Profile));
    }

    [Fact]
    public void A_name_must_be_deleted_before_another_takes_its_place() =>
        Refused(Change(new(), new() { Name = "New" })).Should().Be(("datum-present", AgencyDatum.Name));

    [Fact]
    public void Data_are_deleted_first_and_then_added()
    {
        var known = Here.Facts.Agency with { Addresses = [Mail], Profiles = ["P 1"] };
        var changed = Change(new() { Name = "Here", Addresses = [Mail], Profiles = ["P 1"] }, new() { Name = "New", Addresses = [Mail with { Data = "b@x" }], Profiles = ["P 2", "P 2"] }, known: known)
            .Events.OfType<AgencyChanged>().Should().ContainSingle().Subject.Agency;
        changed.Name.Should().Be("New");
        changed.Addresses.Select(one => one.Data).Should().Equal("b@x");
        changed.Profiles.Should().Equal("P 2");
    }
}
