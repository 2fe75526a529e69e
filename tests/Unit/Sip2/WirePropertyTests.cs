using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using FluentAssertions;
using FsCheck;
using FsCheck.Fluent;
using ProtocolServer.Sip2;
using ProtocolServer.Sip2.Wire;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Unit.Sip2;

/// <summary>Any message survives write and read; any bytes are read without a fault, and as a naive parser reads them.</summary>
public sealed class WirePropertyTests
{
    static readonly IReadOnlyList<MessageSpec> Messages =
        [.. Specs.All.SelectMany(pair => new[] { pair.Request, pair.Response }).DistinctBy(spec => spec.Code)];

    [Fact]
    public void Any_message_of_any_table_survives_write_and_read()
    {
        // Values as they may stand in data: any characters, long ones, and what looks like protocol.
        var text = Gen.OneOf(
            ArbMap.Default.GeneratorFor<string>(),
            Gen.Elements("AY1AZ1234", "a|b", "AZFFFF", "é安😀", "x\r\ny", " ", "0", new string('y', 300), "AA", "|"),
            Gen.Choose(1, 40).Select(length => new string('7', length)));
        var messages =
            from spec in Gen.Elements<MessageSpec>(Messages)
            from values in text.ListOf(spec.Slots.Length)
            from shuffle in Gen.Choose(0, int.MaxValue)
            from trailer in Gen.Elements(Sip2Trailer.None, Sip2Trailer.ChecksumOnly, Sip2Trailer.Numbered(7), new Sip2Trailer("10"u8, hasChecksum: true))
            select (spec, values.ToArray(), shuffle, trailer);

        Check(messages, 3_000, message =>
        {
            var (spec, values, shuffle, trailer) = message;
            var places = Enumerable.Range(0, spec.Slots.Length).ToArray();
            new Random(shuffle).Shuffle(places);
            var writer = new Sip2Writer(spec, WireStyle.Default);
            foreach (var at in places) writer.Put(spec.Slots[at].Field, values[at]);
            var output = new ArrayBufferWriter<byte>();
            writer.WriteTo(output, trailer);
            writer.Dispose();

            var frame = output.WrittenSpan[..^1];
            frame.ContainsAnyInRange((byte)0, (byte)31).Should().BeFalse();
            Sip2Reader.TryRead(frame, Specs.Version2, out var m, out var rejection).Should().BeTrue($"{rejection}");
            m.Spec.Code.Should().Be(spec.Code);
            m.Trailer.Should().Be(trailer);
            m.CountUnknownFields().Should().Be(0);
            for (var at = 0; at < values.Length; at++)
                Encoding.UTF8.GetString(m.Get(spec.Slots[at].Field)).Should().Be(Cleaned(values[at], spec.Slots[at].Field));
            var order = new List<string>();
            foreach (var piece in m.GetEverything()) order.Add(Encoding.ASCII.GetString(piece.Code));
            order.Should().Equal(spec.Slots.Select(slot => slot.Field.Code).Where(order.Contains), "the order is the table's");
            m.FindMissing().Should().BeNull();
        });
    }

    [Fact]
    public void Any_date_survives_write_and_read()
    {
        var zones = Gen.Elements("Europe/Oslo", "Asia/Shanghai", "Asia/Kathmandu", "UTC").Select(TimeZoneInfo.FindSystemTimeZoneById);
        var dates = from zone in zones from seconds in Gen.Choose(0, int.MaxValue) from utc in Gen.Elements(true, false) select (zone, seconds, utc);
        Check(dates, 2_000, date =>
        {
            var (zone, seconds, utc) = date;
            var style = WireStyle.Default with { Zone = zone, WritesUtc = utc };
            var instant = DateTimeOffset.FromUnixTimeSeconds(seconds);
            var writer = new Sip2Writer(Specs.Checkout.Response, style);
            writer.Put(Fields.TransactionDate, instant).Put(Fields.DueDate, instant);
            Sip2Reader.TryRead(writer.Body(), Specs.Version2.With(style), out var m).Should().BeTrue();
            // In the hour that comes twice local time can't say which one is meant.
            if (utc || !zone.IsAmbiguousTime(instant))
            {
                m.GetDate(Fields.TransactionDate).Should().Be(instant);
                m.GetDate(Fields.DueDate).Should().Be(instant);
            }
            writer.Dispose();
        });
    }

