using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Hosting;
using Spectre.Console;

namespace ProtocolServer.Commands;

/// <summary><c>protocolserver webhook [list] | resume ID</c>: who is told over HTTP what happens, and which of them wants no more.</summary>
static class WebhookCommand
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "For machines" };
        var root = new Command("webhook", "Who is told over HTTP what happens.") { Resume() }.WithSettings();
        root.Options.Add(json);
        root.SetAction(async (asked, cancel) =>
        {
            await using var storage = await Storage.OpenAsync(asked.Settings(), TimeProvider.System, cancel, mayJoin: true);
            var states = await new WebhookRegister(storage.Database).StatesAsync(cancel);
            if (asked.GetValue(json)) await Console.Out.WriteLineAsync(JsonSerializer.Serialize(states, Json));
            else AnsiConsole.Write(Shown(states));
            return CommandLine.Done;
        });
        return root;
    }

    static Command Resume()
    {
        var id = new Argument<string>("ID") { Description = "Of the webhook, as listed" };
        var network = new Option<string?>("--network") { Description = "Where several networks have one of that name", HelpName = "ID" };
        var command = new Command("resume", "Tells a webhook again that had answered 410; what was given up meanwhile is not told.") { id, network }.WithSettings();
        command.SetAction(async (asked, cancel) =>
        {
            await using var storage = await Storage.OpenAsync(asked.Settings(), TimeProvider.System, cancel, mayJoin: true);
            if (await new WebhookRegister(storage.Database).ResumeAsync(asked.GetValue(network), asked.GetValue(id)!, cancel)) return CommandLine.Done;
            await Console.Error.WriteLineAsync("No webhook of this name was stopped; `protocolserver webhook` lists them.");
            return CommandLine.Failed;
        });
        return command;
    }

    static Table Shown(IReadOnlyCollection<WebhookState> states)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("network", "id", "agency", "address", "told", "waiting", "state");
        foreach (var one in states)
            table.AddRow([.. ((string[])
            [
                one.Network, one.Id, one.Agency, one.Url, string.Join(", ", one.Subscriptions), one.Waiting.ToString(CultureInfo.InvariantCulture), StateOf(one),
            ]).Select(cell => cell.EscapeMarkup())]);
        return states.Count == 0 ? table.Caption("there is none") : table;
    }

    static string StateOf(WebhookState one) =>
        one.StoppedAt is { } at ? $"stopped {at.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}: {one.StoppedWhy}"
        : !one.IsEnabled ? "switched off" : one.LastError ?? "told";
}
