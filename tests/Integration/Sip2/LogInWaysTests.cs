using System.Net;
using System.Text;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using ProtocolServer.Sip2.Dialects;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Sip2;

/// <summary>The ways to log in other than 93 (SIP2 section 6): by address, and asked by prompts.</summary>
public sealed class LogInWaysTests
{
    static readonly IPAddress TerminalServer = IPAddress.Parse("127.1.4.4"), TelnetServer = IPAddress.Parse("127.2.0.9"), Elsewhere = IPAddress.Parse("10.9.0.1");

    [Fact]
    public async Task A_terminal_is_known_by_its_address_and_speaks_its_dialect_at_once()
    {
        await using var server = await StartAsync();
        await using var line = new Line(server.Connect(TerminalServer));
        (await line.AskAsync("9900802.00")).Should().StartWith("98Y").And.Contain("1.00AOMTEST|").And.NotContain("BX");
        await using var stranger = new Line(server.Connect(Elsewhere));
        (await stranger.AskAsync("9900802.00")).Should().StartWith("98YNNNNN").And.Contain("2.00AO|");
    }

    [Fact]
    public async Task Name_and_password_are_asked_for_before_SIP_begins()
    {
        await using var server = await StartAsync();
        await using var line = new Line(server.Connect(TelnetServer));
        (await line.ReadAsync("login: ")).Should().Be("login: ");
        (await line.AskAsync("m-telnet", "password: ")).Should().Be("password: ");
        (await line.AskAsync("wrong", "login: ")).Should().Be("Login incorrect\r\nlogin: ");
        // A telnet client negotiates its options in between.
        await line.AskAsync("\u00FF\u00FB\u0001m-telnet", "password: ");
        (await line.AskAsync("s3cret", "\n")).Should().Be("Login OK.  Initiating SIP\r\n");
        (await line.AskAsync("9900802.00", "\n")).Should().StartWith("98Y").And.Contain("AOMTEST|").And.EndWith("\r\n");
    }

    [Fact]
    public async Task A_terminal_that_begins_with_93_all_the_same_is_not_asked()
    {
        await using var server = await StartAsync();
        await using var line = new Line(server.Connect(TelnetServer));
        await line.ReadAsync("login: ");
        (await line.AskAsync("9300CNm-telnet|COs3cret|", "\n")).Should().Be("941\r\n");
    }

    [Fact]
    public async Task Three_wrong_passwords_close_the_line()
    {
        await using var server = await StartAsync();
        await using var line = new Line(server.Connect(TelnetServer));
        await line.ReadAsync("login: ");
        for (var strike = 1; strike <= 3; strike++)
        {
            await line.AskAsync("m-telnet", "password: ");
            await line.AskAsync("wrong", strike < 3 ? "login: " : null);
        }
        (await line.ReadAsync(null)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_sites_own_prompts_are_asked_and_a_status_before_the_log_in_is_refused_where_the_profile_says_so()
    {
        await using var server = await ConformanceSuite.ServerAsync("fixtures/machines.yaml", TestContext.Current.CancellationToken, new Dictionary<string, string>
        {
            ["telnet"] = "like: default-2.00\nlog-in: {by: prompts, name-prompt: \"User? \", password-prompt: \"Secret? \", welcome: Go ahead}\n",
            ["sip-1.00"] = "like: default-2.00\nlog-in: {by: message, status-first: false}\n",
        });
        await using var asked = new Line(server.Connect(TelnetServer));
        (await asked.ReadAsync("User? ")).Should().Be("User? ");
        (await asked.AskAsync("m-telnet", "Secret? ")).Should().Be("Secret? ");
        (await asked.AskAsync("s3cret", "\n")).Should().Be("Go ahead\r\n");

        await using var early = new Line(server.Connect(TerminalServer));
        (await early.AskAsync("9900802.00")).Should().StartWith("98NNNNNN");
        (await early.AskAsync("9300CNm-sip1|COs3cret|")).Should().Be("941\r");
        (await early.AskAsync("9900802.00")).Should().StartWith("98Y").And.Contain("AOMTEST|");
        await using var elsewhere = new Line(server.Connect(Elsewhere));
        (await elsewhere.AskAsync("9900802.00")).Should().StartWith("98YNNNNN", "at other addresses the status may come first");
    }

    [Fact]
    public async Task A_profile_changed_while_terminals_are_connected_counts_for_the_next_and_tells_them_apart()
    {
        await using var server = await ConformanceSuite.ServerAsync("fixtures/machines.yaml", TestContext.Current.CancellationToken, new Dictionary<string, string>
        {
            ["copier"] = "like: default-2.00\nstatus: {timeout: 41}\n",
        });
        var profiles = server.Services.GetRequiredService<ProfileDirectory>();
        await using var first = new Line(server.Connect(Elsewhere));
        await first.AskAsync("9300CNm-copier|COs3cret|");
        (await first.AskAsync("9900802.00")).Should().Contain("041003");
        server.WriteProfile("copier", "like: default-2.00\nstatus: {timeout: 142}\n");
        server.Advance(TimeSpan.FromSeconds(6));
        await using var second = new Line(server.Connect(Elsewhere));
        await second.AskAsync("9300CNm-copier|COs3cret|");
        (await second.AskAsync("9900802.00")).Should().Contain("142003");
        (await first.AskAsync("9900802.00")).Should().Contain("041003", "what is connected keeps what it logged in with");
        profiles.Spoken.Should().HaveCount(2).And.OnlyContain(row => row.Name == "copier" && row.Connections == 1);
        (await first.AskAsync("9300CNm-copier|COs3cret|")).Should().Be("941\r", "logged in again on the same line");
        profiles.Spoken.Should().ContainSingle().Which.Connections.Should().Be(2);
    }

    static Task<MemoryServer> StartAsync() => ConformanceSuite.ServerAsync("fixtures/machines.yaml", TestContext.Current.CancellationToken);

    /// <summary>A terminal's end, read up to an ending; up to the end of the line for null.</summary>
    sealed class Line(MemoryConnection connection) : IAsyncDisposable
    {
        readonly (Stream Input, Stream Output) ends = connection.Terminal;

        public async Task<string> AskAsync(string text, string? ending = "\r")
        {
            await ends.Output.WriteAsync(Encoding.Latin1.GetBytes(text + "\r"));
            await ends.Output.FlushAsync();
            return await ReadAsync(ending);
        }

        public async Task<string> ReadAsync(string? ending)
        {
            var text = new StringBuilder();
            var one = new byte[1];
            using var limit = new CancellationTokenSource(Waiting.Limit);
            while (await ends.Input.ReadAsync(one, limit.Token) > 0)
            {
                text.Append((char)one[0]);
                if (ending is not null && text.ToString().EndsWith(ending, StringComparison.Ordinal)) break;
            }
            return text.ToString();
        }

        public async ValueTask DisposeAsync() => await connection.CloseAsync(isAbrupt: false);
    }
}
