using System.CommandLine;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using ProtocolServer.Adapters;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Hosting;
using Spectre.Console;

namespace ProtocolServer.Commands;

/// <summary><c>protocolserver webhook add | secret | pause | resume | remove | failed | retry</c>: what an operator does with webhooks. Servers follow within half a minute.</summary>
static class WebhookChanges
{
    const int Most = 500, SecretBytes = 32, ShortestSecret = 16;

    /// <summary>Where a secret is taken from that is not made here; it never stands on the command line, which others can read.</summary>
    const string SecretVariable = "PROTOCOLSERVER_WEBHOOK_SECRET";

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static IEnumerable<Command> All() => [Add(), Secret(), Pause(), Resume(), Remove(), Failed(), Retry()];

    static Argument<string> Id() => new("ID") { Description = "Of the webhook, as listed" };

    static Option<string?> Network() => new("--network") { Description = "Where several networks have one of that name", HelpName = "ID" };

    static Option<bool> FromStdin() => new("--secret-stdin") { Description = $"Read its secret from standard input; else it is that of {SecretVariable}, or a new one that is shown once" };

    static Command Add()
    {
        var id = new Argument<string>("ID") { Description = "Its name, such as sms" };
        var agency = new Option<string>("--agency") { Description = "Whose happenings it is told", HelpName = "ID", Required = true };
        var url = new Option<string>("--url") { Description = "Where it is told: http or https", HelpName = "URL", Required = true };
        var tell = new Option<string[]>("--tell") { Description = "What it is told; docs/webhooks.md lists all", HelpName = "TYPE", AllowMultipleArgumentsPerToken = true, Required = true };
        var also = new Option<string[]>("--also") { Description = "Further agencies of the network", HelpName = "ID", AllowMultipleArgumentsPerToken = true };
        var staffData = new Option<bool>("--staff-data") { Description = "It may know whom something is about; who tells readers must" };
        var hide = new Option<string[]>("--hide") { Description = "Members of the data it never gets", HelpName = "NAME", AllowMultipleArgumentsPerToken = true };
        var credentials = new Option<string?>("--credentials") { Description = "Name of Credentials in the settings: a token, a client certificate, an authority", HelpName = "NAME" };
        var stdin = FromStdin();
        var command = new Command("add", "Adds a webhook, and shows its new secret, this once.") { id, agency, url, tell, also, staffData, hide, credentials, stdin }.WithSettings();
        command.SetAction(async (asked, cancel) =>
        {
            var told = asked.GetValue(tell) ?? [];
            if (Array.Find(told, type => !WebhookEvents.All.Contains(type)) is { } odd)
                throw new SetupException($"'{odd}' is nothing that can be told; --tell takes {string.Join(", ", WebhookEvents.All)}.");
            if (told.Contains(WebhookEvents.ReaderNotice) && !asked.GetValue(staffData))
                throw new SetupException($"Who is told {WebhookEvents.ReaderNotice} has to know whom: add --staff-data.");
            if (!Webhook.TryAddress(asked.GetValue(url)!, out var address))
                throw new SetupException($"'{asked.GetValue(url)}' is no address; write https://sms.example.org/hook, without a name or password in it.");
            var (secret, isNew) = SecretOf(asked.GetValue(stdin), asked.GetValue(credentials) is not null);
            await using var storage = await Storage.OpenAsync(asked.Settings(), TimeProvider.System, cancel, mayJoin: true);
            await storage.MigrateAsync(cancel);
            var hook = new Webhook
            {
                Id = asked.GetValue(id)!, Network = new(""), Agency = new(asked.GetValue(agency)!), Agencies = [.. (asked.GetValue(also) ?? []).Select(one => new AgencyId(one))],
                Url = address, Credentials = asked.GetValue(credentials), SigningSecret = secret, Subscriptions = [.. told],
                Permissions = asked.GetValue(staffData) ? Permissions.StaffData : Permissions.None, Hidden = [.. asked.GetValue(hide) ?? []],
            };
            if (!await new WebhookRegister(storage.Database).AddAsync(hook, cancel))
                return await NoAsync($"There is no agency {hook.Agency} with these others in its network, or it has a webhook {hook.Id} already; `protocolserver webhook` lists them.");
            if (isNew) await Console.Out.WriteLineAsync(secret);
            return CommandLine.Done;
        });
        return command;
    }

    static Command Secret()
    {
        var (id, network, stdin) = (Id(), Network(), FromStdin());
        var command = new Command("secret", "Gives it another secret: a new one is shown, this once.") { id, network, stdin }.WithSettings();
        command.SetAction((asked, cancel) => WithAsync(asked, async register =>
        {
            var (secret, isNew) = SecretOf(asked.GetValue(stdin), mayLack: false);
            if (!await register.ChangeSecretAsync(asked.GetValue(network), asked.GetValue(id)!, secret!, cancel)) return await UnknownAsync();
            if (isNew) await Console.Out.WriteLineAsync(secret);
            return CommandLine.Done;
        }, cancel));
        return command;
    }

