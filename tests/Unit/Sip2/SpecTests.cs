using FluentAssertions;
using ProtocolServer.Sip2.Wire;
using Xunit;

namespace ProtocolServer.Tests.Unit.Sip2;

/// <summary>SIP2 sections 7, 8 and 17: the tables are complete.</summary>
public sealed class SpecTests
{
    [Fact]
    public void All_sixteen_requests_have_their_answer() =>
        Specs.All.Select(pair => $"{pair.Request.Code}-{pair.Response.Code}").Should().Equal(
            "93-94", "99-98", "97-96", "23-24", "63-64", "35-36", "11-12", "09-10", "29-30", "65-66", "15-16", "17-18", "19-20", "37-38", "01-24", "25-26");

    [Theory]
    [InlineData("93", 4)] [InlineData("99", 10)] [InlineData("97", 2)] [InlineData("23", 23)] [InlineData("63", 33)] [InlineData("35", 20)]
    [InlineData("11", 40)] [InlineData("09", 39)] [InlineData("29", 40)] [InlineData("65", 20)] [InlineData("15", 21)] [InlineData("17", 20)]
    [InlineData("19", 20)] [InlineData("37", 27)] [InlineData("01", 21)] [InlineData("25", 20)]
    [InlineData("94", 3)] [InlineData("98", 36)] [InlineData("96", 2)] [InlineData("24", 37)] [InlineData("64", 61)] [InlineData("36", 21)]
    [InlineData("12", 24)] [InlineData("10", 24)] [InlineData("30", 24)] [InlineData("66", 29)] [InlineData("16", 22)] [InlineData("18", 26)]
    [InlineData("20", 21)] [InlineData("38", 21)] [InlineData("26", 37)]
    public void The_fixed_part_of_each_message_has_the_standards_length(string code, int length) =>
        Specs.Version2.Find(code)!.FixedLength.Should().Be(length);

    [Fact]
    public void Offsets_follow_from_the_widths()
    {
        var status = Specs.Status.Response;
        status.OffsetOf(Fields.TimeoutPeriod).Should().Be(8);
        status.OffsetOf(Fields.RetriesAllowed).Should().Be(11);
        status.OffsetOf(Fields.DateTimeSync).Should().Be(14);
        status.OffsetOf(Fields.ProtocolVersion).Should().Be(32);
        Specs.PatronInformation.Response.OffsetOf(Fields.UnavailableHoldsCount).Should().Be(57);
        Specs.PatronInformation.Request.OffsetOf(Fields.Summary).Should().Be(23);
        Specs.Checkout.Request.OffsetOf(Fields.NbDueDate).Should().Be(22);
        Specs.Checkout.Request.OffsetOf(Fields.Alert).Should().Be(-1);
        Specs.Checkout.Request.SlotOf(Fields.ItemId).Should().Be(2);
        Specs.Checkout.Request.SlotOf(Fields.NoBlock).Should().Be(-1);
    }

    [Fact]
    public void Every_field_has_a_name_and_its_own_code()
    {
        Fields.All.Should().OnlyContain(field => field.Name.Length >= 2);
        Fields.All.Where(field => !field.IsFixed).Select(field => field.Code).Should().OnlyHaveUniqueItems();
        Fields.All.Select(field => field.Index).Should().Equal(Enumerable.Range(0, Fields.All.Count));
    }

    [Fact]
    public void Sensitive_are_passwords_names_addresses_and_cards() =>
        Fields.All.Where(field => field.IsSensitive).Select(field => field.Code).Should().Contain(
            ["AA", "AC", "AD", "AE", "BD", "BE", "BF", "CO", "CY", "DA", "PB"]);

    [Fact]
    public void A_request_leads_to_its_exchange_and_an_answer_to_none()
    {
        var table = Specs.Version2;
        foreach (var exchange in Specs.All) table.ExchangeOf(exchange.Request).Should().BeSameAs(exchange);
        foreach (var exchange in Specs.All) table.ExchangeOf(exchange.Response).Should().BeNull();
        table.Find("42").Should().BeNull();
        table.Find("??").Should().BeNull();
    }

    [Fact]
    public void Version_1_knows_fewer_messages_and_none_of_the_fields_that_came_later()
    {
        Specs.Version1.Find("63").Should().BeNull();
        Specs.Version1.Find("12")!.Slots.Select(slot => slot.Field.Code).Should().Equal("AO", "AA", "AB", "AJ", "AH", "AF", "AG");
        Specs.Version1.Find("10")!.Slots.Select(slot => slot.Field.Code).Should().Equal("AO", "AB", "AQ", "AJ", "AF", "AG");
        Specs.Version1.Find("24")!.Slots.Select(slot => slot.Field.Code).Should().Equal("AO", "AA", "AE", "AF", "AG");
        Specs.Version1.Find("98")!.Slots.Select(slot => slot.Field.Code).Should().Equal("AO", "AM", "AN", "AF", "AG");
        Specs.Version1.Find("11")!.Slots.Select(slot => slot.Field.Code).Should().Equal("AO", "AA", "AB", "AC");
        Specs.Version1.Find("09")!.Slots.Select(slot => slot.Field.Code).Should().Equal("AP", "AO", "AB", "AC");
        foreach (var exchange in Specs.Version1.Exchanges)
            exchange.Request.FixedLength.Should().Be(Specs.Version2.Find(exchange.Request.Code)!.FixedLength);
    }

    [Fact]
    public void A_profiles_own_field_stands_where_it_is_put()
    {
        var local = Fields.Local("PX", "expiry date");
        var spec = Specs.PatronInformation.Response.WithBefore(Fields.ScreenMessage, local);
        spec.Slots[spec.SlotOf(Fields.ScreenMessage) - 1].Field.Should().BeSameAs(local);
        Fields.Local("PX", "expiry date").Should().BeSameAs(local);
        Specs.PatronInformation.Response.Has(local).Should().BeFalse();
        var wrong = () => Fields.Local("PXY", "three letters");
        wrong.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void A_field_stands_once_in_a_message()
    {
        var twice = () => Specs.Checkout.Response.Optional(Fields.ItemId);
        twice.Should().Throw<ArgumentException>().WithMessage("*AB item identifier stands twice*");
    }
}