    [Fact]
    public void No_reader_throws_on_any_bytes_and_all_agree_with_a_naive_one()
    {
        var noise = ArbMap.Default.GeneratorFor<byte[]>();
        var starts = Gen.Elements<MessageSpec>(Messages).Select(spec => Encoding.ASCII.GetBytes(spec.Code));
        var scraps = Gen.Elements("|", "||", "AO", "AA", "AB", "AY", "AZ", "AY1AZ", "AY1AZFFFF", "AZ123", "20260301    101500", "YN", "AFx|", "\0", " ", "é")
            .Select(Encoding.UTF8.GetBytes);
        var patched = from spec in starts
                      from parts in Gen.OneOf(scraps, scraps, noise).ListOf()
                      select (byte[])[.. spec, .. parts.SelectMany(part => part)];
        var damaged = from example in Gen.Elements<string>([.. Sip2Examples.Frames])
                      from at in Gen.Choose(0, 500)
                      from length in Gen.Choose(0, 6)
                      from insert in Gen.OneOf(scraps, noise)
                      select Damaged(Encoding.UTF8.GetBytes(example), at, length, insert);
        Check(Gen.OneOf(noise, patched, damaged), 20_000, bytes =>
        {
            ReadsLikeNaive(bytes);
            Sip2Describer.Redact(bytes, Specs.Version2).Should().NotContainAny("\r", "\n");
            Sip2Describer.Describe(bytes, Specs.Version2, redact: true).Should().NotBeNull();
            var buffer = new ReadOnlySequence<byte>(bytes);
            while (FrameReader.TryReadLast(ref buffer, out var frame, out _)) frame.Length.Should().BePositive();
        });
    }

    [Fact]
    public void Reading_and_writing_allocate_nothing()
    {
        var table = Specs.Version2.With(WireStyle.Default with { Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Oslo") });
        var frame = "11YN20260301    101500                  AOLIB|AA21234000012345|AB31234000987654|AC|BON|BIN|AY4AZEAFA"u8.ToArray();
        var output = new ArrayBufferWriter<byte>(4096);
        var scratch = new byte[64];
        Round();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 1_000; round++) Round();
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);

        void Round()
        {
            output.ResetWrittenCount();
            var read = Sip2Reader.TryRead(frame, table, out var m);
            var writer = new Sip2Writer(Specs.Checkout.Response, table.Style, scratch);
            writer.Put(Fields.Ok, read).Put(Fields.MagneticMedia, (bool?)null).Put(Fields.TransactionDate, m.GetDate(Fields.TransactionDate))
                .Put(Fields.TitleId, "Sagaen om isfolket – første bok, æøå")
                .Put(Fields.PatronId, m.Get(Fields.PatronId)).Put(Fields.ItemId, m.Get(Fields.ItemId)).Put(Fields.MediaType, 1)
                .Put(Fields.FeeAmount, new Domain.Kernel.Money(250, Nok)).Put(Fields.ScreenMessage, "Please return it in time.");
            writer.WriteTo(output, m.Trailer);
            writer.Dispose();
        }
    }

    static readonly Domain.Kernel.Currency Nok = Domain.Kernel.Currency.Parse("NOK");

    static void ReadsLikeNaive(byte[] frame)
    {
        var naive = NaiveParser.Read(frame);
        var read = Sip2Reader.TryRead(frame, Specs.Version2, out var m, out var rejection);
        (rejection is Sip2Rejection.FrameTooShort or Sip2Rejection.UnknownCode).Should().Be(naive is null);
        if (naive is null) return;
        read.Should().Be(rejection == Sip2Rejection.None);
        m.HasChecksum.Should().Be(naive.HasChecksum);
        (rejection == Sip2Rejection.BadChecksum).Should().Be(naive.HasChecksum && !naive.Verifies);
        Encoding.Latin1.GetString(m.Sequence).Should().Be(naive.Sequence);
        foreach (var field in Fields.All)
        {
            var value = Encoding.Latin1.GetString(m.Get(field));
            if (field.IsFixed)
            {
                value.Length.Should().BeLessThanOrEqualTo(field.Kind == FieldKind.Summary ? frame.Length : field.Width);
                continue;
            }
            // Only what stands behind whole fixed fields has one reading.
            if (m.FixedFieldsAreWhole) value.Should().Be(naive.Values(field.Code, m.Spec).FirstOrDefault(""), field.ToString());
            m.GetText(field);
            m.GetDate(field);
            m.GetNumber(field);
            m.GetFlagIfSent(field);
            m.GetAmount(field, Nok);
        }
        m.FindMissing();
        m.CountUnknownFields();
    }

