using FluentAssertions;
using Npgsql;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Sip2;

/// <summary>Design: exactly once, across crashes. The server is a process and is killed for real.</summary>
public sealed class ExactlyOnceTests : IDisposable
{
    const string Date = "20260301    101500";
    const string CheckOut = "11NN" + Date + "                  AOSMALL|AAc1|ABb1|AC|";
    const string Pay = "37" + Date + "0400CNYBV0.50|AOSMALL|AAc3|BKkiosk-000017|";

    readonly string data = TestCluster.NewFolder("once");

    [Theory]
    [InlineData(CheckOut, "select count(*) from loan where ended_at is null")]
    [InlineData(Pay, "select count(*) from ledger_entry where reason = 'paid'")]
    public async Task A_server_killed_between_commit_and_answer_gives_the_first_answer_to_the_repetition(string request, string effects)
    {
        var (connection, fixture) = await PrepareAsync();
        byte[] stored;
        await using (var wire = DatabaseWire.Around(connection, out var throughWire))
        {
            await using var server = await ServerProcess.ServeAsync(data, "--connection", throughWire, "--fixture", fixture);
            using var terminal = await Sip2Client.ConnectAsync(server.EndPoint("sip2"), SmallLibrary.Terminal, SmallLibrary.Password);
            wire.HoldAnswersAfter("insert into command_log");
            await terminal.SendAsync(request);
            await wire.Committed.WaitAsync(Waiting.Limit, TestContext.Current.CancellationToken);
            await server.KillAsync();
            stored = (byte[])(await AskAsync(connection, "select answer from command_log"))!;
        }

        await using var second = await ServerProcess.ServeAsync(data, "--connection", connection);
        using var again = await Sip2Client.ConnectAsync(second.EndPoint("sip2"), SmallLibrary.Terminal, SmallLibrary.Password);
        var answer = await again.AskAsync(request);

        answer.Should().Be(System.Text.Encoding.UTF8.GetString(stored), "the first answer is given again");
        answer[2].Should().BeOneOf('1', 'Y');
        (await AskAsync(connection, effects)).Should().Be(1L);
    }

    [Fact]
    public async Task A_database_that_goes_and_comes_back_costs_no_acknowledged_effect_and_needs_no_restart()
    {
        var (connection, fixture) = await PrepareAsync();
        await using var wire = DatabaseWire.Around(connection, out var throughWire);
        await using var server = await ServerProcess.ServeAsync(data, "--connection", throughWire, "--fixture", fixture);
        using var terminal = await Sip2Client.ConnectAsync(server.EndPoint("sip2"), SmallLibrary.Terminal, SmallLibrary.Password);
        (await terminal.AskAsync(CheckOut)).Should().StartWith("121");

        wire.Cut();
        (await terminal.AskAsync("11NN" + Date + "                  AOSMALL|AAc1|ABb4|AC|")).Should().StartWith("120", "the pair's own negative answer");
        await Waiting.UntilAsync(async () => (await terminal.AskAsync("9900802.00"))[2] == 'N', "98 tells that the database is away");

        wire.Mend();
        await Waiting.UntilAsync(async () => (await terminal.AskAsync("9900802.00"))[2] == 'Y', "98 tells that it is back");
        (await terminal.AskAsync("11NN" + Date + "                  AOSMALL|AAc1|ABb4|AC|")).Should().StartWith("121");
        (await AskAsync(connection, "select count(*) from loan where ended_at is null")).Should().Be(2L);
    }

    [Fact]
    public async Task A_line_lost_while_saving_never_says_no_to_what_was_done()
    {
        var (connection, fixture) = await PrepareAsync();
        await using var wire = DatabaseWire.Around(connection, out var throughWire);
        await using var server = await ServerProcess.ServeAsync(data, "--connection", throughWire, "--fixture", fixture);
        using var terminal = await Sip2Client.ConnectAsync(server.EndPoint("sip2"), SmallLibrary.Terminal, SmallLibrary.Password);
        wire.HoldAnswersAfter("insert into command_log");
        await terminal.SendAsync(CheckOut);
        await wire.Committed.WaitAsync(Waiting.Limit, TestContext.Current.CancellationToken);
        wire.Break();

        (await terminal.ReceiveAsync()).Should().StartWith("121", "the command log was asked what became of it");
        (await AskAsync(connection, "select count(*) from loan where ended_at is null")).Should().Be(1L);
    }

    async Task<(string Connection, string Fixture)> PrepareAsync()
    {
        var fixture = Path.Combine(data, "small.yaml");
        await File.WriteAllTextAsync(fixture, SmallLibrary.Fixture, TestContext.Current.CancellationToken);
        return (await PostgresFixture.NewDatabaseAsync(isMigrated: true), fixture);
    }

    static async Task<object?> AskAsync(string connection, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose() => TestCluster.Remove(data);
}
