using FluentAssertions;
using ProtocolServer.Hosting;
using Xunit;

namespace ProtocolServer.Tests.Unit.Hosting;

public sealed class OutboxOptionsTests
{
    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    [InlineData(5, 32)]
    [InlineData(40, 900)]
    [InlineData(100_000, 900)]
    public void A_destination_that_stays_away_is_left_alone_twice_as_long_each_time_up_to_a_limit(int failures, int seconds) =>
        new OutboxOptions().RetryAfter(failures, 1).TotalSeconds.Should().Be(seconds);

    [Fact]
    public void Destinations_that_failed_together_do_not_come_back_together() =>
        new OutboxOptions().RetryAfter(3, 0).Should().BeLessThan(new OutboxOptions().RetryAfter(3, 1));
}
