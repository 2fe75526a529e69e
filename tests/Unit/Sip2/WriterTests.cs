using System.Buffers;
using System.Text;
using FluentAssertions;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Sip2;
using ProtocolServer.Domain.Terminals;
using ProtocolServer.Sip2.Wire;
using ProtocolServer.Tests.TestKit;
using Xunit;
using Currency = ProtocolServer.Domain.Kernel.Currency;

namespace ProtocolServer.Tests.Unit.Sip2;

/// <summary>SIP2 sections 1, 4, 5 and "what clients in the field need of answers".</summary>
public sealed class WriterTests
{
    static readonly DateTimeOffset Now = new(2026, 3, 1, 10, 15, 0, TimeSpan.Zero);

    public static TheoryData<string> Examples => [.. Sip2Examples.Frames];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_of_section_16_is_written_again_byte_for_byte_from_its_fields(string example)
    {
        Sip2Reader.TryRead(Bytes(example), Specs.Version2, out var m).Should().BeTrue();
        Copy(m, order: slots => slots).Should().Be(example + "\r");
        Copy(m, order: slots => slots.Reverse()).Should().Be(example + "\r", "the order of putting does not matter");
    }

    [Fact]
    public void A_checkout_answer_comes_out_as_the_standard_has_it()
    {
        var writer = new Sip2Writer(Specs.Checkout.Response, WireStyle.Default);
        writer.Put(Fields.Ok, true).Put(Fields.RenewalOk, false).Put(Fields.MagneticMedia, (bool?)false).Put(Fields.Desensitize, (bool?)true)
            .Put(Fields.TransactionDate, Now)
            .Put(Fields.InstitutionId, "LIB").Put(Fields.PatronId, "21234000012345").Put(Fields.ItemId, "31234000987654")
            .Put(Fields.TitleId, "Example title").Put(Fields.DueDate, new DateTimeOffset(2026, 3, 29, 23, 59, 0, TimeSpan.Zero)).Put(Fields.MediaType, 1);
        Finished(ref writer, Sip2Trailer.Numbered(4)).Should()
            .Be("121NNY20260301    101500AOLIB|AA21234000012345|AB31234000987654|AJExample title|AH20260329    235900|CK001|AY4AZE46A\r");
    }

    [Fact]
    public void Nothing_put_is_the_cautious_answer_with_all_required_fields()
    {
        Empty(Specs.Checkout.Response).Should().Be("120NUN                  AO|AA|AB|AJ|AH|");
        Empty(Specs.Login.Response).Should().Be("940");
        Empty(Specs.PatronInformation.Response).Should().Be("64YYYY          000                  000000000000000000000000AO|AA|AE|");
        Empty(Specs.Resend.Response).Should().Be("96");
    }

    [Fact]
    public void Optional_fields_without_a_value_are_left_out_and_fields_of_other_messages_too()
    {
        var writer = new Sip2Writer(Specs.EndPatronSession.Response, WireStyle.Default);
        writer.Put(Fields.ScreenMessage, "").Put(Fields.PrintLine, (string?)null).Put(Fields.ItemId, "31").Put(Fields.Ok, true).Put(Fields.EndSession, true);
        writer.LeftOut.Should().Be(2);
        Finished(ref writer, Sip2Trailer.None).Should().Be("36Y                  AO|AA|\r");
    }

    [Theory]
    [InlineData("a|b", "a/b")]
    [InlineData("a\rb\nc\td\0e\u007Ff\u0085g\u2028h", "a b c d e f g h")]
    [InlineData("Bērziņš ǀ 安徽", "Bērziņš ǀ 安徽")]
    [InlineData("\ud83d\ude00", "\ud83d\ude00")]
    public void No_value_contains_a_delimiter_or_a_control_character(string value, string written)
    {
        var writer = new Sip2Writer(Specs.EndPatronSession.Response, WireStyle.Default);
        writer.Put(Fields.PatronId, value);
        Finished(ref writer, Sip2Trailer.None).Should().Be($"36N                  AO|AA{written}|\r");
    }

