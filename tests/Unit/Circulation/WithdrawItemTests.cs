using FluentAssertions;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using Xunit;

namespace ProtocolServer.Tests.Unit.Circulation;

/// <summary>Copies that leave the library (NCIP DeleteItem).</summary>
public sealed class WithdrawItemTests
{
    static readonly Scene Here = new();

    static Decision<LookUpItem.Result> Withdraw(Item? item, Scene? scene = null) => new WithdrawItem(new("b1")).Decide(new() { Item = item }, (scene ?? Here).Facts);

    static string? Refused(Decision<LookUpItem.Result> decision)
    {
        decision.Events.Should().BeEmpty();
        return decision.Outcome.Refusal?.Code;
    }

    [Fact]
    public void A_copy_nobody_has_is_unknown() => Refused(Withdraw(null)).Should().Be("item-unknown");

    [Fact]
    public void Who_may_change_no_copies_withdraws_none() => Refused(Withdraw(Scene.Item(), new() { May = Permissions.Pay })).Should().Be("not-permitted");

    [Fact]
    public void Another_library_s_copy_is_its_own_affair() => Refused(Withdraw(Scene.Item() with { Owner = new("THERE") })).Should().Be("item-elsewhere");

    [Fact]
    public void What_is_on_loan_comes_back_first() => Refused(Withdraw(Scene.Item() with { Loan = Scene.Loan(1, Scene.Reader(), Scene.Noon) })).Should().Be("on-loan");

    [Fact]
    public void What_waits_on_the_shelf_for_a_reader_of_the_title_is_not_taken_from_her()
    {
        var item = Scene.Item();
        Refused(Withdraw(item with { Queue = [Scene.Hold(1, Scene.Reader(), HoldState.Ready, item)] })).Should().Be("on-hold-shelf");
    }

    [Fact]
    public void Who_waits_for_this_copy_alone_waits_in_vain_and_who_waits_for_the_title_waits_on()
    {
        var item = Scene.Item();
        var alone = Scene.Hold(1, Scene.Reader(), HoldState.Ready, item) with { Scope = HoldScope.ThisCopy, Item = item.Id };
        var any = Scene.Hold(2, Scene.Reader(2));
        var gone = Withdraw(item with { Queue = [alone, any] });
        gone.Outcome.Refusal.Should().BeNull();
        gone.Events.OfType<HoldCancelled>().Should().ContainSingle().Which.Hold.Should().Be(alone);
        gone.Events.OfType<ItemWithdrawn>().Should().ContainSingle();
    }
}
