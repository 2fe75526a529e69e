using FluentAssertions;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using Xunit;

namespace ProtocolServer.Tests.Unit.Circulation;

/// <summary>Copies that other systems make (NCIP CreateItem).</summary>
public sealed class AddItemTests
{
    static readonly Scene Here = new();

    static readonly AddItem Wish = new(new("n1"), new(default, "", "Atlas", null, "001"));

    static Decision<LookUpItem.Result> Add(AddItem wish, Snapshot? now = null, Scene? scene = null) => wish.Decide(now ?? new(), (scene ?? Here).Facts);

    static ItemAdded Added(Decision<LookUpItem.Result> decision) => decision.Events.OfType<ItemAdded>().Should().ContainSingle().Subject;

    [Fact]
    public void Who_may_change_no_copies_makes_none() => Add(Wish, scene: new() { May = Permissions.Pay }).Outcome.Refusal!.Code.Should().Be("not-permitted");

    [Fact]
    public void A_barcode_that_a_copy_has_already_is_taken() => Add(Wish, new() { Item = Scene.Item() }).Outcome.Refusal!.Code.Should().Be("item-exists");

    [Fact]
    public void Only_kinds_of_the_library_s_file_are_known()
    {
        var refusal = Add(Wish with { Kind = "spaceship" }).Outcome.Refusal!;
        (refusal.Code, refusal.Arguments.Single()).Should().Be(("item-kind-unknown", "spaceship"));
        Added(Add(Wish)).Item.Kind.Should().Be(Here.Library.ItemKinds[0], "the first where nothing is said");
        Added(Add(Wish with { Kind = "magazine" })).Item.Kind.Should().Be("magazine");
    }

    [Fact]
    public void A_copy_belongs_to_a_place_of_its_library()
    {
        Add(Wish with { Place = "FAR" }).Outcome.Refusal!.Code.Should().Be("place-unknown", "that is another library's");
        Added(Add(Wish)).Item.PermanentLocation.Should().Be("HALL", "where who makes it stands");
        Added(Add(Wish with { Place = "NIGHT" })).Item.CurrentLocation.Should().Be("NIGHT");
    }

    [Fact]
    public void A_title_that_is_known_by_its_number_gets_one_copy_more_and_any_other_is_new()
    {
        var known = Added(Add(Wish with { Title = Scene.Title }, new() { KnownTitle = Scene.Title }));
        (known.IsNewTitle, known.Item.Title).Should().Be((false, Scene.Title));
        var fresh = Added(Add(Wish));
        fresh.IsNewTitle.Should().BeTrue();
        fresh.Item.Title.RecordNumber.Should().StartWith("added-", "it needs a number to be found by");
        Added(Add(Wish with { Title = new(default, "t9", "Atlas", null, "001") })).Item.Title.RecordNumber.Should().Be("t9");
    }

    [Fact]
    public void It_is_described_as_it_was_told()
    {
        var item = Added(Add(Wish with
        {
            Status = ItemStatus.OnOrder,
            Details = new()
            {
                CallNumber = "A/1", Properties = "Torn", SecurityMarker = "02", IsMagnetic = true, CopyNumber = "2", Part = "vol. 3", Pieces = 4,
                Restrictions = ["No Reproduction", UseRestrictions.NotRenewable],
            },
        })).Item;
        (item.Status, item.CallNumber, item.Properties, item.SecurityMarker, item.IsMagnetic).Should().Be((ItemStatus.OnOrder, "A/1", "Torn", "02", true));
        (item.CopyNumber, item.Part, item.Pieces, item.NotRenewable).Should().Be(("2", "vol. 3", 4, true));
        item.Restrictions.Should().Equal("No Reproduction");
        item.Owner.Should().Be(new AgencyId("HERE"));
    }
}
