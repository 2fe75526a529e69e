using System.Net;
using Microsoft.Extensions.Logging;
using ProtocolServer.Adapters.Files;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Conformance;
using ProtocolServer.Conformance.Partners;
using ProtocolServer.Hosting;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Conformance;

/// <summary>The transcripts of partners as a stranger runs them: over real sockets, against a server that nobody resets.</summary>
public sealed class NcipSocketTests
{
    const string Given = "fixtures/ncip.yaml";

    [Theory]
    [InlineData("http", "ncip")]
    [InlineData("tcp", "ncip")]
    public async Task The_whole_suite_passes_over_sockets(string transport, string listener)
    {
        var cancel = TestContext.Current.CancellationToken;
        var now = TimeProvider.System.GetUtcNow();
        var fixture = ConformanceSuite.FixtureOf(Given, now);
        var connection = await PostgresFixture.NewDatabaseAsync(isMigrated: true);
        await using (var database = Database.Open(connection + ";Pooling=false;Minimum Pool Size=0"))
            await new FixtureStore(database, new CountedIds(), iterations: 10).LoadAsync(fixture, now, cancel: cancel);
        var folder = TestCluster.NewFolder("conformance");
        var options = new ServerOptions
        {
            Data = folder, Sip2Port = -1, Sip2TlsPort = -1, NcipPort = 0, HttpPort = -1, Connection = connection, Empty = true,
            Telemetry = new() { LogLevel = LogLevel.Error },
        };
        await using (var server = await RunningServer.StartAsync(options, TextWriter.Null, TimeProvider.System, cancel: cancel))
        {
            using var there = new RemoteResponder(new Uri($"{transport}://{server.EndPoint(listener)}")) { AnswerLimit = Waiting.Limit };
            var wanted = ConformanceSuite.Transcripts.Where(transcript => transcript.Given == Given && transcript.NeedsControl is null && transcript.Partner?.Transport == transport).ToArray();
            Assert.NotEmpty(wanted);
            var results = await new SuiteRun(ConformanceSuite.Suite, there, Given, fixture, []).RunAsync(wanted, static _ => { }, cancel);
            Assert.Empty(results.Where(result => result.Failure is not null).Select(result => result.Failure));
            // A transcript that changes something is not run again in another version.
            Assert.Empty(results.Where(result => result.Skipped is not null && !result.Skipped.Contains("was changed by", StringComparison.Ordinal)).Select(result => $"{result.Transcript.Name}: {result.Skipped}"));
        }
        TestCluster.Remove(folder);
    }

    [Fact]
    public async Task A_responder_that_is_wrong_is_shown_with_both_lines_and_a_caret()
    {
        var errors = new List<string>();
        var transcript = TranscriptReader.Read("ncip/x.ncip", """
            @spec    NCIP LookupItem
            @library latvia  @given fixtures/ncip.yaml
            # A copy.
            A> <LookupItem>{item:B1}</LookupItem>
            A< <LookupItemResponse>{item:B1}</LookupItemResponse>
            """, errors) with { Partner = new(System.Collections.Immutable.ImmutableDictionary<char, string>.Empty, ProtocolServer.Ncip.Wire.NcipVersion.V202, "http", false) };
        Assert.Empty(errors);
        var wrong = new WrongResponder("<NCIPMessage xmlns='http://www.niso.org/2008/ncip'><LookupItemResponse><ItemId><ItemIdentifierValue>B2</ItemIdentifierValue></ItemId></LookupItemResponse></NCIPMessage>");
        var fixture = ConformanceSuite.FixtureOf(Given, TimeProvider.System.GetUtcNow());
        var result = await new TranscriptRunner(transcript, ConformanceSuite.Suite, wrong, [], fixture.Partners).RunAsync(TestContext.Current.CancellationToken);
        Assert.Contains("expected  <LookupItemResponse><ItemId><ItemIdentifierValue>B1<", result.Failure, StringComparison.Ordinal);
        Assert.Contains("received  <LookupItemResponse><ItemId><ItemIdentifierValue>B2<", result.Failure, StringComparison.Ordinal);
        Assert.EndsWith(new string(' ', "  received  <LookupItemResponse><ItemId><ItemIdentifierValue>B".Length) + "^", result.Failure, StringComparison.Ordinal);
        Assert.Contains("NCIP conformance", Contents.Html("x", [result]), StringComparison.Ordinal);
    }

    sealed class WrongResponder(string answer) : IServerUnderTest
    {
        public IServerControl? Control => null;

        public bool CanComeFrom(IPAddress address) => false;

        public Task<TerminalLine> ConnectAsync(IPAddress? from, CancellationToken cancel) => Task.FromException<TerminalLine>(new NotSupportedException());

        public Task<PartnerLine> ConnectPartnerAsync(string transport, CancellationToken cancel) =>
            Task.FromResult<PartnerLine>(new HttpLine((_, _) => Task.FromResult((200, System.Text.Encoding.UTF8.GetBytes(answer)))));
    }
}
