using System.Text;
using FluentAssertions;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Sip2;
using ProtocolServer.Sip2.Wire;
using ProtocolServer.Tests.TestKit;
using Xunit;
using Currency = ProtocolServer.Domain.Kernel.Currency;

namespace ProtocolServer.Tests.Unit.Sip2;

/// <summary>SIP2 sections 5, 7, 8 and 15: what is read, and what is tolerated.</summary>
public sealed class ReaderTests
{
    const string Checkout = "11YN20260301    101500                  AOLIB|AA21234000012345|AB31234000987654|AC|BON|BIN|";

    public static TheoryData<string> Examples => [.. Sip2Examples.Frames];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_of_section_16_verifies_and_has_only_fields_of_its_message(string example)
    {
        Sip2Reader.TryRead(Bytes(example), Specs.Version2, out var m, out var rejection).Should().BeTrue();
        rejection.Should().Be(Sip2Rejection.None);
        m.HasChecksum.Should().BeTrue();
        m.FixedFieldsAreWhole.Should().BeTrue();
        m.CountUnknownFields().Should().Be(0);
        m.FindMissing().Should().BeNull();
        Text(m.Content).Should().Be(example[..example.LastIndexOf("AY", StringComparison.Ordinal)]);
        Text(m.Sequence).Should().Be(example[^7..^6]);
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_with_any_byte_changed_does_not_verify(string example)
    {
        var bytes = Bytes(example);
        for (var at = 2; at < bytes.Length; at++)
        {
            bytes[at] ^= 1;
            var read = Sip2Reader.TryRead(bytes, Specs.Version2, out var m, out var rejection);
            (read && m.HasChecksum).Should().BeFalse($"byte {at} was changed");
            if (at < bytes.Length - 7) rejection.Should().Be(Sip2Rejection.BadChecksum, $"byte {at} was changed");
            bytes[at] ^= 1;
        }
    }

    [Fact]
    public void Fixed_and_variable_fields_are_read_by_name()
    {
        var m = Read(Checkout + "AY4AZEAFA");
        m.GetFlag(Fields.ScRenewalPolicy).Should().BeTrue();
        m.GetFlag(Fields.NoBlock).Should().BeFalse();
        m.GetDate(Fields.TransactionDate).Should().Be(new DateTimeOffset(2026, 3, 1, 10, 15, 0, TimeSpan.Zero));
        m.GetDate(Fields.NbDueDate).Should().BeNull();
        m.GetText(Fields.InstitutionId).Should().Be("LIB");
        m.GetText(Fields.PatronId).Should().Be("21234000012345");
        m.Has(Fields.TerminalPassword).Should().BeFalse();
        m.GetFlagIfSent(Fields.FeeAcknowledged).Should().BeFalse();
        m.GetFlagIfSent(Fields.SecurityInhibit).Should().BeNull();
        m.Trailer.Sequence.Should().Be("4");
    }

    [Fact]
    public void Dates_without_zone_are_local_time_of_the_library()
    {
        var table = Specs.Version2.With(new() { Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Oslo") });
        Sip2Reader.TryRead(Bytes(Checkout.Replace("20260301", "20260701", StringComparison.Ordinal)), table, out var m).Should().BeTrue();
        m.GetDate(Fields.TransactionDate).Should().Be(new DateTimeOffset(2026, 7, 1, 10, 15, 0, TimeSpan.FromHours(2)));
    }

    [Theory]
    [InlineData(Checkout)]
    [InlineData("11YN20260301    101500                  AOLIB|AA21234000012345|AB31234000987654|AC|BON|BIN")]
    [InlineData("11YN20260301    101500                  AOLIB|AA21234000012345|AB31234000987654|AC|BON|BIN||")]
    [InlineData("11YN20260301    101500                  |AOLIB||AA21234000012345|||AB31234000987654|AC||BON|BIN|")]
    [InlineData("11YN20260301    101500                  AB 31234000987654 |XX?|BIN|AOLIB|Q|AA21234000012345  |AC|BON")]
    [InlineData("11YN20260301    101500                  AOLIB|AA21234000012345|AAother|AB31234000987654|ABother|")]
    [InlineData("11YN20260301    101500                  AA21234000012345|AB31234000987654|AOLIBAY4")]
    [InlineData("11YN20260301    1015AOLIB|AA21234000012345|AB31234000987654|")]
    [InlineData("11AOLIB|AA21234000012345|AB31234000987654|")]
    [InlineData("11YN20260301 101500                  AOLIB|AA21234000012345|AB31234000987654|AC|BON|BIN|")]
    public void The_same_fields_come_out_of_every_tolerated_spelling(string frame)
    {
        foreach (var spelling in Endings(frame))
        {
            var m = Read(spelling);
            m.GetText(Fields.PatronId).Should().Be("21234000012345", spelling);
            m.GetText(Fields.ItemId).Should().Be("31234000987654", spelling);
            if (!frame.EndsWith("LIBAY4", StringComparison.Ordinal)) m.GetText(Fields.InstitutionId).Should().Be("LIB", spelling);
        }
    }

    [Theory]
    [InlineData("29AO|AA1|AB2|", "1", "2")]
    [InlineData("29AO|AA", "", "")]
    [InlineData("29|AA1|AB2|", "1", "2")]
    [InlineData("29", "", "")]
    [InlineData("29NN2026", "", "")]
    [InlineData("29NN20260301    101500|AA1|AB2|", "1", "2")]
    public void A_damaged_fixed_part_leaves_its_fields_empty_and_the_others_readable(string frame, string card, string item)
    {
        var m = Read(frame);
        m.FixedFieldsAreWhole.Should().BeFalse();
        m.GetText(Fields.PatronId).Should().Be(card);
        m.GetText(Fields.ItemId).Should().Be(item);
        m.GetDate(Fields.NbDueDate).Should().BeNull();
    }

    [Theory]
    [InlineData("  Y       ", "  Y       ")]
    [InlineData("  Y", "  Y")]
    [InlineData("", "")]
    [InlineData("  Y            ", "  Y            ")]
    [InlineData("YYYYYYYYYYYY", "YYYYYYYYYYYY")]
    public void A_summary_may_be_shorter_or_longer_than_ten(string sent, string read)
    {
        var m = Read($"6300120260301    101500{sent}AOLIB|AA21234000012345|AD1234|BP1|BQ5|");
        Text(m.Get(Fields.Summary)).Should().Be(read);
        m.GetText(Fields.InstitutionId).Should().Be("LIB");
        m.GetNumber(Fields.StartItem).Should().Be(1);
        m.GetNumber(Fields.EndItem).Should().Be(5);
    }

    [Theory]
    [InlineData("9900302.0E|AY1AZ", "2.0E", 30)]
    [InlineData("990 402.00AY1AZ", "2.00", 40)]
    [InlineData("990   2.00AY1AZ", "2.00", null)]
    [InlineData("9900802.00|AY1|AZ", "2.00", 80)]
    public void Status_requests_of_the_field_are_read(string throughAz, string version, int? width)
    {
        var m = Read(Checked(throughAz));
        m.GetText(Fields.ProtocolVersion).Should().Be(version);
        m.GetNumber(Fields.MaxPrintWidth).Should().Be(width);
        m.Trailer.Should().Be(Sip2Trailer.Numbered(1));
    }

    [Theory]
    [InlineData("990 402.00AY1AZFCB4", true)]
    [InlineData("990 402.00AY1AZfcb4", true)]
    [InlineData("990 402.00AY1AZFCB5", false)]
    [InlineData("990 402.00AY1AZFCB4|", true)]
    [InlineData("990 402.00AY1AZFC", false)]
    [InlineData("990 402.00AY1AZ", false)]
    [InlineData("990 402.00AY1AXFCB4", false)]
    [InlineData("97AZFEF5", true)]
    [InlineData("97AZFEF6", false)]
    [InlineData("97AZFE", false)]
    [InlineData("9300CNLoginUserID|COLoginPassword|CPLocationCode|AY5AZEC7B", true)]
    [InlineData("9300CNLoginUserID|COLoginPassword|CPLocationCode|AY5AZEC78", false)]
    [InlineData("2300119960212    100239AOid_21|AA104000000105|AC|AD|AY2AZF400", false)]
    public void Checksums_are_verified_when_they_come(string frame, bool verifies)
    {
        Sip2Reader.TryRead(Bytes(frame), Specs.Version2, out var m, out var rejection).Should().Be(verifies);
        rejection.Should().Be(verifies ? Sip2Rejection.None : Sip2Rejection.BadChecksum);
        m.HasChecksum.Should().BeTrue();
    }

    [Fact]
    public void A_checksum_that_lost_its_leading_zero_is_accepted()
    {
        var (throughAz, checksum) = Enumerable.Range(0, 60_000)
            .Select(length => $"17{new string(' ', 18)}AOLIB|AB{new string('z', length)}|AY1AZ")
            .Select(text => (text, Sip2Checksum.Of(Bytes(text))))
            .First(row => row.Item2 < 0x1000);
        Read($"{throughAz}{checksum:X3}").HasChecksum.Should().BeTrue();
    }

    [Fact]
    public void Only_the_last_AZ_is_the_checksum()
    {
        var m = Read(Checked("17                  AOAZ1234|ABxAZFFFF|AY1AZ"));
        m.GetText(Fields.InstitutionId).Should().Be("AZ1234");
        m.GetText(Fields.ItemId).Should().Be("xAZFFFF");
        m = Read("17                  AOAZ1234|ABxAZFFFF|");
        m.HasChecksum.Should().BeFalse("a value that ends like a checksum is a value");
        m.GetText(Fields.ItemId).Should().Be("xAZFFFF");
    }

    [Fact]
    public void The_sequence_number_is_kept_as_it_came()
    {
        var m = Read(Checked("3520260301    101500AOLIB|AA2|AY10AZ"));
        m.Trailer.Sequence.Should().Be("10");
        m.Trailer.HasChecksum.Should().BeTrue();
        Text(m.Content).Should().Be("3520260301    101500AOLIB|AA2|");
        Read(Checked("3520260301    101500AOLIB|AA2|AZ")).Trailer.Should().Be(Sip2Trailer.ChecksumOnly);
        Read("3520260301    101500AOLIB|AA2|AY3").Trailer.Should().Be(Sip2Trailer.None, "AY alone is no error detection");
        Text(Read("3520260301    101500AOLIB|AA2|AY3").Content).Should().Be("3520260301    101500AOLIB|AA2|");
        Text(Read("9900802.00AY3").Content).Should().Be("9900802.00");
        Read("3520260301    101500AOLIB|AAMAY1").GetText(Fields.PatronId).Should().Be("MAY1", "a value may end like a sequence number");
    }

    [Fact]
    public void Repeated_fields_are_all_read_however_many_there_are()
    {
        var items = Enumerable.Range(1, 200).Select(n => $"item {n}").ToList();
        var m = Read("64              00120260301    101500000000020200000000000000AOLIB|AA1|AEName|"
            + string.Concat(items.Select(item => $"AU{item}|")) + "AT|AThere|AFlast|");
        var read = new List<string>();
        foreach (var value in m.GetAll(Fields.ChargedItems)) read.Add(Text(value));
        read.Should().Equal(items);
        m.GetText(Fields.ScreenMessage).Should().Be("last");
        m.GetText(Fields.OverdueItems).Should().BeEmpty("the first one counts, and it is empty");
        m.GetText(Fields.PrintLine).Should().BeEmpty();
        m.GetNumber(Fields.OverdueItemsCount).Should().Be(2);
    }

    [Fact]
    public void More_fields_than_allowed_are_rejected_but_can_be_described()
    {
        var frame = Bytes(Checkout + string.Concat(Enumerable.Repeat("AFx|", 300)));
        Sip2Reader.TryRead(frame, Specs.Version2, out var m, out var rejection).Should().BeFalse();
        rejection.Should().Be(Sip2Rejection.TooManyFields);
        m.GetText(Fields.ItemId).Should().Be("31234000987654");
        m.CountUnknownFields().Should().Be(300);
    }

    [Theory]
    [InlineData("", Sip2Rejection.FrameTooShort)]
    [InlineData("9", Sip2Rejection.FrameTooShort)]
    [InlineData("00", Sip2Rejection.UnknownCode)]
    [InlineData("  ", Sip2Rejection.UnknownCode)]
    [InlineData("\u00ff\u0000", Sip2Rejection.UnknownCode)]
    [InlineData("GET / HTTP/1.1", Sip2Rejection.UnknownCode)]
    public void What_is_no_message_is_rejected_with_its_reason(string frame, object reason)
    {
        Sip2Reader.TryRead(Encoding.Latin1.GetBytes(frame), Specs.Version2, out _, out var rejection).Should().BeFalse();
        rejection.Should().Be((Sip2Rejection)reason);
    }

    [Fact]
    public void Missing_AC_AD_and_AO_count_as_empty_but_a_missing_item_is_named()
    {
        Read("23                     AA1|").FindMissing().Should().BeNull();
        Read("11YN                                    AA1|AC|").FindMissing().Should().BeSameAs(Fields.ItemId);
    }

    [Theory]
    [InlineData("2.50", 250L)]
    [InlineData("2,50", 250L)]
    [InlineData(" 2.5 ", 250L)]
    [InlineData("2", 200L)]
    [InlineData("-2.50", null)]
    [InlineData("2.505", null)]
    [InlineData("", null)]
    [InlineData("EUR 2", null)]
    public void Amounts_are_read_with_point_or_comma(string sent, long? minor) =>
        Read($"37                  0400EURBV{sent}|AOLIB|AA1|").GetAmount(Fields.FeeAmount, Currency.Parse("EUR"))?.AmountMinor.Should().Be(minor);

    [Fact]
    public void Text_is_decoded_in_the_terminals_encoding()
    {
        var table = Specs.Version2.With(new() { Encoding = WireEncoding.Named("ibm850") });
        Sip2Reader.TryRead([.. "17                  AOBib"u8, 0x82, .. "|AB1|"u8], table, out var m).Should().BeTrue();
        m.GetText(Fields.InstitutionId).Should().Be("Bibé");
    }

    [Fact]
    public void A_profile_may_carry_a_field_under_another_code()
    {
        var request = Specs.Checkout.Request.Renamed(Fields.ItemId, "XB");
        var table = new MessageTable([new(request, Specs.Checkout.Response)]);
        Sip2Reader.TryRead("11YN                                    AOL|AA1|XB2|AB3|"u8, table, out var m).Should().BeTrue();
        m.GetText(Fields.ItemId).Should().Be("2");
    }

    /// <summary>The frame as it is, with a right checksum, and with what terminals put around it.</summary>
    static IEnumerable<string> Endings(string frame) => frame.EndsWith("AY4", StringComparison.Ordinal)
        ? [Checked(frame + "AZ")]
        : [frame, Checked(frame + "AY4AZ"), Checked(frame + "AZ"), Checked(frame + "AY4AZ") + "|", Checked(frame + "AY12AZ")];

    static string Checked(string throughAz) => $"{throughAz}{Sip2Checksum.Of(Bytes(throughAz)):X4}";

    static Sip2Reader Read(string frame)
    {
        Sip2Reader.TryRead(Bytes(frame), Specs.Version2, out var m, out var rejection).Should().BeTrue($"{rejection} {frame}");
        return m;
    }

    static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
