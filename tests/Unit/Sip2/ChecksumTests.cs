using System.Globalization;
using System.Text;
using FluentAssertions;
using ProtocolServer.Sip2.Wire;
using Xunit;

namespace ProtocolServer.Tests.Unit.Sip2;

/// <summary>SIP2 section 5.</summary>
public sealed class ChecksumTests
{
    [Theory]
    [InlineData("941AY0AZ", "FDFD")]
    [InlineData("1720260301    101500AOLIB|AB31234000987654|AC|AY3AZ", "F445")]
    [InlineData("9300CNLoginUserID|COLoginPassword|CPLocationCode|AY5AZ", "EC7B")]
    [InlineData("990 402.00AY1AZ", "FCB4")]
    [InlineData("96AZ", "FEF6")]
    [InlineData("97AZ", "FEF5")]
    public void Worked_examples_come_out(string throughAz, string digits) => Digits(Encoding.ASCII.GetBytes(throughAz)).Should().Be(digits);

    [Theory]
    [InlineData("utf-8", "AJCafé|AY0AZ", "FB1E")]
    [InlineData("iso-8859-1", "AJCafé|AY0AZ", "FBA1")]
    [InlineData("utf-8", "AJCafe\u0301|AY0AZ", "FAD8")]
    [InlineData("ibm850", "AJCafé|AY0AZ", "FC08")]
    public void It_is_taken_over_bytes_so_the_encoding_matters(string encoding, string throughAz, string digits)
    {
        var known = CodePagesEncodingProvider.Instance.GetEncoding(encoding) ?? Encoding.GetEncoding(encoding);
        Digits(known.GetBytes(throughAz)).Should().Be(digits);
    }

    [Fact]
    public void The_sum_of_any_length_is_the_sum_of_its_bytes()
    {
        var bytes = new byte[600];
        new Random(7).NextBytes(bytes);
        for (var length = 0; length <= bytes.Length; length++)
            Sip2Checksum.Sum(bytes.AsSpan(0, length)).Should().Be(bytes.Take(length).Sum(b => b), $"length {length}");
        var full = Enumerable.Repeat((byte)255, 70_000).ToArray();
        Sip2Checksum.Sum(full).Should().Be(255 * 70_000);
    }

    [Theory]
    [InlineData("FDFD", true, 0xFDFD)]
    [InlineData("fdfd", true, 0xFDFD)]
    [InlineData("0ABC", true, 0x0ABC)]
    [InlineData("ABC", true, 0x0ABC)]
    [InlineData("AB", false, 0)]
    [InlineData("0ABCD", false, 0)]
    [InlineData("0AGC", false, 0)]
    [InlineData(" ABC", false, 0)]
    public void Either_case_and_a_lost_leading_zero_are_read(string digits, bool readable, int value)
    {
        Sip2Checksum.TryRead(Encoding.ASCII.GetBytes(digits), out var checksum).Should().Be(readable);
        if (readable) checksum.Should().Be((ushort)value);
    }

    static string Digits(byte[] throughAz)
    {
        Span<byte> digits = stackalloc byte[4];
        Sip2Checksum.Write(Sip2Checksum.Of(throughAz), digits);
        Sip2Checksum.Verifies(throughAz, ushort.Parse(Encoding.ASCII.GetString(digits), NumberStyles.HexNumber, CultureInfo.InvariantCulture)).Should().BeTrue();
        return Encoding.ASCII.GetString(digits);
    }
}
