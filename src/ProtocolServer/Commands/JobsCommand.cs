using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Hosting;
using ProtocolServer.Jobs;
using Spectre.Console;

namespace ProtocolServer.Commands;

/// <summary><c>protocolserver jobs | jobs run NAME</c>: what was run for which business day, and a start by hand.</summary>
static class JobsCommand
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create()
    {
        var (name, most, json) = (new Option<string?>("--job") { Description = "Of this job only", HelpName = "NAME" },
            new Option<int>("--most") { Description = "How many runs [50]", DefaultValueFactory = static _ => 50 }, new Option<bool>("--json") { Description = "For machines" });
        var list = new Command("list", "The latest runs.") { name, most, json }.WithSettings();
        list.SetAction(async (asked, cancel) =>
        {
            await using var storage = await Storage.OpenAsync(asked.Settings(), TimeProvider.System, cancel, mayJoin: true);
            var runs = await new JobBook(storage.Database, TimeProvider.System).RunsAsync(asked.GetValue(name), asked.GetValue(most), cancel);
            if (asked.GetValue(json)) await Console.Out.WriteLineAsync(JsonSerializer.Serialize(runs, Json));
            else Screens.Answer.Write(Table(runs));
            return CommandLine.Done;
        });
        return new("jobs", "Nightly jobs: what was run, and a start by hand.") { list, Run() };
    }

    static Command Run()
    {
        var name = new Argument<string>("NAME") { Description = string.Join(", ", JobCatalog.All.Select(job => job.Name)) };
        var until = new Option<string?>("--until") { Description = "The last day to run, such as 2026-03-01 [the last one that is over]", HelpName = "DAY" };
        var command = new Command("run", "Runs a job for every day that was not run yet; a day that was is left alone.") { name, until }.WithSettings();
        command.SetAction(async (asked, cancel) =>
        {
            if (JobCatalog.Find(asked.GetValue(name)!) is not { } job)
                return await SayAsync($"There is no job '{asked.GetValue(name)}'; there are {string.Join(", ", JobCatalog.All.Select(one => one.Name))}.");
            DateOnly? day = null;
            if (asked.GetValue(until) is { } text)
            {
                if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var read)) return await SayAsync($"'{text}' is no day; write it as 2026-03-01.");
                day = read;
            }
            var options = asked.Settings();
            await using var storage = await Storage.OpenAsync(options, TimeProvider.System, cancel, mayJoin: true);
            await storage.MigrateAsync(cancel);
            var parts = new ServiceCollection();
            parts.AddServer(options with { Jobs = false }, storage, TimeProvider.System);
            parts.AddSingleton(storage.Log.Factory);
            parts.AddLogging();
            await using var services = parts.BuildServiceProvider();
            var runner = services.GetRequiredService<JobRunner>();
            var output = Screens.Progress;
            var result = output.Profile.Capabilities.Interactive
                ? await output.Status().StartAsync(job.Name, status => runner.RunAsync(job, day, cancel, (scope, done) => status.Status(
                    string.Create(CultureInfo.InvariantCulture, $"{scope.Agency.Id.Value.EscapeMarkup()} {scope.Day:yyyy-MM-dd}: {done:N0} done"))))
                : await runner.RunAsync(job, day, cancel);
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{job.Name}: {result.Days} days run, {result.Done} done, {result.Failed} failed"));
            return result.Failed == 0 ? CommandLine.Done : CommandLine.Failed;
        });
        return command;

        static async Task<int> SayAsync(string message)
        {
            await Console.Error.WriteLineAsync(message);
            return CommandLine.Failed;
        }
    }

    static Table Table(IReadOnlyCollection<JobRun> runs)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("job", "network", "agency", "day", "started", "took", "done", "result");
        foreach (var run in runs)
            table.AddRow(run.Job, run.Network.EscapeMarkup(), run.Agency.EscapeMarkup(), run.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                run.StartedAt.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
                run.FinishedAt is { } end ? string.Create(CultureInfo.InvariantCulture, $"{(end - run.StartedAt).TotalSeconds:F1} s") : "",
                run.Done.ToString(CultureInfo.InvariantCulture), run.Error?.EscapeMarkup() ?? (run.FinishedAt is null ? "runs" : "done"));
        return runs.Count == 0 ? table.Caption("nothing") : table;
    }
}
