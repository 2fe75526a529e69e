using FluentAssertions;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Domain.Wallet;
using Xunit;

namespace ProtocolServer.Tests.Unit.Readers;

/// <summary>SIP2 section 10: what fills each of the 14 positions.</summary>
public sealed class PatronStatusTests
{
    static readonly BlockLimits All = new()
    {
        OverdueItems = 1, FinesMinor = 1, FeesMinor = 1, ClaimedReturned = 1, LostItems = 1, BilledItems = 1, RenewalsSpent = 1, RecallsOverdue = 1,
    };

    static Scene Strict { get; } = new() { Library = new Scene().Library with { Blocks = All } };

    static string Of(Reader reader) => PatronStatus.Of(reader, Strict.Facts).ToString();

    [Fact]
    public void A_reader_in_good_standing_has_fourteen_blanks() => Of(Scene.Reader()).Should().Be("              ");

    [Fact]
    public void An_unknown_card_has_the_first_four_positions() => PatronStatus.Unknown.ToString().Should().Be("YYYY          ");

    [Fact]
    public void BJ_10_a_lost_card_has_position_4_and_no_privileges() => Of(Scene.Reader(state: CardState.Lost)).Should().Be("YYYYY         ");

    [Fact]
    public void HF_4_five_loans_fill_position_5_and_deny_borrowing_only()
    {
        var reader = Scene.Reader();
        Of(reader with { Loans = [.. Enumerable.Range(1, 5).Select(n => Scene.Loan(n, reader, Scene.Noon.AddDays(9)))] }).Should().Be("Y    Y        ");
    }

    [Fact]
    public void HF_6_an_overdue_item_fills_position_6_and_denies_holds_too()
    {
        var reader = Scene.Reader();
        Of(reader with { Loans = [Scene.Loan(1, reader, Scene.Noon.AddDays(-1))] }).Should().Be("Y YY  Y       ");
    }

    [Fact]
    public void Renewals_spent_fill_position_7()
    {
        var reader = Scene.Reader();
        Of(reader with { Loans = [Scene.Loan(1, reader, Scene.Noon.AddDays(3), renewals: 1)] })[7].Should().Be('Y');
    }

    [Fact]
    public void A_claimed_return_fills_position_8()
    {
        var reader = Scene.Reader();
        Of(reader with { Loans = [Scene.Loan(1, reader, Scene.Noon.AddDays(3)) with { ClaimedReturned = true }] })[8].Should().Be('Y');
    }

    [Fact]
    public void A_replacement_charge_fills_positions_9_11_and_13() =>
        Of(Scene.Reader() with { Charges = [Strict.Charge(1, 100, FeeTypes.Replacement)] }).Should().Be("Y YY     Y Y Y");

    [Fact]
    public void HF_6_a_fine_owed_fills_position_10() =>
        Of(Scene.Reader() with { Charges = [Strict.Charge(1, 10)] }).Should().Be("Y YY      Y   ");

    [Fact]
    public void Another_fee_owed_fills_position_11() =>
        Of(Scene.Reader() with { Charges = [Strict.Charge(1, 10, FeeTypes.Rental)] }).Should().Be("Y YY       Y  ");

    [Fact]
    public void An_overdue_recall_fills_position_12()
    {
        var reader = Scene.Reader();
        Of(reader with { Loans = [Scene.Loan(1, reader, Scene.Noon.AddDays(-1)) with { RecalledAt = Scene.Noon.AddDays(-9) }] })[12].Should().Be('Y');
    }

    [Fact]
    public void NO_5_who_is_no_member_has_no_privileges_though_the_card_is_good()
    {
        var scene = new Scene("norway");
        var stranger = Scene.Reader() with { Memberships = [new(new("THERE"), MembershipState.Active)] };
        var status = PatronStatus.Of(stranger, scene.Facts);
        status.ToString().Should().Be("YYYY          ");
        status.Borrowing!.Code.Should().Be("not-member");
    }
}
