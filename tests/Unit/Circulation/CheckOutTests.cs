using FluentAssertions;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Domain.Wallet;
using Xunit;

namespace ProtocolServer.Tests.Unit.Circulation;

public sealed class CheckOutTests
{
    static readonly CheckOut Wish = new(new("c1"), new("b1"));

    static Decision<CheckOut.Result> Decide(Reader? reader, Item? item, Scene? scene = null, CheckOut? wish = null) =>
        (wish ?? Wish).Decide(new() { Reader = reader, Item = item }, (scene ?? new()).Facts);

    static string? Refused(Reader? reader, Item? item, Scene? scene = null, CheckOut? wish = null)
    {
        var decision = Decide(reader, item, scene, wish);
        decision.Events.Should().BeEmpty("a refusal changes nothing");
        return decision.Outcome.Refusal?.Code;
    }

    [Fact]
    public void HF_4_a_loan_lasts_thirty_days_and_the_copy_is_on_loan()
    {
        var (outcome, events) = Decide(Scene.Reader(), Scene.Item());
        outcome.Accepted.Should().BeTrue();
        outcome.DueAt.Should().Be(new DateTimeOffset(2026, 4, 1, 23, 59, 59, TimeSpan.FromHours(8)));
        events.OfType<ItemCheckedOut>().Should().ContainSingle().Which.Loan.Reader.Should().Be(Scene.Reader().Id);
    }

    [Fact]
    public void Every_guard_has_its_refusal()
    {
        var reader = Scene.Reader();
        var item = Scene.Item();
        var due = Scene.Noon.AddDays(5);
        Refused(null, item).Should().Be("card-unknown");
        Refused(reader, null).Should().Be("item-unknown");
        Refused(reader, item, new() { Pin = PinCheck.Wrong }).Should().Be("pin-wrong");
        Refused(Scene.Reader(state: CardState.Suspended), item).Should().Be("card-suspended");
        Refused(reader, item with { Loan = Scene.Loan(1, Scene.Reader(2), due) }).Should().Be("on-loan");
        Refused(reader, item with { Loan = Scene.Loan(1, reader, due) }).Should().Be("already-yours");
        Refused(reader, item with { Status = ItemStatus.Missing }).Should().Be("item-not-available");
        Refused(reader, item with { Queue = [Scene.Hold(1, Scene.Reader(2), HoldState.Ready, item)] }).Should().Be("on-hold-shelf");
        Refused(reader, Scene.Item(kind: "reference")).Should().Be("item-not-lent");
        Refused(reader with { Loans = [.. Enumerable.Range(2, 5).Select(n => Scene.Loan(n, reader, due))] }, item).Should().Be("loan-limit");
        Refused(reader with { Loans = [Scene.Loan(2, reader, Scene.Noon.AddDays(-1))] }, item).Should().Be("overdue-items");
        Refused(reader with { Charges = [new Scene().Charge(1, 10)] }, item).Should().Be("fines-owed");
    }

    [Fact]
    public void Restrictions_on_use_are_kept_and_agreed_to_first()
    {
        var riga = new Scene("latvia");
        var device = Scene.Item(kind: "e-reader");
        Refused(Scene.Reader(), device, riga).Should().Be("restriction-unacknowledged", "a machine that can't ask sends the reader to the desk");
        Refused(Scene.Reader(), device, riga, Wish with { RestrictionsAccepted = ["No Reproduction"] }).Should().Be("restriction-unacknowledged", "to the one that is meant");
        Decide(Scene.Reader(), device, riga, Wish with { RestrictionsAccepted = ["User Signature Required"] }).Outcome.Accepted.Should().BeTrue();
        Decide(Scene.Reader(), device, riga, Wish with { OffLine = true }).Outcome.Accepted.Should().BeTrue("it has happened");
        Decide(Scene.Reader(), Scene.Item(kind: "score"), riga).Outcome.Accepted.Should().BeTrue("what is only told needs no word");
        Refused(Scene.Reader(), Scene.Item() with { Restrictions = ["In Library Use Only"] }).Should().Be("item-not-lent", "of this very copy");
    }

    [Fact]
    public void The_readers_own_hold_is_collected_with_the_copy()
    {
        var reader = Scene.Reader();
        var item = Scene.Item();
        var own = Scene.Hold(1, reader, HoldState.Ready, item);
        Decide(reader, item with { Queue = [own] }).Events.OfType<HoldCollected>().Should().ContainSingle().Which.Hold.Should().Be(own);
    }

    [Fact]
    public void What_the_reader_has_already_is_renewed_if_the_terminal_may()
    {
        var reader = Scene.Reader();
        var loan = Scene.Loan(1, reader, Scene.Noon.AddDays(5));
        var (outcome, events) = Decide(reader with { Loans = [loan] }, Scene.Item() with { Loan = loan }, wish: Wish with { MayRenew = true });
        outcome.IsRenewal.Should().BeTrue();
        events.OfType<LoanRenewed>().Should().ContainSingle().Which.Loan.Renewals.Should().Be(1);
    }

    [Fact]
    public void A_fee_is_asked_for_first_and_charged_once_when_it_is_accepted()
    {
        var library = new Scene().Library with { LoanFees = new(new Rule<LoanFee>(new() { ItemKind = "book" }, new(200))) };
        var scene = new Scene { Library = library };
        var asked = Decide(Scene.Reader(), Scene.Item(), scene).Outcome;
        asked.Refusal!.Code.Should().Be("fee-unacknowledged");
        asked.Fee.Should().Be(new Money(200, library.Currency));

        var charged = Decide(Scene.Reader(), Scene.Item(), scene, Wish with { FeeAcknowledged = true });
        charged.Outcome.Accepted.Should().BeTrue();
        charged.Events.OfType<ChargeAssessed>().Should().ContainSingle().Which.LedgerEntry.Postings.Sum(p => p.Amount.AmountMinor).Should().Be(0);
    }

    [Fact]
    public void What_happened_off_line_is_booked_against_every_rule_and_listed_for_staff()
    {
        var wish = Wish with { OffLine = true, MadeAt = Scene.Noon.AddHours(-5) };
        var (outcome, events) = Decide(Scene.Reader(state: CardState.Lost), Scene.Item(), wish: wish);
        outcome.Accepted.Should().BeTrue();
        events.OfType<ItemCheckedOut>().Single().Loan.CheckedOutAt.Should().Be(Scene.Noon.AddHours(-5));
        events.OfType<ContradictionNoted>().Should().ContainSingle().Which.Code.Should().Be("card-lost");
        Decide(null, null, wish: wish).Outcome.Accepted.Should().BeTrue("it is in her bag");
    }

    [Fact]
    public void An_off_line_loan_heard_of_after_its_return_is_recorded_as_ended()
    {
        var (at, returned) = (Scene.Noon.AddHours(-5), Scene.Noon.AddHours(-3));
        var item = Scene.Item() with { History = new([], [returned]) };
        var (outcome, events) = Decide(Scene.Reader(), item, wish: Wish with { OffLine = true, MadeAt = at });
        outcome.Accepted.Should().BeTrue();
        events.OfType<LoanRecorded>().Should().ContainSingle().Which.EndedAt.Should().Be(returned);
        events.OfType<ItemCheckedOut>().Should().BeEmpty("the copy is in the house");
    }
}
