using FluentAssertions;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Sip2;

/// <summary>A server that is stopped sends the answer in hand first: what was done is told (style: drain on stop).</summary>
public sealed class StopTests : IDisposable
{
    readonly string data = TestCluster.NewFolder("stop");

    [Fact]
    public async Task The_answer_in_hand_is_sent_before_the_line_is_closed()
    {
        // As long as it may be: on a busy machine the test itself needs a while before it lets the answer go.
        await File.WriteAllTextAsync(Path.Combine(data, "settings.json"), """{"DrainSeconds":60}""");
        var fixture = Path.Combine(data, "small.yaml");
        await File.WriteAllTextAsync(fixture, SmallLibrary.Fixture);
        await using var wire = DatabaseWire.Around(await PostgresFixture.NewDatabaseAsync(isMigrated: true), out var throughWire);
        await using var server = await ServerProcess.ServeAsync(data, "--connection", throughWire, "--fixture", fixture);
        using var busy = await Sip2Client.ConnectAsync(server.EndPoint("sip2"), SmallLibrary.Terminal, SmallLibrary.Password);
        using var silent = await Sip2Client.ConnectAsync(server.EndPoint("sip2"), "sc2", SmallLibrary.Password);
        wire.HoldAnswersAfter("insert into command_log");
        await busy.SendAsync("11NN20260301    101500                  AOSMALL|AAc1|ABb1|AC|");
        await wire.Committed.WaitAsync(Waiting.Limit);

        var stopping = server.StopAsync();
        (await silent.ReceiveAsync()).Should().BeNull("nothing is in hand for it");
        await wire.ReleaseAsync();
        (await busy.ReceiveAsync()).Should().StartWith("121");
        (await busy.ReceiveAsync()).Should().BeNull();
        (await stopping).ExitCode.Should().Be(0, server.Errors);
    }

    public void Dispose() => TestCluster.Remove(data);
}
