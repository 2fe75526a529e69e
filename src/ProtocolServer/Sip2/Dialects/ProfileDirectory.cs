using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using ProtocolServer.Adapters;
using ProtocolServer.Adapters.Files;
using ProtocolServer.Domain.Terminals;
using ProtocolServer.Hosting;
using ProtocolServer.Sip2.Wire;
using ProtocolServer.Telemetry;

namespace ProtocolServer.Sip2.Dialects;

/// <summary>
/// Every terminal profile, kept in memory and compiled once. The folder of a site's own is looked at again once in a while; where a
/// changed file has a mistake, the profiles stay as they were and the mistakes are logged.
/// </summary>
sealed class ProfileDirectory
{
    static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(5);

    readonly string? folder;
    readonly TimeProvider time;
    readonly ILogger<ProfileDirectory> log;
    readonly Lock one = new();
    readonly ConditionalWeakTable<TerminalProfile, ConcurrentDictionary<(bool, string), Dialect>> compiled = [];
    readonly ConcurrentDictionary<(string Name, string Edition), int> spoken = new();
    volatile Known known;

    /// <exception cref="SetupException">A profile has mistakes; all of them are in the message.</exception>
    public ProfileDirectory(ServerOptions options, TimeProvider time, ILogger<ProfileDirectory> log)
    {
        (folder, this.time, this.log) = (FolderOf(options), time, log);
        var state = StateOf(folder);
        var read = Load(folder);
        if (!read.IsGood) throw new SetupException($"Terminal profiles have mistakes. Correct them and start again.\n{string.Join('\n', read.Errors)}");
        known = new(read.Value!, state, time.GetTimestamp());
    }

    /// <summary>What the server's own tables let a profile name.</summary>
    public static ProfileVocabulary Vocabulary { get; } = new()
    {
        Requests = Codes(exchange => exchange.Request), Answers = Codes(exchange => exchange.Response),
        FixedFields = FixedNames.All.ToFrozenSet(StringComparer.Ordinal),
        Extensions = CardIssuingSpecs.Families.Keys.ToFrozenSet(StringComparer.Ordinal),
        Encodings = WireEncoding.Names.ToFrozenSet(StringComparer.Ordinal),
    };

    /// <summary>All profiles, those that come with the server and a site's own.</summary>
    public static Checked<FrozenDictionary<string, TerminalProfile>> Load(string? folder) => ProfileFiles.Load(typeof(ProfileDirectory).Assembly, folder, Vocabulary);

    /// <summary>The folder of a site's own profiles: the one set, or DATA/profiles where that exists.</summary>
    public static string? FolderOf(ServerOptions options) =>
        options.Profiles is { } set ? set : Path.Combine(options.Data, "profiles") is var usual && Directory.Exists(usual) ? usual : null;

    public IEnumerable<TerminalProfile> All => Current().Profiles.Values;

    /// <summary>The profile an account names; null when there is none.</summary>
    public TerminalProfile? Find(string name) => Current().Profiles.GetValueOrDefault(name);

    public Dialect DialectOf(TerminalProfile profile, bool isVersion1, TimeZoneInfo zone) =>
        compiled.GetOrCreateValue(profile).GetOrAdd((isVersion1, zone.Id), static (_, of) => DialectCompiler.Compile(of.profile, of.isVersion1, of.zone), (profile, isVersion1, zone));

    /// <summary>Connections that speak a profile as it stood when they logged in, by its name and edition.</summary>
    public IEnumerable<(string Name, string Edition, int Connections)> Spoken =>
        spoken.Where(pair => pair.Value > 0).Select(pair => (pair.Key.Name, pair.Key.Edition, pair.Value)).OrderBy(row => row.Name, StringComparer.Ordinal);

    /// <summary>A terminal has logged in (1), or is gone (-1).</summary>
    public void Count(TerminalProfile profile, int connections)
    {
        spoken.AddOrUpdate((profile.Name, profile.Edition), connections, (_, before) => before + connections);
        ServerTelemetry.TerminalsConnected.Add(connections,
            new KeyValuePair<string, object?>("profile", profile.Name), new KeyValuePair<string, object?>("edition", profile.Edition));
    }

    Known Current()
    {
        var current = known;
        if (folder is null || time.GetElapsedTime(current.At) <= MaxAge) return current;
        // One looks; the others go on with what they have.
        if (!one.TryEnter()) return current;
        try
        {
            if (time.GetElapsedTime(known.At) <= MaxAge) return known;
            var state = StateOf(folder);
            return known = state == known.State ? known with { At = time.GetTimestamp() } : Reread(state);
        }
        catch (Exception away) when (away is IOException or UnauthorizedAccessException)
        {
            Log.ProfilesUnreadable(log, folder, away.Message);
            return known = known with { At = time.GetTimestamp() };
        }
        finally
        {
            one.Exit();
        }
    }

    Known Reread(string state)
    {
        var read = Load(folder);
        if (read.IsGood)
        {
            // What has not changed stays the same, compiled as it is.
            var profiles = read.Value!.ToFrozenDictionary(
                pair => pair.Key, pair => known.Profiles.TryGetValue(pair.Key, out var before) && before.Edition == pair.Value.Edition ? before : pair.Value, StringComparer.Ordinal);
            Log.ProfilesRead(log, profiles.Count);
            foreach (var (name, edition, connections) in Spoken)
                if (profiles.GetValueOrDefault(name)?.Edition != edition)
                    Log.ProfileSpokenStill(log, connections, name, edition);
            return new(profiles, state, time.GetTimestamp());
        }
        foreach (var error in read.Errors) Log.ProfileWrong(log, error.ToString());
        return known with { State = state, At = time.GetTimestamp() };
    }

    /// <summary>Names, sizes and times of the files: what differs when something was changed.</summary>
    static string StateOf(string? folder) => folder is null || !Directory.Exists(folder) ? "" : string.Join('\n', new DirectoryInfo(folder)
        .EnumerateFiles("*.yaml").OrderBy(file => file.Name, StringComparer.Ordinal).Select(file => $"{file.Name} {file.Length} {file.LastWriteTimeUtc.Ticks}"));

    static FrozenSet<string> Codes(Func<Exchange, MessageSpec> of) =>
        DialectCompiler.AllExchanges.Select(exchange => of(exchange).Code).ToFrozenSet(StringComparer.Ordinal);

    sealed record Known(FrozenDictionary<string, TerminalProfile> Profiles, string State, long At);
}
