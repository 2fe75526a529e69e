using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Conformance;

/// <summary>Every transcript below <c>conformance/</c> against the whole server, over pipes, with a database of its own.</summary>
public sealed class TranscriptTests
{
    public static TheoryData<string> Names => [.. ConformanceSuite.Transcripts.Select(transcript => transcript.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_server_answers_as_the_transcript_says(string name)
    {
        var transcript = ConformanceSuite.Transcripts.Single(one => one.Name == name);
        var result = await ConformanceSuite.RunAsync(transcript, TestContext.Current.CancellationToken);
        if (!result.Passed) Assert.Fail(result.Failure ?? result.Skipped);
    }
}
