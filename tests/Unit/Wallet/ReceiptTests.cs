using FluentAssertions;
using ProtocolServer.Domain.Wallet;
using Xunit;

namespace ProtocolServer.Tests.Unit.Wallet;

/// <summary>LV-9: numbers of a day have no gap, and none comes twice.</summary>
public sealed class ReceiptTests
{
    static readonly DateOnly Today = new(2026, 3, 10);

    static (DateOnly Day, int Number) After(LastReceipt last)
    {
        var next = last.Next(new(new("RIGA"), "ilze"), Today, Guid.Empty);
        return (next.Day, next.Number);
    }

    [Fact]
    public void LV_9_the_next_number_follows_and_a_day_begins_with_1()
    {
        After(default).Should().Be((Today, 1));
        After(new(Today, 7)).Should().Be((Today, 8));
        After(new(Today.AddDays(-1), 7)).Should().Be((Today, 1));
    }

    [Fact]
    public void LV_9_at_midnight_a_node_that_is_a_little_late_goes_on_with_the_new_day() => After(new(Today.AddDays(1), 1)).Should().Be((Today.AddDays(1), 2));
}
