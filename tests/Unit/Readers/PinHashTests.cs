using FluentAssertions;
using ProtocolServer.Domain.Readers;
using Xunit;

namespace ProtocolServer.Tests.Unit.Readers;

public sealed class PinHashTests
{
    static readonly byte[] Salt = [.. Enumerable.Range(1, PinHash.SaltBytes).Select(i => (byte)i)];

    [Theory]
    [InlineData("1234")]
    [InlineData("19840229")]
    [InlineData("")]
    [InlineData("密码ő")]
    public void The_right_PIN_fits_and_a_wrong_one_does_not(string pin)
    {
        var hash = PinHash.Create(pin, Salt, iterations: 10);
        PinHash.Verify(pin, hash).Should().BeTrue();
        PinHash.Verify(pin + "0", hash).Should().BeFalse();
    }

    [Fact]
    public void The_hash_is_the_one_every_other_program_reckons() =>
        PinHash.Create("password", "salt"u8, iterations: 1).Should().Be("pbkdf2-sha256$1$c2FsdA==$Eg+2z/z4syxD5yJSVsT4N6hlSMkszDVICAWYfLcL4Xs=");

    [Fact]
    public void Two_salts_give_two_hashes() =>
        PinHash.Create("1234", Salt, 10).Should().NotBe(PinHash.Create("1234", [.. Salt.Reverse()], 10));

    [Theory]
    [InlineData("")]
    [InlineData("1234")]
    [InlineData("pbkdf2-sha256$10$AAAA")]
    [InlineData("pbkdf2-sha256$0$AAAA$AAAA")]
    [InlineData("pbkdf2-sha256$-5$AAAA$AAAA")]
    [InlineData("pbkdf2-sha256$999999999999$AAAA$AAAA")]
    [InlineData("pbkdf2-sha256$10$not base64$AAAA")]
    [InlineData("pbkdf2-sha256$10$AAAA$")]
    [InlineData("scrypt$10$AAAA$AAAA")]
    public void What_is_no_hash_fits_no_PIN(string hash) => PinHash.Verify("1234", hash).Should().BeFalse();
}
