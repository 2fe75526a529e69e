using ProtocolServer.Adapters;

namespace ProtocolServer.Hosting;

/// <summary>
/// Reads the settings from DATA/settings.json, the environment and the command line, the later over the earlier.
/// An unknown key, a wrong type or a wrong value stops the start with its key named.
/// </summary>
public static class SettingsReader
{
    public const string EnvironmentPrefix = "PROTOCOLSERVER__";

    public static ServerOptions Read(IEnumerable<KeyValuePair<string, string?>> commandLine)
    {
        var given = commandLine.ToArray();
        var early = new ConfigurationBuilder().AddEnvironmentVariables(EnvironmentPrefix).AddInMemoryCollection(given).Build();
        var folder = Path.GetFullPath(early[nameof(ServerOptions.Data)] ?? new ServerOptions().Data);
        var file = Path.Combine(folder, "settings.json");
        try
        {
            var all = new ConfigurationBuilder()
                .AddJsonFile(file, optional: true, reloadOnChange: false)
                .AddEnvironmentVariables(EnvironmentPrefix)
                .AddInMemoryCollection(given)
                .Build();
            var options = all.Get<ServerOptions>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new();
            return Validated(options with { Data = folder });
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or InvalidDataException)
        {
            throw new SetupException($"A setting is wrong: {Words(wrong)} It comes from {file}, from an environment variable {EnvironmentPrefix}... "
                                     + "or from the command line; correct it there (protocolserver serve --help lists the options).", wrong);
        }
    }

    /// <summary>The binder's words for an unknown key speak of its own option and type; the key stands at their end.</summary>
    static string Words(Exception wrong) =>
        wrong is InvalidDataException ? wrong.InnerException?.Message ?? wrong.Message
        // Inside a list of names the key is told one level deeper.
        : wrong.InnerException is InvalidOperationException inner ? Words(inner)
        : wrong.Message.Contains("ErrorOnUnknownConfiguration", StringComparison.Ordinal) ? $"there is no setting {wrong.Message[(wrong.Message.LastIndexOf(": ", StringComparison.Ordinal) + 2)..]}."
        : wrong.Message;

    public static ServerOptions Validated(ServerOptions options)
    {
        var answer = new ServerOptionsValidator().Validate(null, options);
        if (answer.Failed) throw new SetupException($"A setting is wrong. {string.Join(" ", answer.Failures)} Correct it and start again.");
        if (options is { Fixture: not null, Empty: true })
            throw new SetupException("A setting is wrong. Fixture and Empty exclude each other: leave one out.");
        return options;
    }
}