    [Fact]
    public void Half_a_character_is_a_question_mark()
    {
        var writer = new Sip2Writer(Specs.EndPatronSession.Response, WireStyle.Default);
        writer.Put(Fields.PatronId, "a\ud83d b").Put(Fields.ScreenMessage, "\ude00");
        Finished(ref writer, Sip2Trailer.None).Should().Be("36N                  AO|AAa? b|AF?|\r");
    }

    [Fact]
    public void Raw_bytes_are_cleaned_as_well()
    {
        var writer = new Sip2Writer(Specs.EndPatronSession.Response, WireStyle.Default);
        writer.Put(Fields.PatronId, "a|b\r\n\0c"u8).Put(Fields.EndSession, "\r"u8);
        Finished(ref writer, Sip2Trailer.None).Should().Be("36                   AO|AAa/b   c|\r");
    }

    [Theory]
    [InlineData("us-ascii", "Bērziņš, Åse ½ „Ø“ 安", "Berzins, Ase 12 \"O\" ?")]
    [InlineData("ibm850", "Bērziņš, Åse", "Berzins, Åse")]
    [InlineData("windows-1257", "Bērziņš", "Bērziņš")]
    [InlineData("gb18030", "安徽 Bērziņš", "安徽 Bērziņš")]
    [InlineData("us-ascii", "a｜b", "a?b")]
    public void Letters_the_terminal_lacks_lose_their_marks(string encoding, string text, string read)
    {
        var style = WireStyle.Default with { Encoding = WireEncoding.Named(encoding) };
        var writer = new Sip2Writer(Specs.EndPatronSession.Response, style);
        writer.Put(Fields.ScreenMessage, text);
        Sip2Reader.TryRead(writer.Body(), Specs.Version2.With(style), out var m).Should().BeTrue();
        m.GetText(Fields.ScreenMessage).Replace("1⁄2", "12", StringComparison.Ordinal).Replace("1?2", "12", StringComparison.Ordinal).Should().Be(read);
        writer.Dispose();
    }

    [Fact]
    public void A_double_byte_character_that_would_look_like_a_delimiter_is_replaced()
    {
        var gbk = WireEncoding.Named("gbk");
        var splitting = gbk.GetString([0x81, 0x7C]);
        var writer = new Sip2Writer(Specs.EndPatronSession.Response, WireStyle.Default with { Encoding = gbk });
        writer.Put(Fields.PatronId, "安" + splitting + "徽");
        var body = writer.Body();
        gbk.GetString(body).Should().EndWith("AA安?徽|");
        writer.Dispose();
    }

    [Fact]
    public void Values_longer_than_255_characters_are_cut_but_never_in_the_middle_of_one()
    {
        var writer = new Sip2Writer(Specs.EndPatronSession.Response, WireStyle.Default);
        writer.Put(Fields.PatronId, new string('x', 300)).Put(Fields.ScreenMessage, new string('y', 254) + "\ud83d\ude00");
        Finished(ref writer, Sip2Trailer.None).Should().Be($"36N                  AO|AA{new string('x', 255)}|AF{new string('y', 254)}|\r");
    }

    [Theory]
    [InlineData(0, "0000", "0")]
    [InlineData(7, "0007", "7")]
    [InlineData(9999, "9999", "9999")]
    [InlineData(10000, "9999", "10000")]
    [InlineData(-1, "0000", "0")]
    public void Counts_have_four_digits_always(int count, string fixedDigits, string digits)
    {
        var writer = new Sip2Writer(Specs.PatronInformation.Response, WireStyle.Default);
        writer.Put(Fields.ChargedItemsCount, count).Put(Fields.RecallItemsCount, (int?)null).Put(Fields.ChargedItemsLimit, count).Put(Fields.HoldItemsLimit, (int?)null);
        Finished(ref writer, Sip2Trailer.None).Should()
            .Be($"64YYYY          000                  00000000{fixedDigits}0000    0000AO|AA|AE|CB{fixedDigits}|\r");
        writer = new Sip2Writer(Specs.ItemInformation.Response, WireStyle.Default);
        writer.Put(Fields.HoldQueueLength, count);
        Finished(ref writer, Sip2Trailer.None).Should().Contain($"CF{digits}|");
    }

