using System.CommandLine;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Desk;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Hosting;

namespace ProtocolServer.Commands;

/// <summary><c>protocolserver api-key add AGENCY NAME | revoke ID</c>: who may use the JSON API.</summary>
static class ApiKeyCommand
{
    public static Command Create() => new("api-key", "Keys of the JSON API.") { Add(), Revoke() };

    static Command Add()
    {
        var (agency, name) = (new Argument<string>("AGENCY") { Description = "For which agency" }, new Argument<string>("NAME") { Description = "For people: which program it is" });
        var may = new Option<Permissions[]>("--may") { Description = "pay, spend, waive, recredit, charge, cash", AllowMultipleArgumentsPerToken = true };
        var rate = new Option<int?>("--rate") { Description = "Requests a second; what is more is told to wait [no limit]", HelpName = "N" };
        rate.Validators.Add(static given => { if (given.GetValueOrDefault<int?>() is < 1) given.AddError("--rate must be 1 or more."); });
        var command = new Command("add", "Makes a key and shows it, this once.") { agency, name, may, rate }.WithSettings();
        command.SetAction(async (asked, cancel) =>
        {
            await using var storage = await Storage.OpenAsync(asked.Settings(), TimeProvider.System, cancel, mayJoin: true);
            await storage.MigrateAsync(cancel);
            var (id, told, hash) = ApiGate.New();
            var permissions = (asked.GetValue(may) ?? []).Aggregate(Permissions.None, static (all, one) => all | one);
            await new ApiKeys(storage.Database, TimeProvider.System).AddAsync(id, hash, asked.GetValue(agency)!, asked.GetValue(name)!, permissions, asked.GetValue(rate), cancel);
            await Console.Out.WriteLineAsync(told);
            return CommandLine.Done;
        });
        return command;
    }

    static Command Revoke()
    {
        var id = new Argument<string>("ID") { Description = "The part of the key before the point" };
        var command = new Command("revoke", "Makes a key worthless at once.") { id }.WithSettings();
        command.SetAction(async (asked, cancel) =>
        {
            await using var storage = await Storage.OpenAsync(asked.Settings(), TimeProvider.System, cancel, mayJoin: true);
            if (await new ApiKeys(storage.Database, TimeProvider.System).RevokeAsync(asked.GetValue(id)!, cancel)) return CommandLine.Done;
            await Console.Error.WriteLineAsync("There is no valid key with this id.");
            return CommandLine.Failed;
        });
        return command;
    }
}
