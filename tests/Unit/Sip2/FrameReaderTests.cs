using System.Buffers;
using System.Text;
using FluentAssertions;
using ProtocolServer.Sip2;
using ProtocolServer.Sip2.Wire;
using Xunit;

namespace ProtocolServer.Tests.Unit.Sip2;

/// <summary>SIP2 section 1 and the ends of input, where frame readers fail.</summary>
public sealed class FrameReaderTests
{
    [Theory]
    [InlineData("9900802.00\r", "9900802.00")]
    [InlineData("9900802.00\n", "9900802.00")]
    [InlineData("9900802.00\r\n97\r\n", "9900802.00", "97")]
    [InlineData("9900802.00\n\r97\n\r", "9900802.00", "97")]
    [InlineData("\n\n\r 9900802.00 \r\0\0\r97\0\r", "9900802.00", "97")]
    [InlineData("97\r97\n97\r\n\r\n97\r", "97", "97", "97", "97")]
    [InlineData("\r\n \0\r\n")]
    [InlineData("")]
    public void Any_run_of_line_ends_NULs_and_blanks_separates_frames(string input, params string[] frames) =>
        Read(Whole(input)).Should().Equal(frames);

    [Fact]
    public void Frames_split_at_every_byte_are_the_same_frames()
    {
        const string input = "\0 9900802.00AY1AZFCA0 \r\n\r97AZFEF5\r\n96AZFEF6\n\r941AY0AZFDFD\r";
        for (var at = 0; at <= input.Length; at++)
            Read(Pieces(input[..at], input[at..])).Should().Equal(["9900802.00AY1AZFCA0", "97AZFEF5", "96AZFEF6", "941AY0AZFDFD"], $"split at {at}");
        Read(Pieces([.. input.Select(c => c.ToString())])).Should().HaveCount(4, "one byte each is the worst of all");
    }

    [Fact]
    public void A_frame_that_arrives_byte_by_byte_is_given_out_once_and_only_when_it_ends()
    {
        var arrived = "";
        foreach (var c in "9900802.00")
        {
            arrived += c;
            var partial = Whole(arrived);
            FrameReader.TryReadFrame(ref partial, out _, out var rejection).Should().BeFalse();
            rejection.Should().Be(Sip2Rejection.None);
            partial.Length.Should().Be(arrived.Length, "nothing of an unfinished frame is thrown away");
        }
    }

    [Fact]
    public void A_frame_of_64_KiB_is_read_and_one_more_byte_is_too_long_with_or_without_its_end()
    {
        var most = new string('9', FrameReader.MaxFrameBytes);
        Read(Whole(most + "\r")).Should().Equal(most);

        var over = Whole(most + "9\r97\r");
        FrameReader.TryReadFrame(ref over, out _, out var rejection).Should().BeFalse();
        rejection.Should().Be(Sip2Rejection.FrameTooLong);
        Read(over).Should().Equal("97");

        var endless = Whole(most + "9");
        FrameReader.TryReadFrame(ref endless, out _, out rejection).Should().BeFalse();
        rejection.Should().Be(Sip2Rejection.FrameTooLong);
        endless.IsEmpty.Should().BeTrue("memory is not held for a frame that is refused");

        var undecided = Whole(most);
        FrameReader.TryReadFrame(ref undecided, out _, out rejection).Should().BeFalse();
        rejection.Should().Be(Sip2Rejection.None, "its terminator may still come");
    }

    [Theory]
    [InlineData("9900802.00AY1AZFCA0")]
    [InlineData("9900802.00AY1AZFCA0 \0")]
    [InlineData("9900802.00AY1AZfca0")]
    public void A_last_frame_without_terminator_together_with_the_close_counts_when_its_checksum_verifies(string input)
    {
        for (var at = 0; at <= input.Length; at++)
        {
            var rest = Pieces(input[..at], input[at..]);
            FrameReader.TryReadLast(ref rest, out var frame, out var rejection).Should().BeTrue();
            Text(frame).Should().BeEquivalentTo("9900802.00AY1AZFCA0");
            rejection.Should().Be(Sip2Rejection.None);
            rest.IsEmpty.Should().BeTrue();
            FrameReader.TryReadLast(ref rest, out _, out rejection).Should().BeFalse("it is given out once");
            rejection.Should().Be(Sip2Rejection.None);
        }
    }

    [Theory]
    [InlineData("11YN20260301    101500                  AOLIB|AA21234000012345|AB312")]
    [InlineData("11YN20260301    101500                  AOLIB|AA21234000012345|AB31234000987654|")]
    [InlineData("9900802.00AY1AZFCA")]
    [InlineData("9900802.00AY1AZFCA1")]
    [InlineData("9")]
    [InlineData("97")]
    public void A_last_frame_that_may_be_cut_off_is_rejected(string input)
    {
        var rest = Whole(input);
        FrameReader.TryReadLast(ref rest, out _, out var rejection).Should().BeFalse();
        rejection.Should().Be(Sip2Rejection.FrameTruncated);
        rest.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public void Whole_frames_before_the_end_of_input_are_given_out_first()
    {
        var rest = Whole("97\r9900802.00AY1AZFCA0");
        FrameReader.TryReadLast(ref rest, out var frame, out _).Should().BeTrue();
        Text(frame).Should().Be("97");
        FrameReader.TryReadLast(ref rest, out frame, out _).Should().BeTrue();
        Text(frame).Should().Be("9900802.00AY1AZFCA0");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \0 ")]
    [InlineData("\r\n")]
    public void Nothing_but_padding_at_the_end_of_input_is_no_fault(string input)
    {
        var rest = Whole(input);
        FrameReader.TryReadLast(ref rest, out _, out var rejection).Should().BeFalse();
        rejection.Should().Be(Sip2Rejection.None);
    }

    static List<string> Read(ReadOnlySequence<byte> buffer)
    {
        var frames = new List<string>();
        while (FrameReader.TryReadFrame(ref buffer, out var frame, out _)) frames.Add(Text(frame));
        return frames;
    }

    static string Text(ReadOnlySequence<byte> frame) => Encoding.Latin1.GetString(frame.ToArray());

    static ReadOnlySequence<byte> Whole(string input) => new(Encoding.Latin1.GetBytes(input));

    static ReadOnlySequence<byte> Pieces(params string[] inputs)
    {
        var first = new Piece(Encoding.Latin1.GetBytes(inputs[0]), null);
        var last = first;
        foreach (var input in inputs.Skip(1)) last = new Piece(Encoding.Latin1.GetBytes(input), last);
        return new(first, 0, last, last.Memory.Length);
    }

    sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(byte[] bytes, Piece? before)
        {
            Memory = bytes;
            RunningIndex = before is null ? 0 : before.RunningIndex + before.Memory.Length;
            if (before is not null) before.Next = this;
        }
    }
}
