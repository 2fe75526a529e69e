using System.Buffers;
using System.Text;
using FluentAssertions;
using ProtocolServer.Sip2.Dialects;
using ProtocolServer.Sip2.Wire;
using Xunit;

namespace ProtocolServer.Tests.Unit.Profiles;

/// <summary>What a terminal's encoding lacks is spelled in other letters, and counted (SIP2 section 2).</summary>
public sealed class TransliterationTests
{
    [Theory]
    [InlineData("Straße", "Strasse")]
    [InlineData("Łódź łąka", "Lodz laka")]
    [InlineData("Bērziņš Ģirts", "Berzins Girts")]
    [InlineData("Árvíztűrő tükörfúrógép", "Arvizturo tukorfurogep")]
    [InlineData("Ødegård Åse Æsop", "Odegard Ase AEsop")]
    [InlineData("Þórður", "Thordur")]
    [InlineData("Достоевский, Ёж, объявление", "Dostoevskiy, Yozh, obyavlenie")]
    [InlineData("Щедрін Київ", "Shchedrin Kiyiv")]
    [InlineData("Ωμέγα", "Omega")]
    [InlineData("「こんにちは」", "\"konnichiha\"")]
    [InlineData("カメラ", "kamera")]
    [InlineData("한국", "hanguk")]
    [InlineData("ＡＢＣ１２", "ABC12")]
    [InlineData("“10 €”…", "\"10 EUR\"...")]
    [InlineData("红楼梦", "?")]
    [InlineData("红 楼", "? ?")]
    [InlineData("a\u0301b", "ab")]
    [InlineData("x😀y", "x?y")]
    [InlineData("a|b\rc", "a/b c")]
    public void Into_ASCII(string text, string written) => Written("ascii", text).Should().Be(written);

    [Theory]
    [InlineData("iso-8859-1", "Ødegård ß – ł")]
    [InlineData("iso-8859-2", "Łódź")]
    [InlineData("iso-8859-13", "Bērziņš")]
    [InlineData("iso-8859-15", "€ œ")]
    [InlineData("windows-1250", "Árvíztűrő")]
    [InlineData("windows-1252", "“€”")]
    [InlineData("windows-1257", "Ģirts Bērziņš")]
    [InlineData("cp437", "Müller")]
    [InlineData("cp850", "Ødegård")]
    [InlineData("cp852", "Őze Ágnes")]
    [InlineData("gbk", "红楼梦")]
    [InlineData("gb18030", "红楼梦 ē 😀")]
    public void What_an_encoding_has_is_written_as_it_is(string encoding, string text)
    {
        var expected = encoding == "iso-8859-1" ? "Ødegård ß - l" : text;
        WireEncoding.Named(encoding).GetString(Bytes(encoding, text)).Should().Be(expected);
        new TerminalEncoding(encoding, '|').Decode(Bytes(encoding, text)).Should().Be(expected);
    }

    [Fact]
    public void Every_encoding_a_profile_may_name_exists()
    {
        foreach (var name in WireEncoding.Names) WireEncoding.Named(name).GetString(Bytes(name, "Abc 12")).Should().Be("Abc 12");
    }

    [Fact]
    public void A_character_whose_second_byte_looks_like_a_delimiter_is_not_written()
    {
        // 亅 is 81 7C in GBK.
        WireEncoding.Named("gbk").GetBytes("亅").Should().Contain((byte)'|');
        Written("gbk", "甲亅乙").Should().Be("甲?乙");
    }

    [Fact]
    public void What_could_not_be_written_is_counted_by_field()
    {
        var counted = new List<(long, string?)>();
        using var listener = new System.Diagnostics.Metrics.MeterListener();
        listener.InstrumentPublished = (instrument, to) =>
        {
            if (instrument.Name == "wire.unwritable_characters") to.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            var all = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value?.ToString());
            // Other tests write at the same time.
            if (all["field"] == "ZZ") lock (counted) counted.Add((count, all["how"]));
        });
        listener.Start();
        new TerminalEncoding("ascii", '|').Write("红楼 Łódź", "ZZ", new ArrayBufferWriter<byte>());
        counted.Should().BeEquivalentTo([(3L, "spelled"), (2L, "lost")]);
    }

    static string Written(string encoding, string text) => WireEncoding.Named(encoding).GetString(Bytes(encoding, text));

    static byte[] Bytes(string encoding, string text)
    {
        var output = new ArrayBufferWriter<byte>();
        new TerminalEncoding(encoding, '|').Write(text, "AJ", output);
        return output.WrittenSpan.ToArray();
    }
}
