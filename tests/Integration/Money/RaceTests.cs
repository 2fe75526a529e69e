using System.Globalization;
using FluentAssertions;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Hosting;
using ProtocolServer.Tests.Integration.Sip2;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Money;

/// <summary>Real races on real sockets (domain reference 1.7, scenarios 3 and 12; R5, R7): one final state, one winner, nothing lost.</summary>
public sealed class RaceTests(RaceTests.WalletServer server) : IClassFixture<RaceTests.WalletServer>
{
    const string Now = "20260310    121500";

    const int Races = 1000;

    Task<Sip2Client> LogInAsync(string login) => Sip2Client.ConnectAsync(server.Server.EndPoint("sip2"), login, "secret1");

    async Task SoundAsync()
    {
        var audit = new LedgerAudit(Database.Open(server.DatabaseConnection + ";Pooling=false"), TimeProvider.System);
        (await audit.RunAsync(new("races"), static _ => { }, CancellationToken.None)).Where(finding => !finding.IsClean).Should().BeEmpty();
    }

    [Fact]
    public async Task LV_5_a_release_that_races_a_capture_leaves_one_final_state_a_thousand_times()
    {
        using var capturing = await LogInAsync("print1");
        using var releasing = await LogInAsync("print2");
        var captured = 0;
        for (var n = 0; n < Races; n++)
        {
            var held = await capturing.AskAsync($"WQHOLD{Now}EURAORACE|AAw1|BV0.02|BKh{n}|WPPRINT|");
            held.Should().StartWith("WR1HOLD000");
            var hold = held.Split("|WI")[1].Split('|')[0];
            var answers = await Task.WhenAll(
                capturing.AskAsync($"WQCAPT{Now}EURAORACE|AAw1|BV0.01|BKc{n}|WI{hold}|"),
                releasing.AskAsync($"WQVOID{Now}EURAORACE|AAw1|BKv{n}|WI{hold}|"));
            var isCaptured = answers[0].StartsWith("WR1", StringComparison.Ordinal);
            var isReleased = answers[1].StartsWith("WR1", StringComparison.Ordinal);
            (isCaptured ^ isReleased).Should().BeTrue("one of them wins: {0} {1}", answers[0], answers[1]);
            answers[isCaptured ? 1 : 0][7..10].Should().Be(isCaptured ? "303" : "304");
            if (isCaptured) captured++;
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{captured} captured, {Races - captured} released");
        (await BalanceAsync("w1")).Should().Be(10_000 - captured);
        await SoundAsync();
    }

    [Fact]
    public async Task LV_2_sixty_four_terminals_spend_one_account_to_nothing_and_not_below()
    {
        var terminals = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => LogInAsync("print1")));
        var spent = 0;
        await Task.WhenAll(terminals.Select(async (terminal, t) =>
        {
            for (var n = 0; n < 4; n++)
            {
                var answer = await terminal.AskAsync($"WQDEBT{Now}EURAORACE|AAw2|BV0.50|BKs{t}-{n}|WPCOPY|");
                if (answer.StartsWith("WR1", StringComparison.Ordinal)) Interlocked.Increment(ref spent);
                else answer[7..10].Should().Be("201");
            }
        }));
        foreach (var terminal in terminals) terminal.Dispose();
        spent.Should().Be(200, "100.00 is 200 times 0.50, and 256 were asked for");
        (await BalanceAsync("w2")).Should().Be(0);
        await SoundAsync();
    }

    [Fact]
    public async Task LV_1_two_nodes_that_top_up_one_account_together_never_fill_it_above_its_cap()
    {
        await using var node = await server.AnotherNodeAsync();
        var desks = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Sip2Client.ConnectAsync((n % 2 == 0 ? node : server.Server).EndPoint("sip2"), "desk1", "secret1")));
        var accepted = 0;
        await Task.WhenAll(desks.Select(async (desk, d) =>
        {
            for (var n = 0; n < 20; n++)
            {
                var answer = await desk.AskAsync($"WQTOPU{Now}EURAORACE|AAw6|BV10.00|BKt{d}-{n}|");
                if (answer.StartsWith("WR1", StringComparison.Ordinal)) Interlocked.Increment(ref accepted);
                else answer[7..10].Should().Be("202");
            }
        }));
        foreach (var desk in desks) desk.Dispose();
        accepted.Should().Be(40, "100.00 and 40 times 10.00 are the 500.00 it may hold, and 160 were asked for");
        (await BalanceAsync("w6")).Should().Be(50_000);
        await SoundAsync();
    }

    [Fact]
    public async Task LV_11_two_desks_transfer_one_old_card_once()
    {
        using var one = await LogInAsync("desk1");
        using var other = await LogInAsync("desk2");
        for (var n = 0; n < 50; n++)
        {
            var answers = await Task.WhenAll(
                one.AskAsync($"WQXFER{Now}EURAORACE|AAw3|BV1.00|BKx{n}|WOOLD{n}|WUone|"),
                other.AskAsync($"WQXFER{Now}EURAORACE|AAw4|BV1.00|BKx{n}|WOOLD{n}|WUother|"));
            answers.Count(answer => answer.StartsWith("WR1XFER000", StringComparison.Ordinal)).Should().Be(1);
            answers.Count(answer => answer.StartsWith("WR0XFER404", StringComparison.Ordinal)).Should().Be(1);
        }
        (await BalanceAsync("w3") + await BalanceAsync("w4")).Should().Be(20_000 + 50 * 100);
        await SoundAsync();
    }

    [Fact]
    public async Task The_same_number_on_many_lines_at_the_same_instant_is_one_debit()
    {
        var terminals = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => LogInAsync("print1")));
        for (var n = 0; n < 40; n++)
        {
            var answers = await Task.WhenAll(terminals.Select(terminal => terminal.AskAsync($"WQDEBT{Now}EURAORACE|AAw5|BV0.10|BKsame{n}|WPCOPY|")));
            answers.Select(answer => answer.Split("|WF")[0].TrimEnd('|')).Distinct().Should().ContainSingle();
        }
        foreach (var terminal in terminals) terminal.Dispose();
        (await BalanceAsync("w5")).Should().Be(10_000 - 40 * 10);
        await SoundAsync();
    }

    Task<long> BalanceAsync(string card) => Invariants.AskAsync(server.DatabaseConnection!,
        string.Create(CultureInfo.InvariantCulture, $"select available_minor from wallet join card using (network_id, reader_id) where card_number = '{card}'"));

    public sealed class WalletServer : ServerFixture
    {
        protected override ServerOptions Options(ServerOptions standard)
        {
            Directory.CreateDirectory(Folder);
            var fixture = Path.Combine(Folder, "races.yaml");
            File.WriteAllText(fixture, """
                network: races
                agencies:
                  - {id: RACE, name: Race Library, library: latvia, locations: [{code: HALL, name: Hall}]}
                terminals:
                  - {login: print1, secret: secret1, kind: print-server, profile: print-server, permissions: [spend]}
                  - {login: print2, secret: secret1, kind: print-server, profile: print-server, permissions: [spend]}
                  - {login: desk1, secret: secret1, kind: desk, profile: wallet-desk, permissions: [pay, recredit]}
                  - {login: desk2, secret: secret1, kind: desk, profile: wallet-desk, permissions: [pay, recredit]}
                series:
                  - readers: 9
                    each: {card: "w{n}", name: "Reader {n}", pin: "1234", language: en, issued: -30d}
                  - wallets: 9
                    each: {card: "w{n}", balance: "100.00"}
                """);
            return standard with { Empty = false, Fixture = fixture, Limits = new() { MessagesPerSecond = 100_000 } };
        }
    }
}
