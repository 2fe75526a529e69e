using FluentAssertions;
using FsCheck;
using FsCheck.Fluent;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Interlibrary;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Unit.Interlibrary;

/// <summary>Loans between libraries: which step follows, what is agreed, and what each act tells.</summary>
public sealed class InterlibraryTests
{
    static readonly InterlibraryPolicy Policy = new() { Lends = true, Borrows = true, Card = "c9", MostRequests = 2 };

    static readonly InterlibraryLoan Borrowed = new()
    {
        Id = new(Scene.Id(20)), Agency = new("HERE"), Partner = new("THEM"), Role = InterlibraryRole.Borrower, Number = new("HERE", "R-1"), RequestType = "Physical",
        State = InterlibraryState.Requested, Card = new("c1"), RecordNumber = "r1", TitleName = "Brand", Place = "HALL", RequestedAt = Scene.Noon,
    };

    static readonly InterlibraryLoan Lent = Borrowed with { Role = InterlibraryRole.Lender, Number = new("THEM", "R-1") };

    [Theory]
    [InlineData(InterlibraryState.Requested, InterlibraryStep.Accept, InterlibraryState.Accepted)]
    [InlineData(InterlibraryState.Requested, InterlibraryStep.Ship, InterlibraryState.Shipped)]
    [InlineData(InterlibraryState.Cancelling, InterlibraryStep.Ship, InterlibraryState.Shipped)]
    [InlineData(InterlibraryState.Accepted, InterlibraryStep.Receive, InterlibraryState.Received)]
    [InlineData(InterlibraryState.Shipped, InterlibraryStep.SendBack, InterlibraryState.Returning)]
    [InlineData(InterlibraryState.Received, InterlibraryStep.TakeBack, InterlibraryState.Returned)]
    public void A_later_step_may_come_without_those_before_it(InterlibraryState from, InterlibraryStep step, InterlibraryState to) =>
        InterlibraryStates.Next(from, step).Should().Be(to);

    [Theory]
    [InlineData(InterlibraryState.Shipped, InterlibraryStep.Cancel)]
    [InlineData(InterlibraryState.Received, InterlibraryStep.Ship)]
    [InlineData(InterlibraryState.Returning, InterlibraryStep.Receive)]
    [InlineData(InterlibraryState.Accepted, InterlibraryStep.Refuse)]
    [InlineData(InterlibraryState.Requested, InterlibraryStep.SendBack)]
    public void A_step_that_does_not_follow_changes_nothing(InterlibraryState from, InterlibraryStep step) => InterlibraryStates.Next(from, step).Should().BeNull();

    [Fact]
    public void What_has_ended_does_not_begin_again_and_no_step_happens_twice() =>
        Prop.ForAll(Gen.Elements(Enum.GetValues<InterlibraryStep>()).ListOf().ToArbitrary(), steps =>
        {
            var state = InterlibraryState.Requested;
            foreach (var step in steps)
            {
                if (InterlibraryStates.Next(state, step) is not { } next) continue;
                if (InterlibraryStates.IsFinal(state) || InterlibraryStates.Next(next, step) is not null) return false;
                state = next;
            }
            return true;
        }).Check(Config.QuickThrowOnFailure.WithReplay(new Replay(new Rnd((ulong)Chance.Seed(20_260_301)), null)).WithMaxTest(1_000));

    static readonly Scene Here = new();

    static BorrowFromPartner Borrow(InterlibraryPolicy? policy) => new(new("HERE"), new("c1"), new("THEM"), policy, new("r1", null, "Brand"));

    [Fact]
    public void What_is_not_agreed_is_not_asked_for()
    {
        var now = new Snapshot { Reader = Scene.Reader() };
        Borrow(null).Decide(now, Here.Facts).Outcome.Refusal!.Code.Should().Be("interlibrary-not-agreed");
        Borrow(Policy with { Borrows = false }).Decide(now, Here.Facts).Outcome.Refusal!.Code.Should().Be("interlibrary-not-agreed");
        Borrow(Policy with { ReaderCategories = ["child"] }).Decide(now, Here.Facts).Outcome.Refusal!.Code.Should().Be("interlibrary-not-agreed");
        Borrow(Policy).Decide(now with { OpenInterlibrary = new(2, [], []) }, Here.Facts).Outcome.Refusal!.Code.Should().Be("interlibrary-limit");
        Borrow(Policy).Decide(now with { Reader = Scene.Reader(1, CardState.Suspended) }, Here.Facts).Outcome.Accepted.Should().BeFalse();
        Borrow(Policy).Decide(now, Here.Facts).Events.Should().ContainSingle().Which.Should().BeOfType<InterlibraryRequested>();
    }

