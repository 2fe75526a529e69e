using System.Globalization;
using System.Net;
using System.Net.Sockets;
using FluentAssertions;
using Npgsql;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Hosting;

public sealed class ServerProcessTests : IDisposable
{
    /// <summary>What a line that holds up the stop would cost.</summary>
    const int DrainSeconds = 60;

    readonly string data = TestCluster.NewFolder("process");

    public void Dispose() => TestCluster.Remove(data);

    [Fact]
    public async Task It_starts_from_nothing_stops_without_waiting_for_silent_lines_and_carries_on_also_after_kill_9()
    {
        await File.WriteAllTextAsync(Path.Combine(data, "settings.json"), $$"""{"DrainSeconds":{{DrainSeconds}}}""");
        await using (var first = await ServerProcess.ServeAsync(data, "--empty"))
        {
            first.Output.Last().Should().Be("ready");
            (await StatusAsync(first, "/health/live")).Should().Be(HttpStatusCode.OK);
            (await StatusAsync(first, "/health/ready")).Should().Be(HttpStatusCode.OK);
            await ExecuteAsync("CREATE TABLE kept AS SELECT 7 AS n");

            // A terminal that says nothing, and one that holds a TLS connection, do not hold up the stop.
            using var silent = new TcpClient();
            await silent.ConnectAsync(first.EndPoint("sip2"));
            using var half = new TcpClient();
            await half.ConnectAsync(first.EndPoint("sip2-tls"));

            var (exitCode, took) = await first.StopAsync();
            exitCode.Should().Be(0, first.Errors);
            took.Should().BeLessThan(TimeSpan.FromSeconds(DrainSeconds));
            Directory.EnumerateFiles(data, "postmaster.pid", SearchOption.AllDirectories).Should().BeEmpty("PostgreSQL stops with its server");
        }

        await using (var second = await ServerProcess.ServeAsync(data))
        {
            (await ExecuteAsync("INSERT INTO kept VALUES (8) RETURNING n")).Should().Be(8);
            await second.KillAsync();
        }

        await using var third = await ServerProcess.ServeAsync(data);
        (await ExecuteAsync("SELECT sum(n) FROM kept")).Should().Be(15L, "what was committed before the kill is there");
        (await third.StopAsync("INT")).ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task A_second_server_on_the_same_data_is_refused_and_the_first_goes_on()
    {
        await using var first = await ServerProcess.ServeAsync(data, "--empty");

        var (exitCode, _, errors) = await ServerProcess.RunAsync("serve", "--data", data);
        exitCode.Should().Be(2);
        errors.Should().Contain("Another server").And.Contain("--data");
        (await StatusAsync(first, "/health/ready")).Should().Be(HttpStatusCode.OK);

        var check = await ServerProcess.RunAsync("check", "--data", data);
        check.ExitCode.Should().Be(0, check.Errors);
        check.Output.Should().Contain("embedded, answers");
    }

    [Fact]
    public async Task Readiness_follows_the_database_down_and_up_again()
    {
        await using var server = await ServerProcess.ServeAsync(data, "--empty");
        var pidFile = Path.Combine(data, "postgres", "data", "postmaster.pid");
        using (var postmaster = System.Diagnostics.Process.GetProcessById(int.Parse(File.ReadLines(pidFile).First(), CultureInfo.InvariantCulture)))
            postmaster.Kill();

        await Waiting.UntilAsync(() => server.Errors.Contains("The database does not answer", StringComparison.Ordinal), "the server notices that the database is away");
        await Waiting.UntilAsync(async () => await StatusAsync(server, "/health/ready") == HttpStatusCode.OK, "the server is ready again");
        server.Errors.Should().Contain("it is started again").And.Contain("The database answers again");
        (await StatusAsync(server, "/health/live")).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_port_in_use_is_named_with_its_setting()
    {
        await using var first = await ServerProcess.ServeAsync(data, "--empty");
        var taken = first.EndPoint("sip2").Port.ToString(CultureInfo.InvariantCulture);

        var other = Path.Combine(data, "other");
        var (exitCode, _, errors) = await ServerProcess.RunAsync(
            "serve", "--data", other, "--empty", "--sip2-port", taken, "--sip2-tls-port", "0", "--ncip-port", "0", "--http-port", "0");
        exitCode.Should().Be(2);
        errors.Should().Contain($"Port {taken} (Sip2Port)").And.Contain("--sip2-port").And.NotContain("   at ");
    }

    [Fact]
    public async Task A_wrong_setting_stops_the_start_with_its_key_named()
    {
        await File.WriteAllTextAsync(Path.Combine(data, "settings.json"), """{"Limits":{"Connections":0}}""");
        var (exitCode, _, errors) = await ServerProcess.RunAsync("serve", "--data", data);
        exitCode.Should().Be(2);
        errors.Should().Contain("Limits.Connections");
    }

    async Task<object?> ExecuteAsync(string sql)
    {
        var owner = new NpgsqlConnectionStringBuilder(await File.ReadAllTextAsync(Path.Combine(data, "connection"))) { Username = "protocolserver", Pooling = false };
        await using var connection = new NpgsqlConnection(owner.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    static async Task<HttpStatusCode> StatusAsync(ServerProcess server, string path)
    {
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri($"http://{server.EndPoint("http")}{path}"));
        return answer.StatusCode;
    }
}
