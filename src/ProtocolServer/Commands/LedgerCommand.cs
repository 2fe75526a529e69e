using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Hosting;
using Spectre.Console;

namespace ProtocolServer.Commands;

/// <summary><c>protocolserver ledger verify | seal | report | turnover | statement</c>: whether the books are right (domain reference R14, R15).</summary>
static class LedgerCommand
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create() => new("ledger", "Whether the books are right.") { Verify(), Seal(), Report(), LedgerReportCommands.Turnover(), LedgerReportCommands.Statement() };

    /// <summary>Ends with 0 where all is right and 1 where anything is not.</summary>
    static Command Verify()
    {
        var json = new Option<bool>("--json") { Description = "For machines" };
        var command = new Command("verify", "Trial balance, balances against postings, seals, money held too long; 1 when anything is wrong.") { json }.WithSettings();
        command.SetAction(async (asked, cancel) =>
        {
            await using var storage = await Storage.OpenAsync(asked.Settings(), TimeProvider.System, cancel, mayJoin: true);
            var audit = new LedgerAudit(storage.Database, TimeProvider.System);
            var found = new List<(NetworkId Network, ImmutableArray<AuditFinding> Findings)>();
            await Screens.Progress.Progress().StartAsync(async progress =>
            {
                foreach (var network in await audit.NetworksAsync(cancel))
                {
                    var bar = progress.AddTask(network.Value.EscapeMarkup(), maxValue: Math.Max(1, await audit.CountAsync(network, cancel)));
                    found.Add((network, await audit.RunAsync(network, entries => bar.Increment(entries), cancel)));
                    bar.Value = bar.MaxValue;
                }
            });
            if (asked.GetValue(json))
                await Console.Out.WriteLineAsync(JsonSerializer.Serialize(found.Select(n => new { network = n.Network.Value, findings = n.Findings }), Json));
            else Screens.Answer.Write(Table(found));
            return found.TrueForAll(n => n.Findings.All(finding => finding.IsClean)) ? CommandLine.Done : CommandLine.Failed;
        });
        return command;
    }

    static Command Seal()
    {
        var command = new Command("seal", "Seals the entries that are not sealed yet.").WithSettings();
        command.SetAction(async (asked, cancel) =>
        {
            await using var storage = await Storage.OpenAsync(asked.Settings(), TimeProvider.System, cancel, mayJoin: true);
            var (audit, seals) = (new LedgerAudit(storage.Database, TimeProvider.System), new LedgerSeals(storage.Database, TimeProvider.System));
            foreach (var network in await audit.NetworksAsync(cancel))
            {
                var entries = await seals.SealAsync(network, cancel);
                await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{network}: {entries} entries sealed"));
            }
            return CommandLine.Done;
        });
        return command;
    }

    static Command Report()
    {
        var days = new Option<int>("--most") { Description = "How many reports [31]", DefaultValueFactory = static _ => 31 };
        var command = new Command("report", "The daily reconciliations, the latest first.") { days }.WithSettings();
        command.SetAction(async (asked, cancel) =>
        {
            await using var storage = await Storage.OpenAsync(asked.Settings(), TimeProvider.System, cancel, mayJoin: true);
            var reports = await new LedgerAudit(storage.Database, TimeProvider.System).ReportsAsync(asked.GetValue(days), cancel);
            var table = new Table().Border(TableBorder.Simple).AddColumns("day", "network", "result");
            foreach (var report in reports)
                table.AddRow(report.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), report.Network.EscapeMarkup(), Words(report.Findings).EscapeMarkup());
            Screens.Answer.Write(reports.IsEmpty ? table.Caption("nothing") : table);
            return CommandLine.Done;
        });
        return command;
    }

    static Table Table(List<(NetworkId Network, ImmutableArray<AuditFinding> Findings)> found)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("network", "check", "result");
        foreach (var (network, findings) in found)
            foreach (var finding in findings)
                table.AddRow(network.Value.EscapeMarkup(), finding.Check.EscapeMarkup(),
                    finding.IsClean ? "[green]right[/]" : $"[red]{string.Join('\n', finding.Wrong).EscapeMarkup()}[/]");
        return table;
    }

    static string Words(ImmutableArray<AuditFinding> findings) =>
        findings.All(finding => finding.IsClean)
            ? "right"
            : string.Join('\n', findings.Where(finding => !finding.IsClean).Select(finding => $"{finding.Check}: {string.Join("; ", finding.Wrong)}"));
}
