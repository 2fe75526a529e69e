using FluentAssertions;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Domain.Wallet;
using Xunit;

namespace ProtocolServer.Tests.Unit.Readers;

/// <summary>Who may leave, and what happens to what is hers (NCIP DeleteUser; BJ-9; domain reference R16, R17).</summary>
public sealed class WithdrawReaderTests
{
    static readonly Scene Here = new("latvia") { May = Permissions.Enrol };

    static readonly Reader Fang = Scene.Reader();

    static Decision<ReaderResult> Withdraw(Snapshot now, Scene? scene = null) => new WithdrawReader(new("c1"), "EUR").Decide(now, (scene ?? Here).Facts);

    static string? Code(Decision<ReaderResult> decision) => decision.Outcome.Refusal?.Code;

    static PrepaidWallet Wallet(long posted, long held = 0, params MoneyHold[] holds) => new()
    {
        Posted = new(posted, Here.Library.Currency), Held = new(held, Here.Library.Currency), RegisteredAt = Scene.Noon.AddDays(-9), AuthorisedAt = Scene.Noon.AddDays(-8),
        Holds = [.. holds],
    };

    static MoneyHold Hold(DateTimeOffset expires) => new()
    {
        Id = new(Scene.Id(500)), Reader = Fang.Id, Terminal = new("copier"), Reference = "job", Purpose = "COPY", Amount = new(120, Here.Library.Currency),
        PlacedAt = Scene.Noon.AddMinutes(-5), ExpiresAt = expires,
    };

    static Scene Closing(WalletClosing closing) => new("latvia") { May = Permissions.Enrol, Library = Here.Library with { Wallet = Here.Library.Wallet! with { Closing = closing } } };

    [Fact]
    public void A_card_nobody_has_is_unknown() => Code(Withdraw(new())).Should().Be("card-unknown");

    [Fact]
    public void Who_gives_a_wrong_PIN_withdraws_nobody() =>
        Code(Withdraw(new() { Reader = Fang }, new("latvia") { May = Permissions.Enrol, Pin = PinCheck.Wrong })).Should().Be("pin-wrong");

    [Fact]
    public void Who_may_enrol_nobody_withdraws_nobody() => Code(Withdraw(new() { Reader = Fang }, new("latvia"))).Should().Be("not-permitted");

    [Fact]
    public void A_card_is_withdrawn_where_it_was_issued() =>
        Code(Withdraw(new() { Reader = Fang with { Card = Fang.Card with { IssuedBy = new("THERE") } } })).Should().Be("wrong-agency");

    [Theory]
    [InlineData(CardState.Withdrawn)]
    [InlineData(CardState.Superseded)]
    public void A_card_is_withdrawn_once(CardState state) => Code(Withdraw(new() { Reader = Scene.Reader(1, state) })).Should().Be("card-withdrawn");

    [Fact]
    public void Who_has_something_on_loan_brings_it_back_first()
    {
        var refusal = Withdraw(new() { Reader = Fang with { Loans = [Scene.Loan(1, Fang, Scene.Noon.AddDays(3))] } }).Outcome.Refusal!;
        (refusal.Code, refusal.Arguments.Single()).Should().Be(("loans-open", 1));
    }

    [Fact]
    public void Who_owes_something_pays_it_first() => Code(Withdraw(new() { Reader = Fang with { Charges = [Here.Charge(1, 125)] } })).Should().Be("money-owed");

    [Fact]
    public void Money_on_the_prepaid_account_is_spent_first_where_the_library_s_file_says_nothing_else()
    {
        var refused = Withdraw(new() { Reader = Fang, Wallet = Wallet(880) });
        Code(refused).Should().Be("wallet-left", "R16");
        refused.Outcome.Refusal!.Arguments.Single().Should().Be(new Money(880, Here.Library.Currency));
        refused.Events.Should().BeEmpty();
        Code(Withdraw(new() { Reader = Fang, Wallet = Wallet(880) }, new("hefei") { May = Permissions.Enrol })).Should().Be("wallet-left", "a library without prepaid accounts has no rule for them");
    }

    [Theory]
    [InlineData(WalletClosing.PayOut, "clearing/sc1")]
    [InlineData(WalletClosing.Forfeit, "income/HERE/forfeited")]
    public void By_the_library_s_rule_the_rest_is_paid_out_by_who_closes_the_account_or_kept(WalletClosing closing, string account)
    {
        var left = Withdraw(new() { Reader = Fang, Wallet = Wallet(880) }, Closing(closing));
        left.Outcome.Refusal.Should().BeNull();
        var entry = left.Events.OfType<WalletClosed>().Single().Entry!;
        entry.Reason.Should().Be("closed");
        entry.Postings.Select(one => (one.Account, one.Amount.AmountMinor)).Should().Equal(($"wallet/{Fang.Id}", 880), (account, -880));
    }

    [Fact]
    public void Held_money_is_nobody_s_to_give_away_until_the_job_has_ended()
    {
        Code(Withdraw(new() { Reader = Fang, Wallet = Wallet(0, 120, Hold(Scene.Noon.AddMinutes(10))) }, Closing(WalletClosing.PayOut))).Should().Be("wallet-held");
        var expired = Withdraw(new() { Reader = Fang, Wallet = Wallet(0, 120, Hold(Scene.Noon.AddMinutes(-1))) }, Closing(WalletClosing.PayOut));
        expired.Events.OfType<MoneyHoldEnded>().Single().State.Should().Be(MoneyHoldState.Expired, "what has expired is free");
        expired.Events.OfType<WalletClosed>().Single().Entry!.Postings[0].Amount.AmountMinor.Should().Be(120);
    }

    [Fact]
    public void A_deposit_is_given_back_first() => Code(Withdraw(new() { Reader = Fang, DepositMinor = 10_000 })).Should().Be("deposit-left", "R17");

    [Fact]
    public void Who_leaves_has_no_card_no_memberships_and_no_wishes_any_more()
    {
        var copy = Scene.Item(7);
        var left = Withdraw(new() { Reader = Fang with { Holds = [Scene.Hold(1, Fang), Scene.Hold(2, Fang, HoldState.Ready, copy)] }, Wallet = Wallet(0) });
        left.Outcome.Refusal.Should().BeNull();
        left.Events.OfType<HoldCancelled>().Should().HaveCount(2);
        left.Events.OfType<ItemMoved>().Single().Status.Should().Be(ItemStatus.Reshelving, "what was put aside goes back");
        left.Events.OfType<CardStateChanged>().Single().State.Should().Be(CardState.Withdrawn);
        left.Events.OfType<ReaderChanged>().Single().Reader.Memberships.Should().OnlyContain(one => one.State == MembershipState.Ended);
        left.Events.OfType<WalletClosed>().Single().Entry.Should().BeNull("nothing was left");
    }
}
