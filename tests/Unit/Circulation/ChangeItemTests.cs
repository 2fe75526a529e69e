using FluentAssertions;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using Xunit;

namespace ProtocolServer.Tests.Unit.Circulation;

/// <summary>What may be changed of a copy, deleted first and then added (NCIP UpdateItem; ncip reference 6.6).</summary>
public sealed class ChangeItemTests
{
    static readonly Scene Here = new();

    static readonly ItemDetails Nothing = new();

    static readonly Item Copy = Scene.Item() with
    {
        CallNumber = "I242/1", Properties = "Torn", CopyNumber = "1", Part = "vol. 1", Pieces = 2, Restrictions = ["No Reproduction"],
    };

    static Decision<LookUpItem.Result> Change(ItemDetails deleted, ItemDetails added, Item? item = null, Scene? scene = null) =>
        new ChangeItem(new("b1"), deleted, added).Decide(new() { Item = item ?? Copy }, (scene ?? Here).Facts);

    static (string?, object?) Refused(Decision<LookUpItem.Result> decision)
    {
        decision.Events.Should().BeEmpty("all of it or nothing");
        return (decision.Outcome.Refusal?.Code, decision.Outcome.Refusal?.Arguments.FirstOrDefault());
    }

    static Item Changed(Decision<LookUpItem.Result> decision)
    {
        decision.Outcome.Refusal.Should().BeNull();
        return decision.Events.OfType<ItemChanged>().Should().ContainSingle().Subject.Item;
    }

    [Fact]
    public void A_copy_nobody_has_is_unknown() => new ChangeItem(new("x"), Nothing, Nothing).Decide(new(), Here.Facts).Outcome.Refusal!.Code.Should().Be("item-unknown");

    [Fact]
    public void Who_may_change_no_copies_changes_none() =>
        Refused(Change(Nothing, new() { CallNumber = "X" }, scene: new() { May = Permissions.Pay })).Item1.Should().Be("not-permitted");

    [Fact]
    public void The_title_and_the_place_of_another_library_s_copy_are_its_own_affair()
    {
        var theirs = Copy with { Owner = new("THERE") };
        Refused(Change(new() { TitleName = Copy.Title.Name }, new() { TitleName = "Else" }, theirs)).Item1.Should().Be("item-elsewhere");
        Refused(Change(new() { Author = Copy.Title.Author }, Nothing, theirs)).Item1.Should().Be("item-elsewhere");
        Refused(Change(Nothing, new() { Location = "HALL" }, theirs)).Item1.Should().Be("item-elsewhere");
        Changed(Change(new() { Properties = "Torn" }, new() { Properties = "Mended" }, theirs)).Properties.Should().Be("Mended", "its condition is seen anywhere");
    }

    [Fact]
    public void What_is_not_there_can_t_be_deleted()
    {
        Refused(Change(new() { TitleName = "Else" }, new() { TitleName = "New" })).Should().Be(("datum-absent", ItemDatum.Title));
        Refused(Change(new() { TitleName = Copy.Title.Name }, Nothing)).Should().Be(("datum-absent", ItemDatum.Title), "a title always has a name");
        Refused(Change(new() { Author = "Else" }, Nothing)).Should().Be(("datum-absent", ItemDatum.Author));
        Refused(Change(new() { CallNumber = "Else" }, Nothing)).Should().Be(("datum-absent", ItemDatum.CallNumber));
        Refused(Change(new() { CopyNumber = "9" }, Nothing)).Should().Be(("datum-absent", ItemDatum.CallNumber));
        Refused(Change(new() { Part = "vol. 9" }, Nothing)).Should().Be(("datum-absent", ItemDatum.CallNumber));
        Refused(Change(new() { Pieces = 9 }, Nothing)).Should().Be(("datum-absent", ItemDatum.CallNumber));
        Refused(Change(new() { Properties = "Wet" }, Nothing)).Should().Be(("datum-absent", ItemDatum.Properties));
        Refused(Change(new() { Location = "NIGHT" }, new() { Location = "HALL" })).Should().Be(("datum-absent", ItemDatum.Location));
        Refused(Change(new() { Location = "HALL" }, Nothing)).Should().Be(("datum-absent", ItemDatum.Location), "a copy always belongs somewhere");
        Refused(Change(new() { SecurityMarker = "02" }, Nothing)).Should().Be(("datum-absent", ItemDatum.SecurityMarker));
        Refused(Change(new() { Restrictions = ["Overnight Only"] }, Nothing)).Should().Be(("datum-absent", ItemDatum.Restriction));
    }

    [Fact]
    public void What_stands_in_the_place_must_be_deleted_first()
    {
        Refused(Change(Nothing, new() { TitleName = "New" })).Should().Be(("datum-present", ItemDatum.Title));
        Refused(Change(Nothing, new() { Author = "New" })).Should().Be(("datum-present", ItemDatum.Author));
        Refused(Change(Nothing, new() { CallNumber = "New" })).Should().Be(("datum-present", ItemDatum.CallNumber));
        Refused(Change(Nothing, new() { CopyNumber = "2" })).Should().Be(("datum-present", ItemDatum.CallNumber));
        Refused(Change(Nothing, new() { Part = "vol. 2" })).Should().Be(("datum-present", ItemDatum.CallNumber));
        Refused(Change(Nothing, new() { Pieces = 3 })).Should().Be(("datum-present", ItemDatum.CallNumber));
        Change(Nothing, new() { CallNumber = Copy.CallNumber, Restrictions = Copy.Restrictions }).Events.Should().BeEmpty("what is said again changes nothing");
    }

    [Fact]
    public void A_copy_is_moved_to_a_place_of_its_library_only() =>
        Refused(Change(Nothing, new() { Location = "FAR" })).Should().Be(("place-unknown", "FAR"));

    [Fact]
    public void Data_are_deleted_first_and_then_added()
    {
        var changed = Changed(Change(
            new() { TitleName = Copy.Title.Name, CallNumber = "", Part = "", SecurityMarker = "00" },
            new() { TitleName = "New", CallNumber = "J/2", Part = "vol. 2", SecurityMarker = "02", Location = "NIGHT", IsMagnetic = true }));
        (changed.Title.Name, changed.CallNumber, changed.Part, changed.SecurityMarker, changed.PermanentLocation, changed.IsMagnetic).Should()
            .Be(("New", "J/2", "vol. 2", "02", "NIGHT", true));
        Changed(Change(new() { Author = "" }, Nothing)).Title.Author.Should().BeNull();
        Changed(Change(new() { IsMagnetic = false }, Nothing)).IsMagnetic.Should().BeTrue("to be desensitised no more");
    }

    [Fact]
    public void Restrictions_come_and_go_one_by_one_and_that_it_is_not_renewed_is_one_of_them()
    {
        var changed = Changed(Change(new() { Restrictions = ["No Reproduction"] }, new() { Restrictions = ["Overnight Only", UseRestrictions.NotRenewable] }));
        changed.Restrictions.Should().Equal("Overnight Only");
        changed.NotRenewable.Should().BeTrue();
        Changed(Change(new() { Restrictions = [UseRestrictions.NotRenewable] }, Nothing, changed)).NotRenewable.Should().BeFalse();
    }
}
