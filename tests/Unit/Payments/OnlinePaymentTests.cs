using System.Collections.Immutable;
using FluentAssertions;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Payments;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Domain.Wallet;
using Xunit;

namespace ProtocolServer.Tests.Unit.Payments;

/// <summary>HF-12: what is begun, what comes in, what goes back.</summary>
public sealed class OnlinePaymentTests
{
    static readonly Scene At = new();
    static readonly Currency Cny = Currency.Parse("CNY");
    static readonly GatewayOffer Alipay = new("alipay", Cny);
    static readonly Reader Owing = Scene.Reader() with { Charges = [At.Charge(2, 1000, FeeTypes.Replacement), At.Charge(1, 30), At.Charge(3, 20)] };

    static OnlinePayment Begun(long minor = 1050, OnlinePurpose purpose = OnlinePurpose.Fees, ImmutableArray<ChargeId>? charges = null) => OnlinePayment.Begin(
        Scene.Id(700), new("HERE"), Owing.Id, new("c1"), "alipay", purpose, new(minor, Cny), charges ?? [.. Owing.Charges.OrderBy(c => c.Number).Select(c => c.Id)], Scene.Noon,
        StartOnlinePayment.ValidFor);

    static Decision<ReceiveOnlinePayment.Result> Receive(OnlinePayment payment, Reader? reader = null, long? minor = null, string currency = "CNY", string gateway = "alipay", Scene? scene = null, PrepaidWallet? wallet = null) =>
        new ReceiveOnlinePayment(payment.Id, new("c1"), new(gateway, "T1", minor ?? payment.Amount.AmountMinor, currency, Scene.Noon))
            .Decide(new() { OnlinePayment = payment, Reader = reader ?? Owing, Wallet = wallet }, (scene ?? At).Facts);

    static OnlinePaymentReceived Booked<T>(Decision<T> decision) => decision.Events.OfType<OnlinePaymentReceived>().Single();

    static long On(LedgerEntry entry, string account) => entry.Postings.Where(p => p.Account.StartsWith(account, StringComparison.Ordinal)).Sum(p => p.Amount.AmountMinor);

    [Theory]
    [InlineData(null, "", 1050)]
    [InlineData(null, "1 3", 50)]
    [InlineData("0.40", "1 3", 40)]
    public void HF_12_one_fee_several_or_all_are_begun_and_no_money_moves(string? amount, string charges, long minor)
    {
        var (outcome, events) = new StartOnlinePayment(new("c1"), Alipay, amount) { Charges = [.. charges.Split(' ', StringSplitOptions.RemoveEmptyEntries)] }
            .Decide(new() { Reader = Owing }, At.Facts);
        outcome.Payment!.Amount.AmountMinor.Should().Be(minor);
        outcome.Payment.ExpiresAt.Should().Be(Scene.Noon + StartOnlinePayment.ValidFor);
        events.Should().ContainSingle().Which.Should().BeOfType<OnlinePaymentStarted>();
    }

    [Theory]
    [InlineData("11.00", "", "payment-over")]
    [InlineData("0.00", "", "payment-amount")]
    [InlineData("1,00", "", "payment-amount")]
    [InlineData(null, "9", "charge-unknown")]
    public void What_can_not_be_paid_is_not_begun(string? amount, string charges, string code) =>
        new StartOnlinePayment(new("c1"), Alipay, amount) { Charges = [.. charges.Split(' ', StringSplitOptions.RemoveEmptyEntries)] }
            .Decide(new() { Reader = Owing }, At.Facts).Outcome.Refusal!.Code.Should().Be(code);

    [Fact]
    public void What_a_gateway_or_a_library_does_not_take_is_not_begun()
    {
        Refusal? Of(GatewayOffer? gateway, Scene? scene = null, Reader? reader = null) =>
            new StartOnlinePayment(new("c1"), gateway, null).Decide(new() { Reader = reader ?? Owing }, (scene ?? At).Facts).Outcome.Refusal;
        Of(null)!.Code.Should().Be("gateway-unknown");
        Of(new("x", Currency.Parse("EUR")))!.Code.Should().Be("payment-currency");
        Of(new("x", Currency.Parse("EUR")), new("latvia"))!.Code.Should().Be("payment-type", "LV-8 names the desk and the cash machines");
        Of(Alipay, new() { May = Permissions.None })!.Code.Should().Be("not-permitted");
        Of(Alipay, reader: Owing with { Charges = [] })!.Code.Should().Be("payment-none-owed");
    }

