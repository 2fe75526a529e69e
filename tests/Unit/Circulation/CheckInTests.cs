using FluentAssertions;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Domain.Wallet;
using Xunit;

namespace ProtocolServer.Tests.Unit.Circulation;

public sealed class CheckInTests
{
    static Decision<CheckIn.Result> Decide(Item? item, CheckIn? act = null, Scene? scene = null) =>
        (act ?? new CheckIn(new("b1"))).Decide(new() { Item = item }, (scene ?? new()).Facts);

    static Item OnLoan(DateTimeOffset due) => Scene.Item() with { Loan = Scene.Loan(1, Scene.Reader(), due) };

    [Fact]
    public void HF_11_a_return_in_time_ends_the_loan_and_costs_nothing()
    {
        var (outcome, events) = Decide(OnLoan(Scene.Noon.AddDays(1)));
        outcome.Should().Match<CheckIn.Result>(o => o.Accepted && !o.Alert && o.Fine == null);
        events.OfType<ItemCheckedIn>().Should().ContainSingle();
        events.OfType<ChargeAssessed>().Should().BeEmpty();
    }

    [Fact]
    public void HF_5_a_late_return_is_settled_at_once()
    {
        var (outcome, events) = Decide(OnLoan(Scene.Noon.AddDays(-3)));
        outcome.Fine!.Value.AmountMinor.Should().Be(30);
        events.OfType<ChargeAssessed>().Should().ContainSingle().Which.FeeType.Should().Be(FeeTypes.Overdue);
    }

    [Fact]
    public void The_first_hold_that_the_copy_meets_is_captured_on_the_shelf_here()
    {
        var (first, second) = (Scene.Hold(2, Scene.Reader(2)), Scene.Hold(1, Scene.Reader(3)));
        var (outcome, events) = Decide(OnLoan(Scene.Noon.AddDays(1)) with { Queue = [first, second] });
        outcome.Alerts.Should().Be(AlertType.HoldHere);
        events.OfType<HoldCaptured>().Should().ContainSingle().Which.Should().Match<HoldCaptured>(e => e.Hold == first && e.State == HoldState.Ready && e.ShelfUntil != null);
    }

    [Fact]
    public void A_hold_for_another_place_sends_the_copy_there()
    {
        var (outcome, events) = Decide(OnLoan(Scene.Noon.AddDays(1)) with { Queue = [Scene.Hold(1, Scene.Reader(2), pickup: "FAR")] });
        outcome.Should().Match<CheckIn.Result>(o => o.Alerts == AlertType.HoldElsewhere && o.Destination == "FAR");
        events.OfType<ItemMoved>().Should().ContainSingle().Which.Status.Should().Be(ItemStatus.InTransit);
    }

    [Fact]
    public void BJ_1_another_librarys_copy_is_taken_in_and_sent_home()
    {
        var (outcome, events) = Decide(OnLoan(Scene.Noon.AddDays(1)) with { Owner = new("THERE"), PermanentLocation = "FAR" });
        outcome.Should().Match<CheckIn.Result>(o => o.Accepted && o.Alerts == AlertType.SendElsewhere && o.Destination == "FAR");
        events.OfType<ItemCheckedIn>().Should().ContainSingle();
    }

    [Fact]
    public void The_same_copy_again_within_seconds_tells_the_same_fine_and_assesses_none()
    {
        var act = new ItemAct
        {
            Kind = ItemActKind.CheckedIn, At = Scene.Noon.AddSeconds(-5), Loan = null, Reader = null, Terminal = new("sc1"),
            LocationBefore = "HALL", StatusBefore = ItemStatus.Available, FineMinor = 30,
        };
        var (outcome, events) = Decide(Scene.Item() with { LastAct = act });
        outcome.Fine!.Value.AmountMinor.Should().Be(30);
        events.OfType<ChargeAssessed>().Should().BeEmpty();
        Decide(Scene.Item() with { LastAct = act with { Terminal = new("other") } }).Outcome.Fine.Should().BeNull();
        var strict = new Scene { Library = new Scene().Library with { Returns = new() { AcceptsNotOnLoan = false } } };
        Decide(Scene.Item() with { LastAct = act }, scene: strict).Outcome.Accepted.Should().BeTrue("it is the same return still");
        Decide(Scene.Item() with { LastAct = act with { At = Scene.Noon.AddMinutes(-5) } }, scene: strict).Outcome.Refusal!.Code.Should().Be("not-on-loan");
    }

    [Fact]
    public void An_off_line_return_before_the_known_loan_ends_the_one_that_ran_then_and_its_fine()
    {
        var reader = Scene.Reader();
        var past = new PastLoan(Scene.Loan(1, reader, Scene.Noon.AddDays(-2)) with { CheckedOutAt = Scene.Noon.AddDays(-32) }, Scene.Noon.AddHours(-1), Scene.Id(777));
        var item = Scene.Item() with { History = new([past], [Scene.Noon.AddDays(-32), Scene.Noon.AddHours(-1)]) };
        var returned = Scene.Noon.AddDays(-3);
        var (outcome, events) = Decide(item, new CheckIn(new("b1")) { OffLine = true, MadeAt = returned, ReturnedAt = returned });
        outcome.Accepted.Should().BeTrue();
        events.OfType<LoanEnded>().Should().ContainSingle().Which.At.Should().Be(returned);
        events.OfType<EntryReversed>().Should().ContainSingle().Which.Original.Should().Be(Scene.Id(777));
        events.OfType<ChargeAssessed>().Should().BeEmpty("it was in time after all");
    }

    [Fact]
    public void A_cancel_takes_back_the_return_with_its_fine_and_hold_and_nothing_else()
    {
        var reader = Scene.Reader();
        var item = OnLoan(Scene.Noon.AddDays(-3)) with { Queue = [Scene.Hold(1, Scene.Reader(2))] };
        var done = Decide(item);
        var act = done.Events.OfType<ItemActNoted>().Single().Act;
        var after = item with { Loan = null, LastAct = act };

        var (outcome, events) = new TakeBack(new("b1"), null).Decide(new() { Item = after }, new Scene().Facts);

        outcome.Undone.Should().Be(ItemActKind.CheckedIn);
        events.OfType<CheckInUndone>().Should().ContainSingle().Which.Loan.Should().Be(item.Loan!.Id);
        events.OfType<HoldRestored>().Should().ContainSingle().Which.Before.State.Should().Be(HoldState.Waiting);
        events.OfType<EntryReversed>().Should().ContainSingle().Which.Original.Should().Be(done.Events.OfType<ChargeAssessed>().Single().Entry);
        new TakeBack(new("b1"), null).Decide(new() { Item = after, LastActIsPaid = true }, new Scene().Facts).Outcome.Refusal!.Code.Should().Be("cancel-impossible");
        _ = reader;
    }
}
