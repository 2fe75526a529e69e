using System.CommandLine;
using System.Globalization;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Hosting;

namespace ProtocolServer.Commands;

/// <summary><c>protocolserver migrate</c>: brings the database's schema to this program's version and ends.</summary>
static class MigrateCommand
{
    public static Command Create()
    {
        var command = new Command("migrate", "Brings the database's schema to this version of the program.").WithSettings();
        command.SetAction(async (asked, cancel) =>
        {
            await using var storage = await Storage.OpenAsync(asked.Settings(), TimeProvider.System, cancel);
            var applied = await storage.MigrateAsync(cancel);
            var version = Migration.BuiltIn.Select(step => step.Version).DefaultIfEmpty(0).Max();
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{applied} applied, schema version {version}"));
            return CommandLine.Done;
        });
        return command;
    }
}
