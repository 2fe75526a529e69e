using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Text.Json;
using ProtocolServer.Adapters;
using ProtocolServer.Bench;
using Spectre.Console;

namespace ProtocolServer.Commands;

/// <summary><c>protocolserver bench HOST:PORT</c>: loads any SIP2 server, checks every answer, and says how fast it was.</summary>
static class BenchCommand
{
    static readonly Argument<string> Server = new("HOST:PORT") { Description = "Any SIP2 server; for lookup-user any NCIP responder" };
    static readonly Option<string?> Login = new("--login") { Description = "Terminal account (CN); without it no log-in is sent", HelpName = "NAME" };
    static readonly Option<string?> Password = new("--password") { Description = "Its password (CO)", HelpName = "TEXT" };
    static readonly Option<string?> Agency = new("--agency") { Description = "Institution id (AO)", HelpName = "ID" };
    static readonly Option<string> Currency = new("--currency") { Description = "Of the wallets [EUR]", HelpName = "CODE", DefaultValueFactory = static _ => "EUR" };
    static readonly Option<bool> Tls = new("--tls") { Description = "Speak TLS; the certificate is not checked" };
    static readonly Option<int> Connections = new("--connections") { Description = "Terminals at a time [64]", HelpName = "N", DefaultValueFactory = static _ => 64 };
    static readonly Option<int> Seconds = new("--seconds") { Description = "Time measured [10]", HelpName = "S", DefaultValueFactory = static _ => 10 };
    static readonly Option<int> WarmUp = new("--warm-up") { Description = "Seconds before it that don't count [3]", HelpName = "S", DefaultValueFactory = static _ => 3 };
    static readonly Option<string> Mix = new("--mix") { Description = "99, 63, checkout (11 and 09), 17, mixed, hold-capture or balance (WQ of a wallet), echo, idle (log in and stay), or lookup-user (NCIP) [99]", HelpName = "MIX", DefaultValueFactory = static _ => "99" };
    static readonly Option<string> Partner = new("--partner") { Description = "NCIP: who asks (FromAgencyId) [ILL]", HelpName = "ID", DefaultValueFactory = static _ => "ILL" };
    static readonly Option<bool> Bare = new("--tcp") { Description = "NCIP over bare TCP instead of HTTP" };
    static readonly Option<string?> Cards = new("--cards") { Description = "Readers, a line each: card,pin,barcode,barcode…", HelpName = "FILE" };
    static readonly Option<string?> Demo = new("--demo") { Description = "Readers, copies and log-in of DATA/demo.json", HelpName = "FILE" };
    static readonly Option<int?> Pid = new("--pid") { Description = "The server's process, for its memory per connection (idle)", HelpName = "PID" };
    static readonly Option<bool> Json = new("--json") { Description = "The result for machines" };

    public static Command Create()
    {
        var command = new Command("bench", "Loads a server and measures it; every answer is checked.")
        {
            Server, Login, Password, Agency, Currency, Tls, Connections, Seconds, WarmUp, Mix, Partner, Bare, Cards, Demo, Pid, Json,
        };
        command.SetAction(async (asked, cancel) =>
        {
            var plan = PlanOf(asked);
            var output = Screens.Progress;
            using var run = new BenchRun(plan, TimeProvider.System);
            Func<Action<long, int>, CancellationToken, Task<BenchReport>> load = plan.Mix is BenchMix.LookupUser
                ? new PartnerLoad(plan, asked.GetValue(Partner)!, !asked.GetValue(Bare), TimeProvider.System).RunAsync
                : run.RunAsync;
            var report = asked.GetValue(Json) || !output.Profile.Capabilities.Interactive
                ? await load(static (_, _) => { }, cancel)
                : await output.Status().StartAsync("Connecting", status => load(
                    (done, left) => status.Status(string.Create(CultureInfo.InvariantCulture, $"{done:N0} answers, {left} s left")), cancel));
            if (asked.GetValue(Json)) await Console.Out.WriteLineAsync(JsonSerializer.Serialize(report, BenchJson.Default.BenchReport));
            else Show(report);
            return report.Errors.Count == 0 && report.Alive is null || report.Alive == report.Connections ? CommandLine.Done : CommandLine.Failed;
        });
        return command;
    }

