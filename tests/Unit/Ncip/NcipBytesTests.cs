using System.Text;
using FluentAssertions;
using ProtocolServer.Ncip.Wire;
using Xunit;

namespace ProtocolServer.Tests.Unit.Ncip;

/// <summary>The end of a document on a bare connection (ncip-field H 51).</summary>
public sealed class NcipBytesTests
{
    const string Tricky =
        "\r\n<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"]>\"><!-- ]> it isn't -->]><!-- </a> --><a x='</a>' y=\"/>\"><b/><c z=\"1\"/><![CDATA[</a>]]]><d>]]&gt;</d><!-- - -- </a> --></a>";

    [Fact]
    public void The_end_is_found_wherever_the_message_is_split()
    {
        var bytes = Encoding.UTF8.GetBytes(Tricky + "<second/>");
        var expected = Encoding.UTF8.GetByteCount(Tricky);
        for (var split = 0; split <= bytes.Length; split++)
        {
            var scan = new NcipBytes();
            var isEnd = scan.TryEnd(bytes.AsSpan(0, split), out var used);
            if (!isEnd)
            {
                used.Should().Be(split);
                isEnd = scan.TryEnd(bytes.AsSpan(split), out var more);
                used += more;
            }
            isEnd.Should().BeTrue($"split at {split}");
            used.Should().Be(expected, $"split at {split}");
        }
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void Sixteen_bits_a_letter_are_followed_too(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        byte[] document = [.. encoding.GetPreamble(), .. encoding.GetBytes("<a>語<b/></a>")];
        new NcipBytes().TryEnd(document, out var used).Should().BeTrue();
        used.Should().Be(document.Length);
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void Sixteen_bits_a_letter_without_a_mark_are_known_by_the_second_byte_wherever_it_is_split(string name)
    {
        var document = Encoding.GetEncoding(name).GetBytes("<?xml version=\"1.0\" encoding=\"UTF-16\"?><a>語<b/></a>");
        for (var split = 0; split < document.Length - 1; split++)
        {
            var scan = new NcipBytes();
            scan.TryEnd(document.AsSpan(0, split), out _).Should().BeFalse();
            scan.TryEnd(document.AsSpan(split), out var used).Should().BeTrue($"split at {split}");
            used.Should().Be(document.Length - split);
        }
    }

    [Theory]
    [InlineData("<a><b></b>")]
    [InlineData("<a")]
    [InlineData("   ")]
    [InlineData("")]
    public void An_unfinished_document_has_no_end(string document) =>
        new NcipBytes().TryEnd(Encoding.UTF8.GetBytes(document), out _).Should().BeFalse();

    [Fact]
    public void Depth_is_counted_before_anything_is_read()
    {
        var scan = new NcipBytes();
        scan.TryEnd(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<a>", 100))), out _).Should().BeFalse();
        scan.IsTooDeep.Should().BeTrue();
    }
}