    static byte[] Damaged(byte[] frame, int at, int length, byte[] insert)
    {
        at %= frame.Length;
        return [.. frame[..at], .. insert, .. frame[Math.Min(frame.Length, at + length)..]];
    }

    static string Cleaned(string? value, Sip2Field field)
    {
        var most = field.Width == 0 ? Sip2Writer.MaxCharacters : field.Width;
        var cut = value is null ? "" : value.Length > most ? value[..(char.IsHighSurrogate(value[most - 1]) ? most - 1 : most)] : value;
        var clean = string.Concat(cut.Select(c => c is '|' ? '/' : char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c));
        return string.Concat(clean.EnumerateRunes().Select(rune => rune == Rune.ReplacementChar && !clean.Contains('\uFFFD', StringComparison.Ordinal) ? "?" : rune.ToString()));
    }

    static void Check<T>(Gen<T> values, int times, Action<T> holds) =>
        Prop.ForAll(values.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithReplay(new Replay(new Rnd((ulong)Chance.Seed(20_260_301)), null)).WithMaxTest(times));

    /// <summary>The same grammar in the plainest words, for comparison only.</summary>
    sealed record NaiveParser(string Content, string Sequence, bool HasChecksum, bool Verifies)
    {
        public static NaiveParser? Read(byte[] bytes)
        {
            var frame = Encoding.Latin1.GetString(bytes);
            if (frame.Length < 2 || Messages.All(spec => spec.Code != frame[..2])) return null;
            // AZ with four digits or three, and a delimiter behind it only where AZ begins a field.
            var tail = Matching(frame, @"\A(?<content>.*?)(?:AY(?<seq>[0-9]{1,2})\|?)?AZ(?<sum>[0-9A-Fa-f]{3,4})\z");
            if (!tail.Success)
                tail = Matching(frame, @"\A(?<content>.*?)(?:(?:(?<=\||\A[^|]*)AY(?<seq>[0-9]{1,2})\|?)|(?<=\||\A..))AZ(?<sum>[0-9A-Fa-f]{3,4})\|\z");
            if (tail.Success)
            {
                var sum = tail.Groups["sum"];
                var total = bytes.Take(sum.Index).Sum(value => value) + Convert.ToInt32(sum.Value, 16);
                return new(tail.Groups["content"].Value, tail.Groups["seq"].Value, true, total % 65_536 == 0);
            }
            var last = frame[(frame.LastIndexOf('|') + 1)..];
            var alone = Matching(last, last.Length == frame.Length ? @"AY([0-9]{1,2})\z" : @"\AAY([0-9]{1,2})\z");
            if (alone.Success) return new(frame[..^alone.Length], alone.Groups[1].Value, false, false);
            var damaged = Matching(last, last.Length == frame.Length
                ? @"AY[0-9](?!.*AY)|AZ(?!.*AZ).{0,3}\z" : @"\AAY[0-9]|\AAZ.{0,3}\z|(?<=AY[0-9]{1,2})AZ(?!.*AZ).{0,3}\z");
            return damaged.Success ? new(frame[..(frame.Length - last.Length + damaged.Index)], "", true, false) : new(frame, "", false, false);
        }

        public IEnumerable<string> Values(string code, MessageSpec spec)
        {
            var start = spec.FixedLength;
            if (spec.EndsWithSummary)
            {
                start -= 10;
                while (start < Content.Length && Content[start] is 'Y' or 'N' or ' ') start++;
            }
            return (start < Content.Length ? Content[start..] : "").Split('|').Where(piece => piece.StartsWith(code, StringComparison.Ordinal)).Select(piece => piece[2..]);
        }

        static Match Matching(string text, string pattern) => Regex.Match(text, pattern, RegexOptions.Singleline, Waiting.Limit);
    }
}