    static Command Pause() => One("pause", "Tells it nothing of what happens from now on; what waits goes on waiting.", static (register, network, id, cancel) => register.PauseAsync(network, id, cancel),
        "No webhook of this name is told anything; `protocolserver webhook` lists them.");

    static Command Resume() => One("resume", "Tells one again that was paused, or had answered 410; what happened or was given up meanwhile is not told.",
        static (register, network, id, cancel) => register.ResumeAsync(network, id, cancel), "No webhook of this name was paused or stopped; `protocolserver webhook` lists them.");

    static Command Remove() => One("remove", "Removes it; what waits for it is given up, readers' notices are kept for another.",
        static (register, network, id, cancel) => register.RemoveAsync(network, id, cancel), Unknown);

    static Command One(string name, string what, Func<WebhookRegister, string?, string, CancellationToken, Task<bool>> act, string no)
    {
        var (id, network) = (Id(), Network());
        var command = new Command(name, what) { id, network }.WithSettings();
        command.SetAction((asked, cancel) => WithAsync(asked, async register =>
            await act(register, asked.GetValue(network), asked.GetValue(id)!, cancel) ? CommandLine.Done : await NoAsync(no), cancel));
        return command;
    }

    static Command Retry()
    {
        var (id, network) = (Id(), Network());
        var command = new Command("retry", "Tries what waits for it at once, instead of later.") { id, network }.WithSettings();
        command.SetAction((asked, cancel) => WithAsync(asked, async register =>
        {
            if (await register.RetryAsync(asked.GetValue(network), asked.GetValue(id)!, cancel) is not { } waiting) return await UnknownAsync();
            await Console.Out.WriteLineAsync(waiting.ToString(CultureInfo.InvariantCulture) + " waiting");
            return CommandLine.Done;
        }, cancel));
        return command;
    }

    static Command Failed()
    {
        var id = new Argument<string?>("ID") { Description = "Of one webhook only", Arity = ArgumentArity.ZeroOrOne };
        var (network, json) = (Network(), new Option<bool>("--json") { Description = "For machines" });
        var command = new Command("failed", "What was not taken, and why: it waits, or was given up.") { id, network, json }.WithSettings();
        command.SetAction((asked, cancel) => WithAsync(asked, async register =>
        {
            var failures = await register.FailuresAsync(asked.GetValue(network), asked.GetValue(id), Most, cancel);
            if (asked.GetValue(json)) await Console.Out.WriteLineAsync(JsonSerializer.Serialize(failures, Json));
            else Screens.Answer.Write(Shown(failures));
            return CommandLine.Done;
        }, cancel));
        return command;
    }

    static Table Shown(ImmutableArray<WebhookFailure> failures)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("at", "webhook", "what", "about", "tried", "last", "why", "state");
        foreach (var one in failures)
            table.AddRow([.. ((string?[])
            [
                When(one.At), one.Webhook, one.Event, one.About, one.Attempts.ToString(CultureInfo.InvariantCulture), one.TriedAt is { } tried ? When(tried) : null, one.Why, one.State,
            ]).Select(cell => (cell ?? "").EscapeMarkup())]);
        return failures.IsEmpty ? table.Caption("everything was taken") : table;
    }

    static string When(DateTimeOffset at) => at.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <param name="mayLack">The settings may hold one for it.</param>
    static (string? Secret, bool IsNew) SecretOf(bool fromStdin, bool mayLack)
    {
        var given = fromStdin ? Console.In.ReadLine()?.Trim() : Environment.GetEnvironmentVariable(SecretVariable);
        if (given is { Length: > 0 })
            return given.Length >= ShortestSecret ? (given, false) : throw new SetupException($"A secret has {ShortestSecret} letters or more; leave it out, and one is made.");
        if (fromStdin) throw new SetupException("Standard input holds no secret; give one line, or leave --secret-stdin out, and one is made.");
        return mayLack ? (null, false) : (Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes)), true);
    }

    const string Unknown = "There is no webhook of this name; `protocolserver webhook` lists them.";

    static Task<int> UnknownAsync() => NoAsync(Unknown);

    static async Task<int> NoAsync(string why)
    {
        await Console.Error.WriteLineAsync(why);
        return CommandLine.Failed;
    }

    static async Task<int> WithAsync(ParseResult asked, Func<WebhookRegister, Task<int>> act, CancellationToken cancel)
    {
        await using var storage = await Storage.OpenAsync(asked.Settings(), TimeProvider.System, cancel, mayJoin: true);
        return await act(new(storage.Database));
    }
}