    [Fact]
    public void The_same_reader_does_not_ask_twice_for_what_is_open()
    {
        var now = new Snapshot { Reader = Scene.Reader(), OpenInterlibrary = new(1, ["r1"], []) };
        Borrow(Policy).Decide(now, Here.Facts).Outcome.Refusal!.Code.Should().Be("hold-duplicate");
        Borrow(Policy).Decide(now with { OpenInterlibrary = new(1, ["r2"], [new("x1")]) }, Here.Facts).Outcome.Accepted.Should().BeTrue("another title");
        (Borrow(Policy) with { Wanted = new(null, new("x1"), "Brand") }).Decide(now with { OpenInterlibrary = new(1, [], [new("x1")]) }, Here.Facts).Outcome.Refusal!.Code.Should().Be("hold-duplicate");
    }

    [Theory, InlineData(true, true, InterlibraryState.Returning), InlineData(true, false, InterlibraryState.Received), InlineData(false, false, InterlibraryState.Shipped)]
    public void A_return_that_is_taken_back_reopens_the_loan_where_it_stood(bool isReceived, bool isReturning, InterlibraryState stands)
    {
        var back = Lent with
        {
            State = InterlibraryState.Returned, ReceivedAt = isReceived ? Scene.Noon : null, ReturningAt = isReturning ? Scene.Noon : null, EndedAt = Scene.Noon, Copy = new("b1"),
        };
        var act = new ItemAct
        {
            Kind = ItemActKind.CheckedIn, At = Scene.Noon, Loan = new(Scene.Id(5)), Terminal = Here.Facts.Caller.Terminal, LocationBefore = "HALL", StatusBefore = ItemStatus.Available,
            Interlibrary = back.Id.Value,
        };
        var now = new Snapshot { Item = Scene.Item() with { LastAct = act }, Interlibrary = back };
        var moved = new TakeBack(new("b1"), null).Decide(now, Here.Facts).Events.OfType<InterlibraryMoved>().Single();
        moved.Should().BeEquivalentTo(new { Step = InterlibraryStep.Reopen, IsTold = false });
        moved.Loan.Should().BeEquivalentTo(new { State = stands, EndedAt = (DateTimeOffset?)null });
        new TakeBack(new("b1"), null).Decide(now with { Interlibrary = back with { Id = new(Scene.Id(77)) } }, Here.Facts).Events.OfType<InterlibraryMoved>().Should().BeEmpty("an earlier loan of the copy");
        var home = back with { Role = InterlibraryRole.Borrower };
        News("ItemCheckedOut").Decide(new() { Interlibrary = home }, Here.Facts).Events.OfType<InterlibraryMoved>().Single().Loan.State.Should().Be(stands, "the other side hears of it");
        News("ItemCheckedOut").Decide(new() { Interlibrary = home with { State = InterlibraryState.Shipped } }, Here.Facts).Events.OfType<InterlibraryMoved>().Should().BeEmpty();
    }

    static NotePartnerNews News(string service, string from = "THEM") => new(service, "x1", "c1", "R-1", null) { From = new(from), About = new(new("HERE"), new("HERE", "R-1")) };

    static InterlibraryState? MovedBy(NotePartnerNews news, InterlibraryLoan loan) =>
        news.Decide(new() { Interlibrary = loan }, Here.Facts).Events.OfType<InterlibraryMoved>().SingleOrDefault()?.Loan.State;

    [Fact]
    public void The_same_notification_means_the_way_there_to_one_and_the_way_back_to_the_other()
    {
        MovedBy(News("ItemShipped"), Borrowed).Should().Be(InterlibraryState.Shipped);
        MovedBy(News("ItemShipped"), Lent with { State = InterlibraryState.Received }).Should().Be(InterlibraryState.Returning);
        MovedBy(News("ItemReceived"), Lent with { State = InterlibraryState.Shipped }).Should().Be(InterlibraryState.Received);
        MovedBy(News("ItemReceived"), Borrowed with { State = InterlibraryState.Returning }).Should().Be(InterlibraryState.Returned);
    }

    [Fact]
    public void Who_is_not_the_partner_of_the_loan_does_not_move_it_and_is_kept_all_the_same()
    {
        MovedBy(News("ItemShipped", "SOMEBODY"), Borrowed).Should().BeNull();
        News("ItemShipped", "SOMEBODY").Decide(new() { Interlibrary = Borrowed }, Here.Facts).Events.Should().ContainSingle().Which.Should().BeOfType<PartnerNewsNoted>();
    }

    [Fact]
    public void A_parcel_is_a_copy_of_our_own_for_a_while_with_the_lenders_terms()
    {
        var shipped = Borrowed with { State = InterlibraryState.Shipped, ReturnBy = Scene.Noon.AddDays(10), NotRenewable = true };
        var received = new ReceiveFromPartner(new("HERE"), shipped.Number, new("c1"), new("x1"), "book").Decide(new() { Reader = Scene.Reader(), Interlibrary = shipped }, Here.Facts);
        var item = received.Events.OfType<ItemTakenIn>().Single().Item;
        item.Should().BeEquivalentTo(new { LentBy = new AgencyId("THEM"), ReturnBy = Scene.Noon.AddDays(10), NotRenewable = true, Kind = "book" });
        received.Events.OfType<HoldCaptured>().Single().State.Should().Be(HoldState.Ready);
        received.Outcome.Loan!.State.Should().Be(InterlibraryState.Received);
    }

