using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ProtocolServer.Adapters;
using ProtocolServer.Adapters.Files;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Hosting;
using Spectre.Console;

namespace ProtocolServer.Commands;

/// <summary><c>protocolserver ledger turnover | statement</c>: what the law wants to know, and what gateways say.</summary>
static class LedgerReportCommands
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The turnover of prepaid accounts over the last twelve months, by agency and by network (domain reference 1.9).</summary>
    public static Command Turnover()
    {
        var json = new Option<bool>("--json") { Description = "For machines" };
        var until = new Option<DateTimeOffset?>("--until") { Description = "The end of the twelve months [now]", HelpName = "DATE" };
        var command = new Command("turnover", "What was paid out of prepaid accounts in the last 12 months, and whether an authority must be told.") { json, until }.WithSettings();
        command.SetAction(async (asked, cancel) =>
        {
            var settings = asked.Settings();
            await using var storage = await Storage.OpenAsync(settings, TimeProvider.System, cancel, mayJoin: true);
            var end = asked.GetValue(until)?.ToUniversalTime() ?? TimeProvider.System.GetUtcNow();
            var agencies = await new LedgerReports(storage.Database, TimeProvider.System).TurnoverAsync(end.AddMonths(-settings.Ledger.TurnoverMonths), end, cancel);
            ImmutableArray<TurnoverLine> lines =
            [
                .. agencies.GroupBy(one => (one.Network, one.Turnover.Currency)).SelectMany(network =>
                    (TurnoverLine[])[.. network.Select(one => TurnoverLine.Of(one, settings.Ledger)), TurnoverLine.Of(Sum(network), settings.Ledger)]),
            ];
            if (asked.GetValue(json)) await Console.Out.WriteLineAsync(JsonSerializer.Serialize(new { from = end.AddMonths(-settings.Ledger.TurnoverMonths), until = end, lines }, Json));
            else Screens.Answer.Write(Table(lines, end));
            return CommandLine.Done;
        });
        return command;
    }

    static WalletTurnover Sum(IEnumerable<WalletTurnover> network) => network.Aggregate((sum, one) => sum with
    {
        Agency = "", Payments = sum.Payments + one.Payments, Turnover = sum.Turnover + one.Turnover, GivenBack = sum.GivenBack + one.GivenBack,
    }) with { Agency = "" };

    static Table Table(ImmutableArray<TurnoverLine> lines, DateTimeOffset end)
    {
        var table = new Table().Border(TableBorder.Simple).Title(string.Create(CultureInfo.InvariantCulture, $"Paid out of prepaid accounts, until {end:yyyy-MM-dd HH:mm} UTC"))
            .AddColumns("network", "agency", "currency", "payments", "turnover", "given back", "");
        foreach (var line in lines)
            table.AddRow(line.Network.EscapeMarkup(), line.Agency?.EscapeMarkup() ?? "[bold]all[/]", line.Currency, line.Payments.ToString(CultureInfo.InvariantCulture), line.Turnover, line.GivenBack,
                line.IsAbove ? $"[red]above {line.Threshold}: the authority must be told[/]" : "");
        return lines.IsEmpty ? table.Caption("nothing was paid") : table;
    }

    /// <summary>Reads a gateway's daily bill and says where it and the clearing account differ.</summary>
    public static Command Statement()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "The gateway's daily bill of trades, unpacked, as CSV" };
        var gateway = new Option<string>("--gateway") { Description = "Its name in the settings: alipay, wechat", HelpName = "NAME", Required = true };
        var currency = new Option<string>("--currency") { Description = "Where the bill tells none [CNY]", HelpName = "CODE", DefaultValueFactory = static _ => "CNY" };
        var command = new Command("statement", "Lays a gateway's daily bill beside the books; 1 when they differ. Nothing is booked.") { file, gateway, currency }.WithSettings();
        command.SetAction(async (asked, cancel) =>
        {
            var bill = asked.GetValue(file)!;
            if (!bill.Exists) throw new SetupException($"There is no file {bill.FullName}.");
            if (!Currency.TryParse(asked.GetValue(currency), out var usual)) throw new SetupException("--currency must be three letters such as CNY.");
            var lines = GatewayStatement.Read(await File.ReadAllBytesAsync(bill.FullName, cancel), usual);
            await using var storage = await Storage.OpenAsync(asked.Settings(), TimeProvider.System, cancel, mayJoin: true);
            var added = await new LedgerReports(storage.Database, TimeProvider.System).KeepStatementAsync(asked.GetValue(gateway)!, lines, cancel);
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{lines.Length} lines, {added} of them new"));
            var audit = new LedgerAudit(storage.Database, TimeProvider.System);
            var differences = 0;
            foreach (var network in await audit.NetworksAsync(cancel))
                foreach (var wrong in await audit.GatewaysAsync(network, cancel))
                {
                    differences++;
                    await Console.Out.WriteLineAsync($"{network}: {wrong}");
                }
            await Console.Out.WriteLineAsync(differences == 0 ? "The books agree." : "Staff decide what becomes of it; the daily reconciliation tells it again.");
            return differences == 0 ? CommandLine.Done : CommandLine.Failed;
        });
        return command;
    }
}

/// <param name="Agency">Null: all of the network.</param>
/// <param name="Threshold">Null where none is set for the currency.</param>
sealed record TurnoverLine(string Network, string? Agency, string Currency, long Payments, string Turnover, string GivenBack, string? Threshold, bool IsAbove)
{
    public static TurnoverLine Of(WalletTurnover one, LedgerOptions watched)
    {
        var currency = one.Turnover.Currency;
        Money? threshold = watched.TurnoverThresholds.TryGetValue(currency.Code, out var limit) && Money.TryParse(limit.ToString("0.####", CultureInfo.InvariantCulture), currency, out var most) ? most : null;
        return new(one.Network, one.Agency.Length > 0 ? one.Agency : null, currency.Code, one.Payments, one.Turnover.ToString(), one.GivenBack.ToString(), threshold?.ToString(),
            threshold is { } money && one.Turnover > money);
    }
}
