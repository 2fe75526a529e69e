using System.Net;
using Microsoft.Extensions.Logging;
using ProtocolServer.Adapters.Files;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Conformance;
using ProtocolServer.Hosting;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Conformance;

/// <summary>The same transcripts as a stranger runs them: over real sockets, with the real clock, against a server that nobody resets.</summary>
public sealed class SocketTests
{
    [Theory]
    [InlineData("sip2", "fixtures/riga.yaml")]
    [InlineData("sip2-tls", "fixtures/riga.yaml")]
    [InlineData("sip2", "fixtures/hefei.yaml")]
    [InlineData("sip2-tls", "fixtures/norway.yaml")]
    [InlineData("sip2", "fixtures/machines.yaml")]
    [InlineData("sip2-tls", "fixtures/machines.yaml")]
    public async Task The_whole_suite_passes_over_sockets(string listener, string given)
    {
        var cancel = TestContext.Current.CancellationToken;
        var now = TimeProvider.System.GetUtcNow();
        var fixture = ConformanceSuite.FixtureOf(given, now);
        var connection = await PostgresFixture.NewDatabaseAsync(isMigrated: true);
        await using (var database = Database.Open(connection + ";Pooling=false;Minimum Pool Size=0"))
            await new FixtureStore(database, new CountedIds(), iterations: 10).LoadAsync(fixture, now, cancel: cancel);
        var folder = TestCluster.NewFolder("conformance");
        var options = new ServerOptions
        {
            Data = folder, Sip2Port = 0, Sip2TlsPort = 0, NcipPort = 0, HttpPort = 0, Connection = connection, Empty = true,
            Telemetry = new() { LogLevel = LogLevel.Error },
        };
        await using (var server = await RunningServer.StartAsync(options, TextWriter.Null, TimeProvider.System, cancel: cancel))
        {
            var there = new RemoteServer(IPAddress.Loopback.ToString(), server.EndPoint(listener).Port, listener == "sip2-tls") { AnswerLimit = Waiting.Limit };
            var wanted = ConformanceSuite.Transcripts.Where(transcript => transcript.Given == given && transcript.NeedsControl is null);
            var results = await new SuiteRun(ConformanceSuite.Suite, there, given, fixture, fixture.Terminals).RunAsync(wanted, static _ => { }, cancel);
            Assert.Empty(results.Where(result => result.Failure is not null).Select(result => result.Failure));
            // Ids are shared out so that one load serves them all.
            Assert.Empty(results.Where(result => result.Skipped is not null).Select(result => $"{result.Transcript.Name}: {result.Skipped}"));
        }
        TestCluster.Remove(folder);
    }
}
