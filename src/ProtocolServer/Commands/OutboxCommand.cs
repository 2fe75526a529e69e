using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Hosting;
using Spectre.Console;

namespace ProtocolServer.Commands;

/// <summary><c>protocolserver outbox [list] | hurry | drop ID</c>: what waits to be told to others, and why.</summary>
static class OutboxCommand
{
    const int Most = 500;

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create()
    {
        var root = new Command("outbox", "What waits to be sent to other systems, and why.") { Hurry(), Drop() }.WithSettings();
        var kind = new Option<string?>("--kind") { Description = "Of this kind only, such as ncip", HelpName = "KIND" };
        var json = new Option<bool>("--json") { Description = "For machines" };
        root.Options.Add(kind);
        root.Options.Add(json);
        root.SetAction((asked, cancel) => WithAsync(asked, async outbox =>
        {
            var waiting = await outbox.WaitingAsync(asked.GetValue(kind), Most, cancel);
            if (asked.GetValue(json)) await Console.Out.WriteLineAsync(JsonSerializer.Serialize(waiting, Json));
            else Screens.Answer.Write(Shown(waiting));
            return CommandLine.Done;
        }, cancel));
        return root;
    }

    static Command Hurry()
    {
        var command = new Command("hurry", "Tries those who did not answer at once, instead of later.").WithSettings();
        command.SetAction((asked, cancel) => WithAsync(asked, async outbox =>
        {
            await outbox.HurryAsync(cancel);
            return CommandLine.Done;
        }, cancel));
        return command;
    }

    static Command Drop()
    {
        var id = new Argument<Guid>("ID") { Description = "Of the message, as listed" };
        var command = new Command("drop", "Takes a message out, unsent.") { id }.WithSettings();
        command.SetAction((asked, cancel) => WithAsync(asked, async outbox =>
        {
            if (await outbox.DropAsync(asked.GetValue(id), cancel)) return CommandLine.Done;
            await Console.Error.WriteLineAsync("No message with this id waits; `protocolserver outbox` lists them.");
            return CommandLine.Failed;
        }, cancel));
        return command;
    }

    static async Task<int> WithAsync(ParseResult asked, Func<Outbox, Task<int>> act, CancellationToken cancel)
    {
        await using var storage = await Storage.OpenAsync(asked.Settings(), TimeProvider.System, cancel, mayJoin: true);
        return await act(new(storage.Database));
    }

    static Table Shown(IReadOnlyCollection<OutboxWaiting> waiting)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("since", "kind", "for", "what", "about", "tried", "next", "why it waits", "id");
        foreach (var one in waiting)
            table.AddRow([.. ((string?[])
            [
                When(one.At), one.Kind, one.Destination, one.Subject, one.About, one.Attempts.ToString(CultureInfo.InvariantCulture), When(one.NextAt), one.LastError,
                one.Id.ToString(),
            ]).Select(cell => (cell ?? "").EscapeMarkup())]);
        return waiting.Count == 0 ? table.Caption("nothing waits") : table;
    }

    static string When(DateTimeOffset at) => at.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
