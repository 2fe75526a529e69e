using System.Diagnostics;
using FluentAssertions;
using ProtocolServer.Bench;
using Xunit;

namespace ProtocolServer.Tests.Unit.Bench;

public sealed class LatencyHistogramTests
{
    static readonly long Microsecond = Stopwatch.Frequency / 1_000_000;

    [Fact]
    public void Percentiles_are_right_to_four_percent_over_the_whole_range()
    {
        var histogram = new LatencyHistogram();
        for (var microseconds = 1; microseconds <= 100_000; microseconds++) histogram.Record(microseconds * Microsecond);
        histogram.Percentile(0.5).Should().BeApproximately(50, 2);
        histogram.Percentile(0.99).Should().BeApproximately(99, 4);
        histogram.Percentile(0.999).Should().BeApproximately(99.9, 4);
    }

    [Fact]
    public void One_slow_answer_in_a_thousand_shows_in_the_last_percentile_only()
    {
        var histogram = new LatencyHistogram();
        for (var i = 0; i < 998; i++) histogram.Record(Microsecond * 1000);
        histogram.Record(Microsecond * 1_000_000);
        histogram.Record(Microsecond * 1_000_000);
        histogram.Percentile(0.99).Should().BeLessThan(1.1);
        histogram.Percentile(0.999).Should().BeGreaterThan(990);
    }

    [Fact]
    public void Histograms_of_many_connections_add_up()
    {
        var (one, other) = (new LatencyHistogram(), new LatencyHistogram());
        one.Record(Microsecond * 10);
        other.Record(Microsecond * 30);
        one.Add(other);
        one.Count.Should().Be(2);
        one.Percentile(1).Should().BeApproximately(0.03, 0.002);
    }

    [Fact]
    public void Nothing_recorded_is_zero() => new LatencyHistogram().Percentile(0.99).Should().Be(0);
}
