using FluentAssertions;
using ProtocolServer.Dispatch;
using ProtocolServer.Sip2;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Sip2;

/// <summary>Who guesses passwords or PINs is stopped (issue: three strikes, allow-list, lock-outs).</summary>
public sealed class AccessTests(AccessTests.GuessedServer server) : IClassFixture<AccessTests.GuessedServer>
{
    const string Date = "20260301    101500";

    [Fact]
    public async Task Three_failed_log_ins_close_the_line()
    {
        using var guesser = await Sip2Client.ConnectAsync(server.Server.EndPoint("sip2"));
        for (var n = 0; n < LogIn.Strikes; n++) (await guesser.AskAsync($"9300CNsc1|COguess{n}|")).Should().Be("940");
        (await guesser.ReceiveAsync()).Should().BeNull();
    }

    [Fact]
    public async Task An_account_is_refused_from_an_address_that_is_not_on_its_list()
    {
        using var terminal = await Sip2Client.ConnectAsync(server.Server.EndPoint("sip2"));
        (await terminal.AskAsync("9300CNfar|COsecret1|")).Should().Be("940");
        (await terminal.AskAsync("9300CNnear|COsecret1|")).Should().Be("941");
    }

    [Fact]
    public async Task Before_the_log_in_nothing_is_told_or_done()
    {
        using var stranger = await Sip2Client.ConnectAsync(server.Server.EndPoint("sip2"));
        (await stranger.AskAsync($"63000{Date}          AOSMALL|AAp6|AD1234|")).Should().Contain("|AE|").And.Contain("|BLN|").And.NotContain("Reader Six");
        (await stranger.AskAsync($"11NN{Date}                  AOSMALL|AAp6|ABb1|AC|")).Should().StartWith("120");
    }

    [Fact]
    public async Task BJ_6_A_card_is_locked_after_the_librarys_number_of_wrong_PINs_at_any_terminal()
    {
        using var first = await server.LogInAsync();
        using var second = await server.LogInAsync("sc2");
        for (var n = 0; n < GuessedServer.Attempts; n++)
            (await (n % 2 == 0 ? first : second).AskAsync($"23000{Date}AOSMALL|AAp1|AC|AD{9000 + n}|")).Should().Contain("|CQN|");
        var locked = await second.AskAsync($"23000{Date}AOSMALL|AAp1|AC|AD1234|");
        locked.Should().Contain("|CQN|", "the right PIN does not help any more");
        (await second.AskAsync($"11NN{Date}                  AOSMALL|AAp1|ABb1|AC|AD1234|")).Should().StartWith("120");
        (await first.AskAsync($"23000{Date}AOSMALL|AAp2|AC|AD1234|")).Should().Contain("|CQY|", "another card is not locked");
    }

    [Fact]
    public async Task A_terminal_that_tries_many_cards_is_locked_for_all_of_them_and_its_neighbour_is_not()
    {
        using var guesser = await server.LogInAsync("near");
        for (var n = 0; n < PinBook.WrongPerTerminal; n++)
            (await guesser.AskAsync($"23000{Date}AOSMALL|AAg{n % 10 + 1}|AC|AD00{n:00}|")).Should().Contain("|CQN|");
        (await guesser.AskAsync($"23000{Date}AOSMALL|AAp3|AC|AD1234|")).Should().Contain("|CQN|");
        using var neighbour = await server.LogInAsync("sc2");
        (await neighbour.AskAsync($"23000{Date}AOSMALL|AAp3|AC|AD1234|")).Should().Contain("|CQY|");
    }

    public sealed class GuessedServer : SmallServer
    {
        /// <summary>Of the library file.</summary>
        public const int Attempts = 5;

        protected override string Fixture => """
            network: small
            agencies:
              - {id: SMALL, name: Small Library, library: hefei, locations: [{code: HALL, name: Hall}]}
            terminals:
              - {login: sc1, secret: secret1, kind: self-check}
              - {login: sc2, secret: secret1, kind: self-check}
              - {login: far, secret: secret1, kind: self-check, addresses: [10.0.0.0/8]}
              - {login: near, secret: secret1, kind: self-check, addresses: [10.0.0.0/8, 127.0.0.0/8]}
            titles:
              - {record: t1, name: 红楼梦, author: 曹雪芹}
            items:
              - {barcode: b1, title: t1}
            series:
              - readers: 9
                each: {card: "p{n}", name: "Reader Six", pin: "1234"}
              - readers: 10
                each: {card: "g{n}", name: "Guessed", pin: "1234"}
            """;
    }
}
