using FluentAssertions;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Domain.Wallet;
using Xunit;

namespace ProtocolServer.Tests.Unit.Wallet;

/// <summary>G-4 and the rules of a payment.</summary>
public sealed class PayTests
{
    static readonly Scene At = new();

    static readonly Reader Owing = Scene.Reader() with { Charges = [At.Charge(1, 30), At.Charge(2, 100, FeeTypes.Rental), At.Charge(3, 20)] };

    static Decision<Pay.Result> Decide(string amount, Scene? scene = null, string currency = "CNY", string type = "00", params string[] charges) =>
        new Pay(new("c1"), amount, currency, type) { Charges = [.. charges] }.Decide(new() { Reader = Owing }, (scene ?? At).Facts);

    [Fact]
    public void G_4_a_payment_is_a_balanced_entry_spread_over_the_oldest_charges_first()
    {
        var (outcome, events) = Decide("0.80");
        outcome.Allocations.Select(part => (part.Charge.Number, part.Applied.AmountMinor)).Should().Equal((1, 30), (2, 50));
        var paid = events.OfType<PaymentReceived>().Single();
        paid.Entry.Postings.Sum(p => p.Amount.AmountMinor).Should().Be(0);
        paid.Settled.Should().Equal(Owing.Charges[0].Id);
    }

    [Fact]
    public void A_named_fee_is_paid_and_no_other() =>
        Decide("0.20", charges: "3").Outcome.Allocations.Should().ContainSingle().Which.Charge.Number.Should().Be(3);

    [Theory]
    [InlineData("2.00", "CNY", "00", "payment-over")]
    [InlineData("0.00", "CNY", "00", "payment-amount")]
    [InlineData("-1", "CNY", "00", "payment-amount")]
    [InlineData("1,5", "CNY", "00", "payment-amount")]
    [InlineData("0.105", "CNY", "00", "payment-amount")]
    [InlineData("0.50", "EUR", "00", "payment-currency")]
    [InlineData("0.50", "CNY", "77", "payment-type")]
    public void What_is_not_exactly_right_is_refused_and_nothing_is_posted(string amount, string currency, string type, string code)
    {
        var (outcome, events) = Decide(amount, null, currency, type);
        outcome.Refusal!.Code.Should().Be(code);
        events.Should().BeEmpty();
    }

    [Fact]
    public void A_terminal_without_the_permission_takes_no_money() =>
        Decide("0.30", new() { May = Permissions.None }).Outcome.Refusal!.Code.Should().Be("not-permitted");

    [Fact]
    public void An_entry_that_does_not_balance_cannot_be_made()
    {
        var unbalanced = () => new LedgerEntry(Scene.Id(1), "paid", new Posting("a", new(1, Currency.Parse("CNY"))), new Posting("b", new(-1, Currency.Parse("EUR"))));
        unbalanced.Should().Throw<InvalidOperationException>();
    }
}
