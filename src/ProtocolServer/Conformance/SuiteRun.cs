using System.Collections.Immutable;
using ProtocolServer.Adapters.Files;
using ProtocolServer.Conformance.Partners;

namespace ProtocolServer.Conformance;

/// <summary>All transcripts one after the other against a server that nobody resets between them.</summary>
sealed class SuiteRun(Suite suite, IServerUnderTest server, string fixtureFile, Fixture fixture, ImmutableArray<FixtureTerminal> accounts)
{
    readonly HashSet<string> known = [.. fixture.Items.Select(item => item.Barcode.Value), .. fixture.Readers.SelectMany(reader => reader.Cards).Select(card => card.Number.Value)];
    readonly Dictionary<string, string> changed = new(StringComparer.Ordinal);

    public async Task<ImmutableArray<TranscriptResult>> RunAsync(
        IEnumerable<Transcript> transcripts, Action<TranscriptResult> each, CancellationToken cancel)
    {
        var results = ImmutableArray.CreateBuilder<TranscriptResult>();
        foreach (var transcript in transcripts)
        {
            var result = WhyNot(transcript) is { } reason ? new(transcript, Skipped: reason) : await new TranscriptRunner(transcript, suite, server, accounts, fixture.Partners).RunAsync(cancel);
            if (result.Skipped is null)
                foreach (var id in transcript.ChangedIds.Where(known.Contains)) changed.TryAdd(id, transcript.Name);
            results.Add(result);
            each(result);
        }
        return results.ToImmutable();
    }

    string? WhyNot(Transcript transcript)
    {
        if (Path.GetFileName(transcript.Given) != Path.GetFileName(fixtureFile)) return $"needs {transcript.Given}";
        if (transcript.WhyNot(server) is { } needs) return needs;
        if (server is RemoteResponder responder && transcript.Partner?.Transport != responder.Transport) return $"needs {transcript.Partner?.Transport ?? "SIP2"}";
        return transcript.Ids.FirstOrDefault(changed.ContainsKey) is { } id ? $"{id} was changed by {changed[id]} already; load the fixture anew and run it with --only {transcript.Name}" : null;
    }
}
