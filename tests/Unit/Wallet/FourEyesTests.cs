using FluentAssertions;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Wallet;
using Xunit;

namespace ProtocolServer.Tests.Unit.Wallet;

/// <summary>Domain reference R16: what goes back above the library's threshold is decided by two people.</summary>
public sealed class FourEyesTests
{
    static readonly Scene Latvia = new("latvia");

    static readonly Scene At = new("latvia")
    {
        Library = Latvia.Library with { Payments = new PaymentRule { FourEyesAboveMinor = 2_000 } }, May = Permissions.Recredit, Now = Scene.Noon,
    };

    static string? Recredited(string amount, string? who)
    {
        var reader = Scene.Reader();
        var eur = At.Library.Currency;
        var now = new Snapshot
        {
            Reader = reader, Wallet = new() { Posted = Money.Zero(eur), Held = Money.Zero(eur), RegisteredAt = Scene.Noon.AddDays(-1), AuthorisedAt = Scene.Noon },
            Debits = [new(Scene.Id(7), "copier", "job", reader.Id, "income/HERE/copy", new(5_000, eur), Money.Zero(eur))],
        };
        var (outcome, events) = new Recredit(new("c1"), "job", amount, "EUR", "jam") { TransactionId = "r1", Operator = who }.Decide(now, At.Facts);
        if (outcome.Accepted) events.OfType<MoneyMoved>().Single().Entry.Should().Match<LedgerEntry>(entry => entry.Operator == who && entry.Note == "jam");
        return outcome.Refusal?.Code;
    }

    [Theory]
    [InlineData("20.00", "ilze", null)]
    [InlineData("20.01", "ilze", "second-operator-missing")]
    [InlineData("20.01", "ilze, Ilze", "second-operator-missing")]
    [InlineData("20.01", "ilze, anna", null)]
    [InlineData("20.01", "", "reason-missing")]
    public void R16_above_the_threshold_two_people_are_named(string amount, string who, string? code) => Recredited(amount, who).Should().Be(code);
}
