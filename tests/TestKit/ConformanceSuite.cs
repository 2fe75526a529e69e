using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using ProtocolServer.Adapters.Files;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Conformance;
using ProtocolServer.Domain.Libraries;

namespace ProtocolServer.Tests.TestKit;

/// <summary>The transcripts of this repository, each with a server and a freshly loaded database of its own.</summary>
static class ConformanceSuite
{
    static readonly ConcurrentDictionary<(string, DateTimeOffset), Lazy<Task<string>>> Templates = new();

    public static string Folder { get; } = Repository("conformance");

    static readonly ConcurrentDictionary<string, Lazy<Task<MemoryServer>>> Shared = new();

    public static FrozenDictionary<string, LibraryFile> Libraries { get; } = LibraryFiles.Load().OrThrow();

    public static Suite Suite { get; } = new("conformance", Libraries, TextFiles.Load().OrThrow()) { Validate = NcipSchemas.Mistakes };

    public static ImmutableArray<Transcript> Transcripts { get; } = TranscriptReader.ReadAll(Folder);

    public static async Task<TranscriptResult> RunAsync(Transcript transcript, CancellationToken cancel)
    {
        // What partners say changes readers and copies of its own alone: one server serves all of it, unless somebody lets time pass or
        // takes the database away.
        if (transcript is { Partner: not null, NeedsControl: null })
        {
            var shared = FixtureOf(transcript.Given, transcript.Clock);
            var everybodys = await Shared.GetOrAdd(transcript.Given, given => new(() => ServerAsync(given, CancellationToken.None))).Value;
            return await new TranscriptRunner(transcript, Suite, everybodys, shared.Terminals, shared.Partners).RunAsync(cancel);
        }
        var template = await Templates.GetOrAdd((transcript.Given, transcript.Clock), of => new(() => LoadAsync(of.Item1, of.Item2))).Value;
        await using var server = await MemoryServer.StartAsync(await PostgresFixture.CopyAsync(template), transcript.Clock, cancel);
        var fixture = FixtureOf(transcript.Given, transcript.Clock);
        return await new TranscriptRunner(transcript, Suite, server, fixture.Terminals, fixture.Partners).RunAsync(cancel);
    }

    /// <summary>A server on a copy of a fixture, for tests that need more than a transcript says.</summary>
    public static async Task<MemoryServer> ServerAsync(string given, CancellationToken cancel, IReadOnlyDictionary<string, string>? profiles = null)
    {
        var template = await Templates.GetOrAdd((given, Transcript.UsualClock), of => new(() => LoadAsync(of.Item1, of.Item2))).Value;
        return await MemoryServer.StartAsync(await PostgresFixture.CopyAsync(template), Transcript.UsualClock, cancel, profiles);
    }

    public static Fixture FixtureOf(string given, DateTimeOffset clock) =>
        FixtureFiles.Read([Path.Combine(Folder, given)], Libraries, clock).OrThrow().Single();

    /// <summary>A database with a fixture in it, from which each transcript gets a copy.</summary>
    static async Task<string> LoadAsync(string given, DateTimeOffset clock)
    {
        var connection = await PostgresFixture.NewDatabaseAsync(isMigrated: true);
        await using var database = Database.Open(connection + ";Pooling=false;Minimum Pool Size=0");
        await new FixtureStore(database, new CountedIds(), iterations: 10).LoadAsync(FixtureOf(given, clock), clock);
        return connection;
    }

    static string Repository(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "ProtocolServer.sln"))) return Path.Combine(folder.FullName, name);
        throw new DirectoryNotFoundException("The tests run inside the repository.");
    }
}