    [Fact]
    public void HF_12_money_that_came_in_settles_the_fees_against_the_gateways_account()
    {
        var decision = Receive(Begun());
        var booked = Booked(decision);
        booked.Entry!.Reason.Should().Be("paid");
        On(booked.Entry, "clearing/gateway/alipay").Should().Be(1050);
        On(booked.Entry, "receivable/").Should().Be(-1050);
        booked.Settled.Should().HaveCount(3);
        booked.Findings.Should().BeEmpty();
    }

    [Fact]
    public void HF_12_a_partial_payment_says_what_it_covered()
    {
        var outcome = Receive(Begun(40)).Outcome;
        outcome.Allocations.Select(part => (part.Charge.Number, part.Applied.AmountMinor, part.Left.AmountMinor)).Should().Equal((1, 30, 0), (2, 10, 990));
        outcome.Notices.Should().ContainEquivalentOf(new Notice("paid", new Money(40, Cny), new Money(1010, Cny)));
    }

    [Theory]
    [InlineData(1049, "CNY")]
    [InlineData(1051, "CNY")]
    [InlineData(1050, "USD")]
    public void An_amount_or_currency_that_was_not_agreed_is_not_booked_and_listed(long minor, string currency)
    {
        var decision = Receive(Begun(), minor: minor, currency: currency);
        decision.Outcome.Refusal!.Code.Should().Be("payment-amount");
        Booked(decision).Entry.Should().BeNull();
        Booked(decision).Findings.Should().Equal(OnlineFinding.AmountDiffers);
    }

    [Fact]
    public void Another_gateways_word_is_not_taken() => Receive(Begun(), gateway: "wechat").Outcome.Refusal!.Code.Should().Be("online-payment-unknown");

    [Fact]
    public void A_late_payment_is_credited_all_the_same_and_listed()
    {
        foreach (var decision in new[]
                 {
                     Receive(Begun() with { State = OnlinePaymentState.Expired }), Receive(Begun(), scene: new() { Now = Scene.Noon + StartOnlinePayment.ValidFor + TimeSpan.FromMinutes(6) }),
                 })
        {
            decision.Outcome.Accepted.Should().BeTrue();
            Booked(decision).Settled.Should().HaveCount(3);
            Booked(decision).Findings.Should().Equal(OnlineFinding.Late);
        }
    }

    [Fact]
    public void What_was_paid_elsewhere_meanwhile_is_owed_to_the_reader_and_never_put_on_other_fees()
    {
        var decision = Receive(Begun(1030, charges: [Owing.Charges[0].Id, Owing.Charges[1].Id]), Owing with { Charges = [Owing.Charges[0], Owing.Charges[2]] });
        var booked = Booked(decision);
        On(booked.Entry!, "receivable/").Should().Be(-1000);
        On(booked.Entry!, "refunds-due/").Should().Be(-30);
        booked.Findings.Should().Equal(OnlineFinding.Rest);
        decision.Outcome.Notices.Select(notice => notice.Code).Should().Equal("paid", "online-rest");
    }

    [Fact]
    public void A_second_transaction_for_the_same_payment_is_owed_to_the_reader_whole()
    {
        var booked = Booked(Receive(Begun() with { State = OnlinePaymentState.Paid, Received = new(1050, Cny) }));
        On(booked.Entry!, "refunds-due/").Should().Be(-1050);
        booked.Findings.Should().Equal(OnlineFinding.PaidTwice);
    }

    static readonly Scene Prepaid = new("latvia") { Library = new Scene("latvia").Library with { Payments = new() { Types = ["04"] } } };
    static readonly Currency Eur = Currency.Parse("EUR");

    static PrepaidWallet Wallet(long minor) => new() { Posted = new(minor, Eur), Held = new(0, Eur), RegisteredAt = Scene.Noon.AddDays(-9), AuthorisedAt = Scene.Noon.AddDays(-8) };

