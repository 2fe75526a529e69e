using System.Text;
using FluentAssertions;
using ProtocolServer.Client;
using ProtocolServer.Sip2.Wire;
using Xunit;

namespace ProtocolServer.Tests.Unit.Client;

public sealed class ShortFormTests
{
    static readonly DateTimeOffset Now = new(2026, 3, 1, 10, 15, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("login sc1 secret", "9300CNsc1|COsecret|")]
    [InlineData("status", "9900802.00")]
    [InlineData("patron C1 1234", "2300020260301    101500AOLIB|AAC1|AC|AD1234|")]
    [InlineData("info C1 1234 loans 1 5", "6300020260301    101500  Y       AOLIB|AAC1|AD1234|BP1|BQ5|")]
    [InlineData("info C1 fines", "6300020260301    101500   Y      AOLIB|AAC1|")]
    [InlineData("checkout C1 I1", "11YN20260301    101500                  AOLIB|AAC1|ABI1|AC|")]
    [InlineData("checkin I1", "09N20260301    10150020260301    101500AP|AOLIB|ABI1|AC|")]
    [InlineData("pay C1 1.20 eur 7001", "3720260301    1015000100EURBV1.20|AOLIB|AAC1|CG7001|BK")]
    [InlineData("pay C1 10.00 eur WALLET 03 K1", "3720260301    1015000103EURBV10.00|AOLIB|AAC1|CGWALLET|BKK1|")]
    [InlineData("pay C1 0.30 eur PRINT \"\" K2", "3720260301    1015001306EURBV0.30|AOLIB|AAC1|CGPRINT|BKK2|")]
    [InlineData("hold-money C1 1.20 EUR 1234 COPY 900 K3", "WQHOLD20260301    101500EURAOLIB|AAC1|AD1234|BV1.20|BKK3|WE900|WPCOPY|")]
    [InlineData("capture C1 K3 \"\" EUR K4 A4;bw;1;copy;4;0.06 A3;bw;1;copy;1", "WQCAPT20260301    101500EURAOLIB|AAC1|BKK4|WIK3|WNA4;bw;1;copy;4;0.06|WNA3;bw;1;copy;1|")]
    [InlineData("top-up C1 5.20 EUR 5.00,0.20 K5", "WQTOPU20260301    101500EURAOLIB|AAC1|BV5.20|BKK5|WG5.00,0.20|")]
    [InlineData("outcome K5 EUR", "WQSTAT20260301    101500EURAOLIB|WKK5|")]
    [InlineData("block C1 \"left in slot\"", "01N20260301    101500AOLIB|ALleft in slot|AAC1|AC|")]
    [InlineData("resend", "97")]
    public void A_short_form_is_written_as_its_message(string typed, string body)
    {
        var words = Sip2Shell.Words(typed);
        var form = ShortForm.All.Single(one => one.Name == words[0]);
        Encoding.UTF8.GetString(form.Write(new(words[1..], "LIB", Now), Specs.Version2)).Should().StartWith(body);
    }

    [Fact]
    public void Every_request_of_the_protocol_can_be_typed() =>
        ShortForm.All.Select(form => form.Exchange.Request.Code).Distinct().Should().BeEquivalentTo([.. Specs.All.Select(pair => pair.Request.Code), "WQ"]);

    [Fact]
    public void Every_operation_of_the_wallet_can_be_typed()
    {
        var written = ShortForm.All.Where(form => form.Exchange == WalletSpecs.Wallet)
            .Select(form => Encoding.UTF8.GetString(form.Write(new([.. Enumerable.Repeat("x", form.Least)], "LIB", Now), Table).AsSpan(2, 4)));
        written.Should().BeEquivalentTo("BALA", "AUTH", "HOLD", "CAPT", "VOID", "DEBT", "TOPU", "RCRD", "XFER", "STAT");
    }

    static readonly MessageTable Table = Specs.Version2.With(WalletSpecs.Family, WalletSpecs.Extended);

    [Fact]
    public void A_list_that_does_not_exist_is_named_with_those_that_do() =>
        FluentActions.Invoking(static () => ShortForm.All.Single(form => form.Name == "info").Write(new(["C1", "1234", "books"], "LIB", Now), Specs.Version2))
            .Should().Throw<FormatException>().WithMessage("*books*loans*");

    [Theory]
    [InlineData("a  b\tc", new[] { "a", "b", "c" })]
    [InlineData("hold C1 \"The Long Way\" \"\"", new[] { "hold", "C1", "The Long Way", "" })]
    [InlineData("   ", new string[0])]
    public void Words_are_split_at_blanks_outside_quotation_marks(string line, string[] words) => Sip2Shell.Words(line).Should().Equal(words);

    [Fact]
    public void A_shown_frame_masks_secrets_and_nothing_else()
    {
        var fields = Sip2Describer.Describe("2300120260301    101500AOLIB|AAC1|AC|AD1234|XXlocal|"u8, Specs.Version2, redact: true, Sensitivity.Secret).Fields;
        fields.Single(field => field.Code == "AD").Value.Should().Be("***");
        fields.Single(field => field.Code == "AA").Value.Should().Be("C1");
        fields.Single(field => field.Code == "XX").Value.Should().Be("local");
    }
}
