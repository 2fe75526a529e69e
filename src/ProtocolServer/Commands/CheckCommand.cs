using System.CommandLine;
using System.Globalization;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Hosting;
using ProtocolServer.Sip2.Dialects;

namespace ProtocolServer.Commands;

/// <summary><c>protocolserver check</c>: reads the settings, opens the database and says whether the server would start.</summary>
static class CheckCommand
{
    public static Command Create()
    {
        var command = new Command("check", "Says whether the server would start with these settings.").WithSettings();
        command.SetAction(async (asked, cancel) =>
        {
            var options = asked.Settings();
            var profiles = ProfileDirectory.Load(ProfileDirectory.FolderOf(options));
            foreach (var error in profiles.Errors) await Console.Error.WriteLineAsync(error.ToString());
            if (!profiles.IsGood) return CommandLine.Failed;
            await using var storage = await Storage.OpenAsync(options, TimeProvider.System, cancel, mayJoin: true);
            var applied = await storage.Migrator.VersionAsync(cancel);
            var known = Migration.BuiltIn.Select(step => step.Version).DefaultIfEmpty(0).Max();
            var database = options.Connection is null ? "embedded" : "given with --connection";
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"""
                settings  valid
                profiles  {profiles.Value!.Count}, valid
                data      {storage.Folder.Root}
                database  {database}, answers
                schema    version {applied}{(applied == known ? "" : $", would be brought to {known}")}
                """));
            return applied <= known ? CommandLine.Done : CommandLine.Failed;
        });
        return command;
    }
}
