using FluentAssertions;
using ProtocolServer.Adapters;
using ProtocolServer.Hosting;
using Xunit;

namespace ProtocolServer.Tests.Unit.Hosting;

public sealed class SettingsTests : IDisposable
{
    readonly string data = Directory.CreateTempSubdirectory("protocolserver-settings-").FullName;

    public void Dispose() => Directory.Delete(data, recursive: true);

    [Fact]
    public void The_command_line_wins_over_the_file()
    {
        File.WriteAllText(Path.Combine(data, "settings.json"), """{ "Sip2Port": 7001, "HttpPort": 7080, "Limits": { "IdleTimeoutSeconds": 60 } }""");

        var options = Read(("Sip2Port", "7002"));
        options.Sip2Port.Should().Be(7002);
        options.HttpPort.Should().Be(7080);
        options.Limits.IdleTimeoutSeconds.Should().Be(60);
        options.Limits.Connections.Should().Be(new LimitOptions().Connections, "what is not said stays");
        options.Data.Should().Be(data);
    }

    [Theory]
    [InlineData("Sip2Port", "70000", "Sip2Port")]
    [InlineData("Sip2Port", "many", "Sip2Port")]
    [InlineData("Bind", "the-library", "Bind")]
    [InlineData("Limits:IdleTimeoutSeconds", "0", "Limits.IdleTimeoutSeconds")]
    [InlineData("Limits:Idle", "5", "Idle")]
    [InlineData("Certificate:CheckSeconds", "0", "Certificate.CheckSeconds")]
    [InlineData("Telemetry:OtlpEndpoint", "collector", "Telemetry.OtlpEndpoint")]
    [InlineData("Telemetry:LogLevel", "Loud", "Telemetry:LogLevel")]
    [InlineData("Payments:PublicUrl", "our house", "Payments.PublicUrl")]
    [InlineData("Payments:Gateways:0:Name", "Not a name", "Name")]
    [InlineData("Sip3Port", "6001", "Sip3Port")]
    public void A_wrong_setting_is_refused_by_its_key(string key, string value, string named) =>
        FluentActions.Invoking(() => Read((key, value))).Should().Throw<SetupException>().WithMessage($"*{named}*");

    [Fact]
    public void Credentials_are_known_by_the_name_under_which_partners_refer_to_them()
    {
        File.WriteAllText(Path.Combine(data, "settings.json"), """{ "Credentials": { "ill": { "AgencySecret": "open-sesame", "Header": "X-Api-Key", "Token": "k-77" } } }""");
        Read().Credentials["ill"].Should().BeEquivalentTo(new { AgencySecret = "open-sesame", Header = "X-Api-Key", Token = "k-77", User = (string?)null });
        FluentActions.Invoking(() => Read(("Credentials:ill:Pasword", "x"))).Should().Throw<SetupException>().WithMessage("*Pasword*");
    }

    [Fact]
    public void A_file_that_is_not_JSON_is_named()
    {
        File.WriteAllText(Path.Combine(data, "settings.json"), "{ Sip2Port: 7001 ");
        FluentActions.Invoking(() => Read()).Should().Throw<SetupException>().WithMessage("*settings.json*");
    }

    [Fact]
    public void A_fixture_and_emptiness_exclude_each_other() =>
        FluentActions.Invoking(() => Read(("Fixture", "x.yaml"), ("Empty", "true"))).Should().Throw<SetupException>().WithMessage("*Fixture and Empty*");

    ServerOptions Read(params (string Key, string Value)[] given) =>
        SettingsReader.Read([new("Data", data), .. given.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))]);
}