    static BenchPlan PlanOf(ParseResult asked)
    {
        var plan = new BenchPlan
        {
            Server = Address(asked.GetValue(Server)!),
            UsesTls = asked.GetValue(Tls),
            Login = asked.GetValue(Login) ?? "", Password = asked.GetValue(Password) ?? "", Agency = asked.GetValue(Agency) ?? "", Currency = asked.GetValue(Currency)!,
            Mix = MixOf(asked.GetValue(Mix)!),
            Connections = Within(asked, Connections, 1, 60_000),
            Duration = TimeSpan.FromSeconds(Within(asked, Seconds, 1, 86_400)),
            WarmUp = TimeSpan.FromSeconds(Within(asked, WarmUp, 0, 3_600)),
            ServerProcess = asked.GetValue(Pid),
        };
        if (asked.GetValue(Demo) is { } demo) plan = BenchFiles.WithDemo(plan, demo);
        if (asked.GetValue(Cards) is { } cards) plan = plan with { Readers = BenchFiles.ReadCards(cards) };
        var needsCopies = plan.Mix is BenchMix.Checkout or BenchMix.ItemInformation or BenchMix.Mixed;
        if ((needsCopies || plan.Mix is BenchMix.PatronInformation or BenchMix.HoldCapture or BenchMix.Balance or BenchMix.LookupUser) && plan.Readers.Count == 0)
            throw new SetupException("This mix needs readers: --cards FILE with a line card,pin,barcode,barcode… for each, or --demo DATA/demo.json.");
        if (needsCopies && plan.Readers.Count < plan.Connections)
            throw new SetupException($"{plan.Connections} connections need as many readers with copies of their own; there are {plan.Readers.Count}. Use --connections {plan.Readers.Count}.");
        if (needsCopies && plan.Readers.FirstOrDefault(reader => reader.Items.Count == 0) is { } empty)
            throw new SetupException($"The reader {empty.Card} has no copies; this mix needs at least one for each reader.");
        return plan;
    }

    internal static DnsEndPoint Address(string text) =>
        text.LastIndexOf(':') is > 0 and var colon && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536
            ? new(text[..colon].Trim('[', ']'), port)
            : throw new SetupException($"{text} is not HOST:PORT, for example localhost:6001.");

    static BenchMix MixOf(string word) => word switch
    {
        "99" => BenchMix.Status,
        "63" => BenchMix.PatronInformation,
        "checkout" => BenchMix.Checkout,
        "17" => BenchMix.ItemInformation,
        "mixed" => BenchMix.Mixed,
        "echo" => BenchMix.Echo,
        "idle" => BenchMix.Idle,
        "hold-capture" => BenchMix.HoldCapture,
        "balance" => BenchMix.Balance,
        "lookup-user" => BenchMix.LookupUser,
        _ => throw new SetupException($"--mix {word} is not known. Choose 99, 63, checkout, 17, mixed, hold-capture, balance, echo, idle or lookup-user."),
    };

    static int Within(ParseResult asked, Option<int> option, int least, int most) => asked.GetValue(option) is var value && value >= least && value <= most
        ? value
        : throw new SetupException(string.Create(CultureInfo.InvariantCulture, $"{option.Name} {value} is out of range: {least} to {most}."));

    static void Show(BenchReport report)
    {
        var table = new Table().Border(TableBorder.Rounded).HideHeaders().AddColumns("what", "how much");
        void Row(string what, FormattableString much) => table.AddRow(what, much.ToString(CultureInfo.InvariantCulture).EscapeMarkup());
        Row("mix", $"{report.Mix}, {report.Connections} connections");
        if (report.Alive is { } alive)
        {
            Row("alive at the end", $"{alive}");
            if (report.BytesPerConnection is { } bytes) Row("server memory per connection", $"{bytes / 1024.0:0.0} KiB");
        }
        else
        {
            Row("answers", $"{report.Answers} in {report.Seconds:0.0} s");
            Row("answers per second", $"{report.AnswersPerSecond:0}");
            Row("p50", $"{report.P50Milliseconds:0.000} ms");
            Row("p99", $"{report.P99Milliseconds:0.000} ms");
            Row("p99.9", $"{report.P999Milliseconds:0.000} ms");
        }
        foreach (var (error, count) in report.Errors) table.AddRow($"[red]{error}[/]", count.ToString(CultureInfo.InvariantCulture));
        if (report.Errors.Count == 0) table.AddRow("errors", "[green]none[/]");
        if (report.Reason is { } reason) table.AddRow("first refusal", reason.EscapeMarkup());
        Screens.Answer.Write(table);
    }
}