    [Fact]
    public void DateForReturn_no_due_date_is_later_than_the_lender_wants_it_back()
    {
        var copy = Scene.Item() with { LentBy = new("THEM"), ReturnBy = Scene.Noon.AddDays(3) };
        var lent = new CheckOut(new("c1"), copy.Barcode).Decide(new() { Reader = Scene.Reader(), Item = copy }, Here.Facts);
        lent.Outcome.DueAt.Should().Be(Scene.Noon.AddDays(3));
    }

    [Fact]
    public void RenewalNotPermitted_and_the_day_of_return_end_all_renewals()
    {
        var reader = Scene.Reader();
        var loan = Scene.Loan(1, reader, Scene.Noon.AddDays(3));
        Renewal.Refuses(reader, loan, 0, Here.Facts).Should().BeNull();
        Renewal.Refuses(reader, loan with { NotRenewable = true }, 0, Here.Facts)!.Code.Should().Be("renewal-none");
        Renewal.Refuses(reader, loan with { ReturnBy = loan.DueAt }, 0, Here.Facts)!.Code.Should().Be("renewal-lender");
    }

    [Fact]
    public void The_return_of_what_was_lent_to_a_library_ends_that_loan_and_tells_it()
    {
        var account = Scene.Reader(9);
        var copy = Scene.Item() with { Loan = Scene.Loan(1, account, Scene.Noon.AddDays(3)) };
        var returned = new CheckIn(copy.Barcode).Decide(new() { Item = copy, Interlibrary = Lent with { State = InterlibraryState.Returning } }, Here.Facts);
        var moved = returned.Events.OfType<InterlibraryMoved>().Single();
        moved.Should().BeEquivalentTo(new { Step = InterlibraryStep.TakeBack, IsTold = false });
        moved.Loan.State.Should().Be(InterlibraryState.Returned);
    }

    [Fact]
    public void A_copy_of_another_library_says_so_when_it_comes_back()
    {
        var copy = Scene.Item() with { LentBy = new("THEM") };
        new CheckIn(copy.Barcode).Decide(new() { Item = copy }, Here.Facts).Outcome.Alerts.Should().Be(AlertType.InterlibraryLoan);
    }

    [Fact]
    public void C30_a_renewal_that_is_pending_moves_no_date_until_the_lender_tells_one()
    {
        var loan = Borrowed with { State = InterlibraryState.Received, Copy = new("x1"), ReturnBy = Scene.Noon.AddDays(3) };
        var pending = new NoteAnswer(Scene.Id(30), "RenewItem", new(new("HERE"), null, new("x1")), null).Decide(new() { Interlibrary = loan }, Here.Facts);
        pending.Events.OfType<InterlibraryMoved>().Should().OnlyContain(one => one.Loan.ReturnBy == loan.ReturnBy && one.Step == null);
        pending.Events.OfType<ReturnDateMoved>().Should().BeEmpty();
        var told = new NotePartnerNews("ItemRenewed", "x1", null, null, null) { From = new("THEM"), About = new(new("HERE"), null, new("x1")), ReturnBy = Scene.Noon.AddDays(30) }
            .Decide(new() { Interlibrary = loan }, Here.Facts);
        told.Events.OfType<InterlibraryMoved>().Single().Loan.ReturnBy.Should().Be(Scene.Noon.AddDays(30));
    }

    [Theory]
    [InlineData("RequestItem", null, InterlibraryState.Accepted)]
    [InlineData("RequestItem", "Duplicate Request", InterlibraryState.Accepted)]
    [InlineData("RequestItem", "Item Does Not Circulate", InterlibraryState.Refused)]
    [InlineData("CancelRequestItem", null, InterlibraryState.Cancelled)]
    [InlineData("CancelRequestItem", "Unknown Request", InterlibraryState.Cancelled)]
    [InlineData("CancelRequestItem", "Request Already Processed", InterlibraryState.Accepted)]
    public void An_answer_moves_the_loan_and_takes_the_message_out_in_one_decision(string service, string? problem, InterlibraryState state)
    {
        var loan = service == "CancelRequestItem" ? Borrowed with { State = InterlibraryState.Cancelling } : Borrowed;
        var noted = new NoteAnswer(Scene.Id(30), service, new(new("HERE"), loan.Number), problem).Decide(new() { Interlibrary = loan }, Here.Facts);
        noted.Events.OfType<InterlibraryMoved>().Single().Loan.State.Should().Be(state);
        noted.Events.OfType<Domain.Ports.MessageAnswered>().Single().Outcome.Should().Be(problem ?? "done");
    }
}
