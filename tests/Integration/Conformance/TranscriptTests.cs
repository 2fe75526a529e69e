using System.Globalization;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Conformance;

/// <summary>Every transcript below <c>conformance/</c> against the whole server, over pipes, with a database of its own.</summary>
public sealed class TranscriptTests
{
    public static TheoryData<string> Names => [.. ConformanceSuite.Transcripts.Select(transcript => transcript.Name)];

    public static TheoryData<string> Races => [.. ConformanceSuite.Transcripts.Select(transcript => transcript.Name).Where(name => name.Contains("/races/", StringComparison.Ordinal))];

    /// <summary>A race goes another way each time; more rounds with <c>PROTOCOLSERVER_RACE_ROUNDS=20</c>.</summary>
    [Theory]
    [MemberData(nameof(Races))]
    public async Task A_race_ends_in_a_state_that_is_allowed_whichever_way_it_goes(string name)
    {
        var rounds = int.TryParse(Environment.GetEnvironmentVariable("PROTOCOLSERVER_RACE_ROUNDS"), CultureInfo.InvariantCulture, out var set) ? set : 2;
        for (var round = 0; round < rounds; round++) await The_server_answers_as_the_transcript_says(name);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_server_answers_as_the_transcript_says(string name)
    {
        var transcript = ConformanceSuite.Transcripts.Single(one => one.Name == name);
        var result = await ConformanceSuite.RunAsync(transcript, TestContext.Current.CancellationToken);
        if (!result.Passed) Assert.Fail(result.Failure ?? result.Skipped);
    }
}
