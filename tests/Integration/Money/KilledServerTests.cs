using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using FluentAssertions;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Money;

/// <summary>
/// The server, or PostgreSQL under it, is killed while money moves (domain reference R18 c): nothing that was acknowledged is lost, nothing is
/// doubled, and the books sum to zero. <c>PROTOCOLSERVER_KILLS=20 ./test integration</c> does it twenty times.
/// </summary>
public sealed class KilledServerTests : IDisposable
{
    const int Terminals = 4;

    /// <summary>Debits between two kills at least.</summary>
    const int Between = 25;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    readonly string data = TestCluster.NewFolder("killed");
    readonly ConcurrentDictionary<int, int> done = [];
    volatile ServerProcess? server;
    volatile bool isOver;

    static int Kills => int.TryParse(Environment.GetEnvironmentVariable("PROTOCOLSERVER_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : 4;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => TestCluster.Remove(data);

    [Fact]
    public async Task G_4_a_server_or_a_database_killed_under_load_loses_and_doubles_no_money()
    {
        var fixture = Path.Combine(Directory.CreateDirectory(data + "-fixture").FullName, "killed.yaml");
        await File.WriteAllTextAsync(fixture, """
            network: killed
            agencies:
              - {id: KILL, name: Killed Library, library: latvia, locations: [{code: HALL, name: Hall}]}
            series:
              - terminals: 4
                each: {login: "print{n}", secret: secret1, kind: print-server, profile: print-server, permissions: [spend]}
              - readers: 4
                each: {card: "w{n}", name: "Reader {n}", pin: "1234", language: en, issued: -30d}
              - wallets: 4
                each: {card: "w{n}", balance: "400.00"}
            """, Cancel);
        server = await ServerProcess.ServeAsync(data, "--fixture", fixture);
        var terminals = Enumerable.Range(1, Terminals).Select(SpendAsync).ToArray();
        for (var kill = 0; kill < Kills; kill++)
        {
            var until = done.Values.Sum() + Between;
            await UntilAsync(() => done.Values.Sum() >= until);
            if (kill % 2 == 0) await KillServerAsync();
            else KillDatabase();
        }
        // Every terminal is served again after the last kill.
        var before = done.ToDictionary();
        await UntilAsync(() => Enumerable.Range(1, Terminals).All(n => done.GetValueOrDefault(n) > before.GetValueOrDefault(n) + 1));
        isOver = true;
        await Task.WhenAll(terminals).WaitAsync(Patience, Cancel);
        TestContext.Current.TestOutputHelper?.WriteLine($"{Kills} kills, {done.Values.Sum()} debits");

        for (var n = 1; n <= Terminals; n++)
        {
            using var terminal = await Sip2Client.ConnectAsync(server.EndPoint("sip2"), $"print{n}", "secret1");
            var cents = 40_000 - done[n];
            (await terminal.AskAsync($"WQBALA{Now}EURAOKILL|AAw{n}|AD1234|"))
                .Should().Contain(string.Create(CultureInfo.InvariantCulture, $"|WB{cents / 100}.{cents % 100:D2}|"), "each number that was acknowledged was booked, once");
        }
        var verified = await ServerProcess.RunAsync("ledger", "verify", "--data", data, "--json");
        verified.ExitCode.Should().Be(0, verified.Output + verified.Errors);
        JsonDocument.Parse(verified.Output).RootElement.GetArrayLength().Should().Be(1, "a pipe gets the answer alone, how far it is goes elsewhere");
        await server.DisposeAsync();
        Directory.Delete(data + "-fixture", recursive: true);
    }

    const string Now = "20260310    121500";

    /// <summary>A print server: one cent at a time, each under its number, repeated until it has a final answer.</summary>
    async Task SpendAsync(int n)
    {
        Sip2Client? line = null;
        for (var number = 1; !isOver || number == 1; number++)
        {
            string? answer = null;
            while (answer is null || answer[2] == '2')
                try
                {
                    line ??= await Sip2Client.ConnectAsync(server!.EndPoint("sip2"), $"print{n}", "secret1");
                    answer = await line.AskAsync($"WQDEBT{Now}EURAOKILL|AAw{n}|BV0.01|BK{n}-{number}|WPPRINT|");
                    if (answer[2] == '2') await Task.Delay(100, Cancel);
                }
                catch (Exception lost) when (lost is IOException or System.Net.Sockets.SocketException or InvalidOperationException or TimeoutException or OperationCanceledException)
                {
                    line?.Dispose();
                    (line, answer) = (null, null);
                    Cancel.ThrowIfCancellationRequested();
                    await Task.Delay(100, Cancel);
                }
            answer.Should().StartWith("WR1DEBT");
            done.AddOrUpdate(n, 1, static (_, before) => before + 1);
        }
        line?.Dispose();
    }

    async Task KillServerAsync()
    {
        await server!.KillAsync();
        await server.DisposeAsync();
        server = await ServerProcess.ServeAsync(data);
    }

    /// <summary>The server starts it again by itself.</summary>
    void KillDatabase()
    {
        using var postmaster = Process.GetProcessById(int.Parse(File.ReadLines(Path.Combine(data, "postgres", "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture));
        postmaster.Kill();
    }

    static async Task UntilAsync(Func<bool> isTrue)
    {
        var began = Stopwatch.StartNew();
        while (!isTrue())
        {
            if (began.Elapsed > Patience) throw new TimeoutException("The server has not come back.");
            await Task.Delay(50, Cancel);
        }
    }
}
