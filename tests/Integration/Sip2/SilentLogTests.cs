using FluentAssertions;
using Microsoft.Extensions.Logging;
using ProtocolServer.Hosting;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Sip2;

/// <summary>PINs, passwords, names, addresses and card numbers never reach a log, also when much goes wrong and everything is logged.</summary>
public sealed class SilentLogTests(SilentLogTests.TalkativeServer server) : IClassFixture<SilentLogTests.TalkativeServer>
{
    const string Date = "20260301    101500";

    // Long enough that no time, duration or connection id holds one by chance.
    static readonly string[] Secrets =
    [
        "73915824", "73916824", "00998877", "hush-hush-1", "wrong-hush", "Quentin", "Zaphod", "许静", "Elm Street", "quentin@", "5550199", "9781234500", "19840229",
    ];

    [Fact]
    public async Task A_lively_conversation_leaves_no_secret_in_the_log_files()
    {
        using (var guesser = await Sip2Client.ConnectAsync(server.Server.EndPoint("sip2")))
            for (var n = 0; n < 3; n++) await guesser.AskAsync("9300CNloud|COwrong-hush|");
        using (var terminal = await server.LogInAsync("loud", "hush-hush-1"))
        {
            foreach (var message in Conversation) await terminal.AskAsync(message);
            await terminal.SendRawAsync("63001AA9781234500001|AD73915824|AY1AZ0000\r"u8.ToArray());
            await terminal.ReceiveAsync();
            await terminal.SendRawAsync("ZZQuentin|AD73915824|\r11QuentinAD73915824\r"u8.ToArray());
            await terminal.ReceiveAsync();
            await terminal.ReceiveAsync();
            server.Wire.Cut();
            foreach (var message in Conversation) await terminal.AskAsync(message);
            server.Wire.Mend();
        }
        await Waiting.UntilAsync(async () =>
        {
            using var again = await server.LogInAsync("loud", "hush-hush-1").ContinueWith(done => done.IsCompletedSuccessfully ? done.Result : null);
            return again is not null && (await again.AskAsync("9900802.00")).StartsWith("98Y", StringComparison.Ordinal);
        }, "the database is back");

        await server.StopAsync();
        var log = string.Concat(server.LogFiles.Select(File.ReadAllText));
        log.Should().Contain("loud", "the search must find what is there").And.Contain("BadChecksum").And.Contain("wrong password").And.Contain("The database did not answer");
        Secrets.Where(secret => log.Contains(secret, StringComparison.OrdinalIgnoreCase)).Should().BeEmpty();
    }

    static IEnumerable<string> Conversation =>
    [
        "9900802.00",
        $"23001{Date}AOSMALL|AA9781234500001|AC|AD73915824|",
        $"23001{Date}AOSMALL|AA9781234500001|AC|AD73916824|",
        $"63001{Date}  Y       AOSMALL|AA9781234500001|AD73915824|",
        $"11NN{Date}                  AOSMALL|AA9781234500001|ABb1|AC|AD73915824|",
        $"11YN{Date}                  AOSMALL|AA9781234500002|ABb1|AC|AD00998877|",
        $"11NY{Date}                  AOSMALL|AA9781234500002|ABb1|AC|AD00998877|",
        $"15+{Date}AOSMALL|AA9781234500002|AD00998877|ABb1|",
        $"09N{Date}{Date}APHALL|AOSMALL|ABb1|AC|",
        $"29NN{Date}                  AOSMALL|AA9781234500001|AD73915824|ABb1|",
        $"37{Date}0400CNYBV0.10|AOSMALL|AA9781234500001|AD73915824|BKQuentin-1|",
        $"01N{Date}AOSMALL|ALQuentin left it in Elm Street|AA9781234500001|AC|",
        $"25{Date}AOSMALL|AA9781234500001|AD73915824|",
        $"35{Date}AOSMALL|AA9781234500001|AD73915824|",
        $"19{Date}AOSMALL|ABb1|AC|CHlent by Zaphod|",
    ];

    public sealed class TalkativeServer : SmallServer
    {
        public DatabaseWire Wire { get; private set; } = null!;

        public IEnumerable<string> LogFiles => Directory.EnumerateFiles(Folder, "*.log", SearchOption.AllDirectories);

        protected override string Fixture => """
            network: small
            agencies:
              - {id: SMALL, name: Small Library, library: hefei, locations: [{code: HALL, name: Hall}]}
            terminals:
              - {login: loud, secret: hush-hush-1, kind: self-check, permissions: [pay, block, update-item, staff-data]}
            titles:
              - {record: t1, name: 红楼梦, author: 曹雪芹}
            items:
              - {barcode: b1, title: t1}
            readers:
              - {card: "9781234500001", name: Quentin Zaphod, pin: "73915824", born: 1984-02-29, address: 7 Elm Street, email: quentin@example.org, phone: "5550199"}
              - {card: "9781234500002", name: 许静, pin: "00998877"}
            charges:
              - {card: "9781234500001", type: "04", amount: "0.50"}
            """;

        protected override ServerOptions Options(ServerOptions standard) =>
            base.Options(standard) with { Telemetry = new() { LogLevel = LogLevel.Trace, LibraryLogLevel = LogLevel.Debug } };

        protected override string Through(string connection)
        {
            Wire = DatabaseWire.Around(connection, out var throughWire);
            return throughWire;
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            await Wire.DisposeAsync();
            GC.SuppressFinalize(this);
        }
    }
}
