using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Hosting;
using Spectre.Console;

namespace ProtocolServer.Commands;

/// <summary><c>protocolserver staff contradictions | alarms | repeats | notices | settle ID</c>: what waits for a member of staff, until there is a console.</summary>
static class StaffCommand
{
    const int Most = 500;

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create() => new("staff", "What waits for a member of staff.") { Contradictions(), Alarms(), Repeats(), Notices(), Settle() };

    static Command Contradictions() => List("contradictions", "Acts done off line that contradict what was known, the oldest first.",
        static (lists, agency, cancel) => lists.ContradictionsAsync(agency, Most, cancel),
        ["when", "agency", "terminal", "against it", "message", "id"],
        static row => [When(row.At), row.Agency, row.Terminal, row.Code, row.Message, row.Id.ToString()]);

    static Command Alarms() => List("alarms", "Copies that were not on loan and went through a gate, the latest first.",
        static (lists, agency, cancel) => lists.AlarmsAsync(agency, Most, cancel),
        ["when", "agency", "gate", "item", "title"],
        static row => [When(row.At), row.Agency, row.Gate, row.Barcode, row.Title]);

    static Command Repeats() => List("repeats", "Payments without a number that came again byte for byte and were taken for the first, the latest first.",
        static (lists, agency, cancel) => lists.SuspectedRepeatsAsync(agency, Most, cancel),
        ["when", "agency", "terminal", "what"],
        static row => [When(row.At), row.Agency, row.Terminal, row.Command]);

    static Command Notices() => List("notices", "Readers' notices that were not told yet, the oldest first.",
        static (lists, agency, cancel) => lists.NoticesAsync(agency, Most, cancel),
        ["due", "agency", "from", "what", "item", "state", "id"],
        static row => [When(row.DueAt), row.Agency, row.From, row.Kind, row.Barcode ?? "", StateOf(row), row.Id.ToString()]);

    static string StateOf(WaitingNotice notice) =>
        notice.HandedAt is { } at ? notice.Outcome is { } ended ? $"{ended}; not told" : $"in the outbox since {When(at)}"
        : notice.IsTaken ? "waits for its day" : "kept: no webhook takes reader.notice of this agency";

    static Command Settle()
    {
        var id = new Argument<Guid>("ID") { Description = "Of the contradiction, as listed" };
        var command = new Command("settle", "Takes a contradiction off the list.") { id }.WithSettings();
        command.SetAction(async (asked, cancel) =>
        {
            await using var storage = await Storage.OpenAsync(asked.Settings(), TimeProvider.System, cancel, mayJoin: true);
            if (await new StaffLists(storage.Database, TimeProvider.System).SettleAsync(asked.GetValue(id), cancel)) return CommandLine.Done;
            await Console.Error.WriteLineAsync("There is no open contradiction with this id; `protocolserver staff contradictions` lists them.");
            return CommandLine.Failed;
        });
        return command;
    }

    static Command List<T>(string name, string about, Func<StaffLists, string?, CancellationToken, Task<ImmutableArray<T>>> load,
        string[] columns, Func<T, string[]> cells)
    {
        var agency = new Option<string?>("--agency") { Description = "Of this agency only", HelpName = "ID" };
        var json = new Option<bool>("--json") { Description = "For machines" };
        var command = new Command(name, about) { agency, json }.WithSettings();
        command.SetAction(async (asked, cancel) =>
        {
            await using var storage = await Storage.OpenAsync(asked.Settings(), TimeProvider.System, cancel, mayJoin: true);
            var rows = await load(new(storage.Database, TimeProvider.System), asked.GetValue(agency), cancel);
            if (asked.GetValue(json)) await Console.Out.WriteLineAsync(JsonSerializer.Serialize(rows, Json));
            else Screens.Answer.Write(Table(rows, columns, cells));
            return CommandLine.Done;
        });
        return command;
    }

    static Table Table<T>(ImmutableArray<T> rows, string[] columns, Func<T, string[]> cells)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns) table.AddColumn(column);
        foreach (var row in rows) table.AddRow([.. cells(row).Select(cell => cell.EscapeMarkup())]);
        return rows.IsEmpty ? table.Caption("nothing") : table;
    }

    static string When(DateTimeOffset at) => at.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
