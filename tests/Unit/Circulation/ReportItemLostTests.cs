using FluentAssertions;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Wallet;
using Xunit;

namespace ProtocolServer.Tests.Unit.Circulation;

/// <summary>HF-13: a new copy of the same ISBN and its processing, or money by price and age.</summary>
public sealed class ReportItemLostTests
{
    static readonly Scene At = new() { May = Permissions.Charge };

    static (string Type, long Minor)[] Charged(ReportItemLost lost, Worth? worth)
    {
        var reader = Scene.Reader();
        var item = Scene.Item() with { Loan = Scene.Loan(1, reader, Scene.Noon.AddDays(3)) };
        return [.. lost.Decide(new() { Item = item, Worth = worth }, At.Facts).Events.OfType<ChargeAssessed>().Select(charge => (charge.FeeType, charge.Amount.AmountMinor))];
    }

    [Fact]
    public void A_new_copy_costs_its_processing_and_nothing_else() =>
        Charged(new(new("b1")) { NewCopyIsbn = "978-7-02-000221-4" }, new(3_000, null, "9787020002214")).Should().Equal((FeeTypes.Processing, 1_000));

    [Theory] // The library asks half as much again of what is ten years old; the second of March is day 61, and 62 in leap years.
    [InlineData("2016-03-02", 4_500)]
    [InlineData("2016-03-03", 3_000)]
    [InlineData("2016-02-29", 4_500)]
    [InlineData("2030-01-01", 3_000)]
    public void Who_pays_pays_by_price_and_whole_years_and_no_processing(string bought, long minor) =>
        Charged(new(new("b1")), new(3_000, DateOnly.Parse(bought, System.Globalization.CultureInfo.InvariantCulture), null)).Should().Equal((FeeTypes.Replacement, minor));

    [Theory]
    [InlineData("abc", "payment-amount")]
    [InlineData("0.00", "payment-amount")]
    [InlineData(null, "price-unknown")]
    public void A_price_that_can_t_be_read_is_no_price(string? price, string code)
    {
        var item = Scene.Item() with { Loan = Scene.Loan(1, Scene.Reader(), Scene.Noon.AddDays(3)) };
        new ReportItemLost(new("b1")) { Price = price }.Decide(new() { Item = item }, At.Facts).Outcome.Refusal!.Code.Should().Be(code);
    }
}
