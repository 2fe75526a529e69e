using System.CommandLine;
using ProtocolServer.Hosting;

namespace ProtocolServer.Commands;

/// <summary>The settings that can be given on the command line; each stands for the key of the same name.</summary>
static class SettingOptions
{
    static readonly (Option Option, string Key)[] Table =
    [
        (new Option<string?>("--data") { Description = "Data folder [./data]", HelpName = "DIR" }, nameof(ServerOptions.Data)),
        (new Option<string?>("--sip2-port") { Description = "SIP2 [6001]; 0 lets the system choose, -1 closes it", HelpName = "PORT" }, nameof(ServerOptions.Sip2Port)),
        (new Option<string?>("--sip2-tls-port") { Description = "SIP2 over TLS [6002]", HelpName = "PORT" }, nameof(ServerOptions.Sip2TlsPort)),
        (new Option<string?>("--ncip-port") { Description = "NCIP over TCP [6011]", HelpName = "PORT" }, nameof(ServerOptions.NcipPort)),
        (new Option<string?>("--ncip-tls-port") { Description = "NCIP over TLS, bare or as HTTPS [6012]", HelpName = "PORT" }, nameof(ServerOptions.NcipTlsPort)),
        (new Option<string?>("--http-port") { Description = "Health, and all that is HTTP [8080]", HelpName = "PORT" }, nameof(ServerOptions.HttpPort)),
        (new Option<string?>("--bind") { Description = "Address the ports are opened on [127.0.0.1]", HelpName = "ADDRESS" }, nameof(ServerOptions.Bind)),
        (new Option<string?>("--fixture") { Description = "On the first start, load this file instead of the demonstration data", HelpName = "FILE" }, nameof(ServerOptions.Fixture)),
        (new Option<bool>("--empty") { Description = "On the first start, load nothing" }, nameof(ServerOptions.Empty)),
        (new Option<bool>("--stand-in-gateways") { Description = "Gateways that take no money stand in for Alipay and WeChat Pay" }, "Payments:StandIns"),
        (new Option<string?>("--connection") { Description = "Use this database, no embedded one", HelpName = "\"Host=...\"" }, nameof(ServerOptions.Connection)),
        (new Option<string?>("--owner-connection") { Description = "The same database under its owner's account, for migrations only", HelpName = "\"Host=...\"" }, nameof(ServerOptions.OwnerConnection)),
    ];

    public static Command WithSettings(this Command command)
    {
        foreach (var (option, _) in Table) command.Options.Add(option);
        return command;
    }

    /// <summary>All settings of a call: file, environment and command line, validated.</summary>
    public static ServerOptions Settings(this ParseResult asked) => SettingsReader.Read(
        Table.Where(row => asked.GetResult(row.Option) is { Implicit: false })
            .Select(row => KeyValuePair.Create(row.Key, row.Option is Option<bool> ? "true" : asked.GetResult(row.Option)!.Tokens is [.., var last] ? last.Value : null)));
}