    [Theory]
    [InlineData(0, "EUR", "0.00")]
    [InlineData(5, "EUR", "0.05")]
    [InlineData(250, "EUR", "2.50")]
    [InlineData(123456789, "NOK", "1234567.89")]
    [InlineData(-250, "HUF", "-2.50")]
    [InlineData(250, "JPY", "250")]
    [InlineData(0, "JPY", "0")]
    [InlineData(1, "KWD", "0.001")]
    [InlineData(long.MaxValue, "EUR", "92233720368547758.07")]
    [InlineData(long.MinValue, "EUR", "-92233720368547758.08")]
    public void Amounts_have_a_point_and_all_decimals(long minor, string currency, string written)
    {
        var writer = new Sip2Writer(Specs.Checkout.Response, WireStyle.Default);
        writer.Put(Fields.FeeAmount, new Money(minor, Currency.Parse(currency)));
        Finished(ref writer, Sip2Trailer.None).Should().EndWith($"BV{written}|\r");
    }

    [Fact]
    public void Dates_are_the_librarys_local_time_or_UTC_or_readable_as_the_style_says()
    {
        var summer = new DateTimeOffset(2026, 7, 1, 21, 59, 0, TimeSpan.Zero);
        var oslo = WireStyle.Default with { Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Oslo") };
        Due(oslo).Should().Contain("AH20260701    235900|");
        Due(oslo with { WritesUtc = true }).Should().Contain("AH20260701   Z215900|");
        Due(oslo with { DueDateFormat = "dd.MM.yyyy" }).Should().Contain("AH01.07.2026|");

        string Due(WireStyle style)
        {
            var writer = new Sip2Writer(Specs.Checkout.Response, style);
            writer.Put(Fields.DueDate, summer);
            return Finished(ref writer, Sip2Trailer.None);
        }
    }

    [Fact]
    public void A_stored_body_is_sent_again_with_another_sequence_number()
    {
        var writer = new Sip2Writer(Specs.Login.Response, WireStyle.Default);
        writer.Put(Fields.Ok, true);
        var stored = writer.Body().ToArray();
        var output = new ArrayBufferWriter<byte>();
        Sip2Frame.Write(output, stored, Sip2Trailer.Numbered(0), WireStyle.Default);
        Sip2Frame.Write(output, stored, new Sip2Trailer("10"u8, hasChecksum: true), WireStyle.Default with { LineEnd = LineEnd.CrLf });
        Sip2Frame.Write(output, stored, Sip2Trailer.Numbered(3).WithoutSequence(), WireStyle.Default);
        Sip2Frame.Write(output, stored, Sip2Trailer.None, WireStyle.Default);
        Encoding.ASCII.GetString(output.WrittenSpan).Should().Be("941AY0AZFDFD\r941AY10AZFDCC\r\n941AZFEC7\r941\r");
        Sip2Frame.Write(output, "96"u8, Sip2Trailer.ChecksumOnly, WireStyle.Default);
        Encoding.ASCII.GetString(output.WrittenSpan).Should().EndWith("96AZFEF6\r");
        writer.Dispose();
    }

    [Fact]
    public void A_single_field_put_twice_keeps_the_last_value_and_repeated_ones_keep_their_order()
    {
        var writer = new Sip2Writer(Specs.PatronInformation.Response, WireStyle.Default);
        writer.Put(Fields.ScreenMessage, "one").Put(Fields.ChargedItems, "a").Put(Fields.ScreenMessage, "two").Put(Fields.ChargedItems, "b")
            .Put(Fields.PersonalName, "First").Put(Fields.PersonalName, "Last").Put(Fields.PersonalName, "Lasting");
        Finished(ref writer, Sip2Trailer.None).Should().EndWith("AO|AA|AELasting|AUa|AUb|AFone|AFtwo|\r");
    }

    [Fact]
    public void A_long_list_grows_into_the_pool()
    {
        Span<byte> little = stackalloc byte[16];
        var writer = new Sip2Writer(Specs.PatronInformation.Response, WireStyle.Default, little);
        for (var item = 0; item < 5_000; item++) writer.Put(Fields.ChargedItems, "31234000987654");
        writer.Body().Length.Should().Be(61 + 9 + 5_000 * 17);
        writer.Dispose();
    }

    [Fact]
    public void A_profile_can_hide_and_rename_what_handlers_put()
    {
        var spec = Specs.Checkout.Response.Without(Fields.TitleId).Renamed(Fields.DueDate, "XH");
        var writer = new Sip2Writer(spec, WireStyle.Default);
        writer.Put(Fields.ItemId, "3").Put(Fields.TitleId, "hidden").Put(Fields.DueDate, Now).Put(Fields.PatronId, "2");
        Finished(ref writer, Sip2Trailer.None).Should().Be("120NUN                  AO|AA2|AB3|XH20260301    101500|\r");
    }

    public static TheoryData<string> Requests => [.. Sip2Examples.Exchanges.Select(exchange => exchange.Request)];

    [Theory]
    [MemberData(nameof(Requests))]
    public void Every_fault_gets_a_valid_negative_answer_made_from_the_table(string request)
    {
        foreach (var damaged in new[] { request, request[..2], request[..(request.Length / 2)] })
        {
            Sip2Reader.TryRead(Bytes(damaged), Specs.Version2, out var m);
            var exchange = Specs.Version2.ExchangeOf(m.Spec)!;
            var writer = new Sip2Writer(exchange.Response, WireStyle.Default);
            FallbackAnswer.Render(ref writer, m, Now, "Please ask at the desk.");
            Sip2Reader.TryRead(writer.Body(), Specs.Version2, out var answer, out var rejection).Should().BeTrue();
            rejection.Should().Be(Sip2Rejection.None);
            answer.Spec.Should().BeSameAs(exchange.Response);
            answer.FixedFieldsAreWhole.Should().BeTrue();
            answer.FindMissing().Should().BeNull();
            foreach (var field in (Sip2Field[])[Fields.Ok, Fields.EndSession, Fields.PaymentAccepted, Fields.OnLineStatus, Fields.ItemPropertiesOk, Fields.ValidPatron])
                if (exchange.Response.Has(field)) answer.GetFlagIfSent(field).Should().BeFalse(field.Name);
            if (exchange.Response.Has(Fields.ScreenMessage)) answer.GetText(Fields.ScreenMessage).Should().Be("Please ask at the desk.");
            if (exchange.Response.Has(Fields.TransactionDate)) answer.GetDate(Fields.TransactionDate).Should().Be(Now);
            if (damaged == request && exchange.Response.Has(Fields.PatronId) && m.Has(Fields.PatronId))
                answer.GetText(Fields.PatronId).Should().Be(m.GetText(Fields.PatronId));
            if (damaged == request && exchange.Response.Has(Fields.TransactionId))
                answer.GetText(Fields.TransactionId).Should().Be(m.GetText(Fields.TransactionId), "machines compare it");
            writer.Dispose();
        }
    }

    static string Copy(scoped in Sip2Reader m, Func<IEnumerable<Slot>, IEnumerable<Slot>> order)
    {
        // An optional field that came without a value is one that its sender always sends (17 and 19: AC).
        var spec = m.Spec;
        foreach (var slot in m.Spec.Slots)
            if (!slot.Required && Encoding.UTF8.GetString(m.Content).Contains($"|{slot.Field.Code}|", StringComparison.Ordinal)) spec = spec.Always(slot.Field);
        var writer = new Sip2Writer(spec, WireStyle.Default);
        foreach (var field in m.Spec.FixedFields) writer.Put(field, m.Get(field));
        foreach (var slot in order(m.Spec.Slots))
            foreach (var value in m.GetAll(slot.Field)) writer.Put(slot.Field, value);
        return Finished(ref writer, m.Trailer);
    }

    static string Empty(MessageSpec spec)
    {
        var writer = new Sip2Writer(spec, WireStyle.Default);
        return Finished(ref writer, Sip2Trailer.None).TrimEnd('\r');
    }

    static string Finished(ref Sip2Writer writer, Sip2Trailer trailer)
    {
        var output = new ArrayBufferWriter<byte>();
        writer.WriteTo(output, trailer);
        writer.Dispose();
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
