using FluentAssertions;
using ProtocolServer.Domain.Readers;
using Xunit;

namespace ProtocolServer.Tests.Unit.Readers;

/// <summary>G-2: each state's effect on each act, written out once more so that a change is noticed.</summary>
public sealed class CardStandingTests
{
    [Theory]
    //                          Enquire Borrow Renew  PlaceHold Return Pay   Copy
    [InlineData(CardState.Active, true, true, true, true, true, true, true)]
    [InlineData(CardState.Pending, true, false, false, false, true, true, false)]
    [InlineData(CardState.Lost, false, false, false, false, true, false, false)]
    [InlineData(CardState.Expired, true, false, false, false, true, true, false)]
    [InlineData(CardState.Suspended, true, false, false, false, true, true, false)]
    [InlineData(CardState.Withdrawn, false, false, false, false, true, true, false)]
    [InlineData(CardState.Superseded, false, false, false, false, true, false, false)]
    public void G_2_every_state_allows_exactly_these_acts(CardState state, params bool[] allowed)
    {
        var acts = Enum.GetValues<Act>();
        allowed.Should().HaveCount(acts.Length);
        acts.Select(act => CardStanding.Refuses(state, act) is null).Should().Equal(allowed);
    }

    [Fact]
    public void G_3_a_return_is_accepted_whatever_the_card_is() =>
        Enum.GetValues<CardState>().Should().OnlyContain(state => CardStanding.Refuses(state, Act.Return) == null);

    [Theory]
    [InlineData(CardState.Active, -1, CardState.Expired)]
    [InlineData(CardState.Active, 0, CardState.Active)]
    [InlineData(CardState.Pending, -1, CardState.Expired)]
    [InlineData(CardState.Lost, -1, CardState.Lost)]
    public void HU_5_a_card_is_good_up_to_and_on_its_last_day(CardState state, int daysLeft, CardState expected)
    {
        var today = new DateOnly(2026, 3, 2);
        new Card { Number = new("c"), IssuedBy = new("A"), State = state, ValidUntil = today.AddDays(daysLeft) }
            .StateOn(today).Should().Be(expected);
    }
}