    [Theory]
    [InlineData(40_000, 0, "100.00", null)]
    [InlineData(40_000, 1, "100.00", "wallet-cap")]
    [InlineData(40_000, 0, "100.01", "wallet-cap")]
    public void LV_6_a_top_up_counts_what_is_under_way_on_other_phones(long balance, long pending, string amount, string? code) =>
        new StartOnlinePayment(new("c1"), new("card", Eur), amount) { Purpose = OnlinePurpose.TopUp }
            .Decide(new() { Reader = Scene.Reader(), Wallet = Wallet(balance), PendingTopUpsMinor = pending }, Prepaid.Facts).Outcome.Refusal?.Code.Should().Be(code);

    [Fact]
    public void LV_6_a_top_up_goes_into_the_account_up_to_its_limit_and_the_rest_is_owed()
    {
        var payment = Begun(purpose: OnlinePurpose.TopUp, charges: []) with { Amount = new(10_000, Eur) };
        var booked = Booked(new ReceiveOnlinePayment(payment.Id, new("c1"), new("alipay", "T1", 10_000, "EUR", Scene.Noon))
            .Decide(new() { OnlinePayment = payment, Reader = Scene.Reader(), Wallet = Wallet(45_000) }, Prepaid.Facts));
        On(booked.Entry!, "wallet/").Should().Be(-5_000);
        On(booked.Entry!, "refunds-due/").Should().Be(-5_000);
    }

    static Decision<RefundOnlinePayment.Result> Refund(OnlinePayment payment, string amount, string reason = "charged in error", Permissions may = Permissions.Recredit) =>
        new RefundOnlinePayment(payment.Id, new("c1"), amount, reason, "chen").Decide(new() { OnlinePayment = payment, Reader = Owing }, new Scene { May = may }.Facts);

    static readonly OnlinePayment Paid = Begun() with
    {
        State = OnlinePaymentState.Paid, Received = new(1050, Cny), Rest = new(50, Cny),
        Covered = [new(1, "04", new("HERE"), new(30, Cny)), new(2, "07", new("THERE"), new(970, Cny))],
    };

    [Theory]
    [InlineData("0.40", 0, 0)]
    [InlineData("0.50", 0, 0)]
    [InlineData("1.00", 50, 0)]
    [InlineData("10.50", 970, 30)]
    public void A_refund_takes_first_what_was_owed_then_what_the_fees_earned_the_last_first(string amount, long ofTheLast, long ofTheFirst)
    {
        var decided = Refund(Paid, amount).Events.OfType<OnlineRefundDecided>().Single();
        decided.Refund.OfRest.AmountMinor.Should().Be(Math.Min(50, decided.Refund.Amount.AmountMinor));
        (decided.Entry is null ? 0 : On(decided.Entry, "income/THERE/07")).Should().Be(ofTheLast);
        (decided.Entry is null ? 0 : On(decided.Entry, "income/HERE/04")).Should().Be(ofTheFirst);
        (decided.Entry?.Postings.Sum(p => p.Amount.AmountMinor) ?? 0).Should().Be(0);
    }

    [Fact]
    public void Refunds_together_never_exceed_what_came_in()
    {
        var left = Paid with { Refunded = new(1000, Cny), RefundedOfRest = new(50, Cny) };
        Refund(left, "0.51").Outcome.Refusal!.Should().Be(new Refusal("recredit-over", new Money(50, Cny)));
        var entry = Refund(left, "0.50").Events.OfType<OnlineRefundDecided>().Single().Entry!;
        (On(entry, "income/THERE/07"), On(entry, "income/HERE/04")).Should().Be((20, 30), "950 of the last fee went back before");
    }

    [Fact]
    public void A_refund_needs_a_reason_and_the_permission()
    {
        Refund(Paid, "1.00", reason: " ").Outcome.Refusal!.Code.Should().Be("reason-missing");
        Refund(Paid, "1.00", may: Permissions.Pay).Outcome.Refusal!.Code.Should().Be("not-permitted");
    }

    [Fact]
    public void A_payment_expires_after_its_time_and_only_where_nothing_came()
    {
        var late = new Scene { Now = Scene.Noon + StartOnlinePayment.ValidFor }.Facts;
        bool Expires(OnlinePayment payment, Facts facts) => new ExpireOnlinePayment(payment.Id).Decide(new() { OnlinePayment = payment }, facts).Outcome.Expired;
        Expires(Begun(), late).Should().BeTrue();
        Expires(Begun(), At.Facts).Should().BeFalse();
        Expires(Begun() with { State = OnlinePaymentState.Paid }, late).Should().BeFalse();
    }
}
