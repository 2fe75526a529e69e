using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Hosting;
using Spectre.Console;

namespace ProtocolServer.Commands;

/// <summary><c>protocolserver webhook</c>: who is told over HTTP what happens, and which of them wants no more; what can be changed stands in <see cref="WebhookChanges"/>.</summary>
static class WebhookCommand
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create()
    {
        var root = List(new("webhook", "Who is told over HTTP what happens."));
        root.Subcommands.Add(List(new("list", "The same: all of them, with what waits for each.")));
        foreach (var change in WebhookChanges.All()) root.Subcommands.Add(change);
        return root;
    }

    static Command List(Command command)
    {
        var json = new Option<bool>("--json") { Description = "For machines" };
        command.WithSettings().Options.Add(json);
        command.SetAction(async (asked, cancel) =>
        {
            await using var storage = await Storage.OpenAsync(asked.Settings(), TimeProvider.System, cancel, mayJoin: true);
            var states = await new WebhookRegister(storage.Database).StatesAsync(cancel);
            if (asked.GetValue(json)) await Console.Out.WriteLineAsync(JsonSerializer.Serialize(states, Json));
            else Screens.Answer.Write(Shown(states));
            return CommandLine.Done;
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
        : !one.IsEnabled ? "paused" : one.LastError ?? "told";
}
