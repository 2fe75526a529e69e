using System.Text;
using FluentAssertions;
using ProtocolServer.Bench;
using ProtocolServer.Sip2.Wire;
using Xunit;

namespace ProtocolServer.Tests.Unit.Bench;

public sealed class BenchRequestTests
{
    static readonly BenchPlan Plan = new()
    {
        Server = new("localhost", 6001), Agency = "LIB", Mix = BenchMix.Checkout, Readers = [new("C1", "1234", ["I1", "I2"])],
    };

    static readonly BenchRequest CheckOut = BenchRequest.Cycle(Plan, Plan.Readers)[0];

    [Fact]
    public void A_request_carries_the_date_the_sequence_and_a_checksum_that_is_right()
    {
        var frame = Encoding.ASCII.GetString(CheckOut.With("20260301    101500"u8, 13, 0, 0).Span);
        frame.Should().StartWith("11NN20260301    101500").And.Contain("AAC1|").And.Contain("AY3AZ").And.EndWith("\r");
        Sip2Reader.TryRead(Encoding.ASCII.GetBytes(frame.TrimEnd('\r')), Specs.Version2, out _).Should().BeTrue("the checksum verifies");
    }

    [Fact]
    public void Pairs_end_with_the_return_so_that_nothing_stays_on_loan()
    {
        var cycle = BenchRequest.Cycle(Plan, Plan.Readers);
        cycle.Select(request => (request.Exchange.Request.Code, request.EndsStep)).Should()
            .Equal(("11", false), ("09", true), ("11", false), ("09", true));
    }

    [Theory]
    [InlineData("121NNY20260301    101500AOLIB|AAC1|ABI1|AJT|AH|AY3AZ", nameof(BenchError.None))]
    [InlineData("120NNN20260301    101500AOLIB|AAC1|ABI1|AJT|AH|AY3AZ", nameof(BenchError.Refused))]
    [InlineData("121NNY20260301    101500AOLIB|AAC2|ABI1|AJT|AH|AY3AZ", nameof(BenchError.WrongEcho))]
    [InlineData("121NNY20260301    101500AOLIB|AAC1|ABI9|AJT|AH|AY3AZ", nameof(BenchError.WrongEcho))]
    [InlineData("121NNY20260301    101500AOLIB|AAC1|ABI1|AJT|AH|AY4AZ", nameof(BenchError.WrongSequence))]
    [InlineData("941AY3AZ", nameof(BenchError.WrongCode))]
    [InlineData("96AZ", nameof(BenchError.ResendAsked))]
    [InlineData("ZZAY3AZ", nameof(BenchError.Unreadable))]
    public void An_answer_is_checked_in_every_respect(string answer, string expected)
    {
        CheckOut.With("20260301    101500"u8, 3, 0, 0);
        CheckOut.Check(Summed(answer)).ToString().Should().Be(expected);
    }

    [Fact]
    public void A_wrong_or_missing_checksum_is_an_error()
    {
        CheckOut.With("20260301    101500"u8, 3, 0, 0);
        CheckOut.Check("121NNY20260301    101500AOLIB|AAC1|ABI1|AJT|AH|AY3AZ0000"u8).Should().Be(BenchError.WrongChecksum);
        CheckOut.Check("121NNY20260301    101500AOLIB|AAC1|ABI1|AJT|AH|"u8).Should().Be(BenchError.WrongChecksum);
    }

    [Fact]
    public void A_capture_names_the_hold_that_was_sent_before_it()
    {
        var job = BenchRequest.Cycle(Plan with { Mix = BenchMix.HoldCapture }, Plan.Readers);
        Encoding.ASCII.GetString(job[0].With("20260301    101500"u8, 1, 17, 5).Span).Should().StartWith("WQHOLD").And.Contain("BK00000000000000000017|");
        Encoding.ASCII.GetString(job[1].With("20260301    101500"u8, 2, 18, 17).Span).Should().StartWith("WQCAPT")
            .And.Contain("BK00000000000000000018|").And.Contain("WI00000000000000000017|");
        job.Select(request => request.EndsStep).Should().Equal(false, true);
        job[1].Check(Summed("WR1CAPT00020260301    101500EURAOLIB|AAC1|BK18|AY2AZ")).Should().Be(BenchError.None);
        job[1].Check(Summed("WR0CAPT30120260301    101500EURAOLIB|AAC1|BK18|AY2AZ")).Should().Be(BenchError.Refused);
    }

    static byte[] Summed(string throughAz) =>
        Encoding.ASCII.GetBytes($"{throughAz}{(ushort)-Encoding.ASCII.GetBytes(throughAz).Sum(value => value):X4}");
}
