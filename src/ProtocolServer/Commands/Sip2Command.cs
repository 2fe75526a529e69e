using System.CommandLine;
using System.Net.Sockets;
using ProtocolServer.Adapters;
using ProtocolServer.Client;
using ProtocolServer.Sip2.Wire;
using Spectre.Console;

namespace ProtocolServer.Commands;

/// <summary><c>protocolserver sip2 HOST:PORT</c>: a terminal to type at; every field of request and answer is shown by name.</summary>
static class Sip2Command
{
    static readonly Argument<string> Server = new("HOST:PORT") { Description = "Any SIP2 server" };
    static readonly Option<bool> Tls = new("--tls") { Description = "Speak TLS; the certificate is not checked" };
    static readonly Option<string?> Login = new("--login") { Description = "Log in at once with this terminal account (CN)", HelpName = "NAME" };
    static readonly Option<string?> Password = new("--password") { Description = "Its password (CO)", HelpName = "TEXT" };
    static readonly Option<string?> Agency = new("--agency") { Description = "Institution id (AO); else the one the server names", HelpName = "ID" };
    static readonly Option<string> Encoding = new("--encoding") { Description = "Of texts [utf-8]", HelpName = "NAME", DefaultValueFactory = static _ => "utf-8" };
    static readonly Option<bool> Json = new("--json") { Description = "One JSON object a line for each exchange" };

    public static Command Create()
    {
        var command = new Command("sip2", "A terminal to type at: shows every field of SIP2 by name. Type help there; reads scripts from a pipe too.")
        {
            Server, Tls, Login, Password, Agency, Encoding, Json,
        };
        command.SetAction(RunAsync);
        return command;
    }

    static async Task<int> RunAsync(ParseResult asked, CancellationToken cancel)
    {
        var server = BenchCommand.Address(asked.GetValue(Server)!);
        var table = Specs.Version2.With(WalletSpecs.Family, WalletSpecs.Extended).With(new WireStyle { Encoding = EncodingOf(asked.GetValue(Encoding)!), Zone = TimeZoneInfo.Local });
        var console = Screens.Answer;
        var view = new ExchangeView(console, table, asked.GetValue(Json));
        await using var client = new Sip2Client(server, asked.GetValue(Tls), table);
        try
        {
            await client.OpenAsync(cancel);
        }
        catch (Exception refused) when (refused is SocketException or IOException or TimeoutException or System.Security.Authentication.AuthenticationException)
        {
            throw new SetupException($"Cannot connect to {server.Host}:{server.Port}: {refused.Message}. Is the server running, and is this its SIP2 port?", refused);
        }

        var shell = new Sip2Shell(client, table, view, console, TimeProvider.System) { Agency = asked.GetValue(Agency) ?? "" };
        var isTyped = !Console.IsInputRedirected && !asked.GetValue(Json);
        if (isTyped) view.Say($"Connected to {server.Host}:{server.Port}. Type help for what can be asked, quit to leave.");
        if (asked.GetValue(Login) is { } name)
        {
            await shell.DoAsync("", ["login", name, asked.GetValue(Password) ?? ""], cancel);
            await shell.DoAsync("", ["status"], cancel);
        }
        await shell.RunAsync(async () =>
        {
            if (isTyped) console.Markup("[bold]sip2>[/] ");
            // The console's own reading cannot be cancelled.
            return await Task.Run(Console.In.ReadLine, cancel).WaitAsync(cancel);
        }, cancel);
        return shell.HasFailed ? CommandLine.Failed : CommandLine.Done;
    }

    static System.Text.Encoding EncodingOf(string name)
    {
        try
        {
            return WireEncoding.Named(name);
        }
        catch (ArgumentException)
        {
            throw new SetupException($"--encoding {name} is not known. Usual ones are utf-8, iso-8859-1, windows-1252 and cp850.");
        }
    }
}
