using FluentAssertions;
using ProtocolServer.Hosting;
using ProtocolServer.Ncip;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Unit.Ncip;

/// <summary>Requests signed by HMAC (ncip-field C 31): who, when, once.</summary>
public sealed class RequestSignatureTests
{
    static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    static RequestSignature Read(string header, string method = "POST", string query = "") => RequestSignature.Read(header, method, query)!;

    static SignatureGate Gate(ManualTime time) =>
        new(new ServerOptions { Credentials = { ["world"] = new() { HmacKey = "our-key", HmacSecret = "our-secret" }, ["none"] = new() } }, time);

    [Fact]
    public void What_is_signed_is_the_key_the_time_the_number_the_method_and_the_sorted_query()
    {
        // HMAC-SHA256 of "k\n100\nn\n\nPOST\nwww.oclc.org\n443\n/wskey\na=1\nb=2\n" with "s", reckoned by openssl.
        const string known = "http://www.worldcat.org/wskey/v2/hmac/v1 clientId=\"k\", timestamp=\"100\", nonce=\"n\", signature=\"gJvuBJMFJIUknwYfmHxVf+t3LMMT6VAE84zrAXnxvlg=\", principalId=\"p\"";
        Read(known, query: "?b=2&a=1").IsBy("s").Should().BeTrue();
        Read(known, query: "?b=2").IsBy("s").Should().BeFalse();
        Read(known, "GET", "?b=2&a=1").IsBy("s").Should().BeFalse();
        Read(known, query: "?b=2&a=1").IsBy("t").Should().BeFalse();
    }

    [Fact]
    public void What_we_sign_is_read_again()
    {
        var made = RequestSignature.Make("our-key", "our-secret", "POST", "?x=1", Now);
        Read(made.Header, query: "?x=1").Should().Be(made);
        made.IsBy("our-secret").Should().BeTrue();
        RequestSignature.Make("our-key", "our-secret", "POST", "", Now).Nonce.Should().NotBe(made.Nonce);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Bearer x")]
    [InlineData("http://www.worldcat.org/wskey/v2/hmac/v1")]
    [InlineData("http://www.worldcat.org/wskey/v2/hmac/v1 clientId=\"k\", timestamp=\"1\", nonce=\"n\"")]
    public void A_header_of_another_kind_is_no_signature(string header) => RequestSignature.Read(header, "POST", "").Should().BeNull();

    [Theory]
    [InlineData("not base 64")]
    [InlineData("")]
    public void A_broken_signature_is_nobody_s(string signature) =>
        (RequestSignature.Make("k", "s", "POST", "", Now) with { Signature = signature }).IsBy("s").Should().BeFalse();

    [Fact]
    public void A_signature_is_taken_once_and_only_at_its_time()
    {
        var time = new ManualTime(Now);
        var gate = Gate(time);
        var signature = RequestSignature.Make("our-key", "our-secret", "POST", "", Now);
        gate.Takes("world", signature).Should().BeTrue();
        gate.Takes("world", signature).Should().BeFalse("a number is used once");
        gate.Takes("world", RequestSignature.Make("our-key", "our-secret", "POST", "", Now.AddMinutes(-6))).Should().BeFalse("too old");
        gate.Takes("world", RequestSignature.Make("our-key", "our-secret", "POST", "", Now.AddMinutes(6))).Should().BeFalse("not yet");
        gate.Takes("world", RequestSignature.Make("our-key", "our-secret", "POST", "", Now) with { Timestamp = "soon" }).Should().BeFalse();
    }

    [Fact]
    public void Another_key_another_secret_or_none_in_the_settings_is_not_taken()
    {
        var gate = Gate(new ManualTime(Now));
        gate.Takes("world", RequestSignature.Make("their-key", "our-secret", "POST", "", Now)).Should().BeFalse();
        gate.Takes("world", RequestSignature.Make("our-key", "their-secret", "POST", "", Now)).Should().BeFalse();
        gate.Takes("none", RequestSignature.Make("our-key", "our-secret", "POST", "", Now)).Should().BeFalse();
        gate.Takes("forgotten", RequestSignature.Make("our-key", "our-secret", "POST", "", Now)).Should().BeFalse();
        gate.Takes("world", null).Should().BeFalse();
    }
}
