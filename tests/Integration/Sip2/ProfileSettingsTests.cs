using System.Diagnostics;
using System.Text;
using FluentAssertions;
using ProtocolServer.Hosting;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Sip2;

/// <summary>Settings of a site's own profile folder that no profile that comes with the server uses, over real sockets.</summary>
public sealed class ProfileSettingsTests(ProfileSettingsTests.OwnProfiles server) : IClassFixture<ProfileSettingsTests.OwnProfiles>
{
    const string Date = "20260301    101500";

    public sealed class OwnProfiles : SmallServer
    {
        protected override string Fixture => SmallLibrary.Fixture.Replace("terminals:", """
            terminals:
              - {login: strict, secret: secret1, kind: self-check, profile: strict}
              - {login: trusting, secret: secret1, kind: self-check, profile: trusting}
              - {login: slow, secret: secret1, kind: self-check, profile: slow}
              - {login: narrow, secret: secret1, kind: self-check, profile: narrow}
              - {login: lines, secret: secret1, kind: self-check, profile: lines}
              - {login: feeds, secret: secret1, kind: self-check, profile: feeds}
            """, StringComparison.Ordinal);

        protected override ServerOptions Options(ServerOptions standard)
        {
            var profiles = Directory.CreateDirectory(Path.Combine(Folder, "profiles")).FullName;
            Write("strict", "wire: {error-detection: demanded}");
            Write("trusting", "rules: {pin: ignored, overrides: [renewal-limit]}");
            Write("slow", "status: {messages-per-second: 5}");
            Write("narrow", "screen: {width: as-printed}");
            Write("lines", "wire: {terminator: crlf}");
            Write("feeds", "wire: {terminator: lf}");
            return base.Options(standard) with { Profiles = profiles };

            void Write(string name, string settings) =>
                File.WriteAllText(Path.Combine(profiles, name + ".yaml"), $"like: default-2.00\ntitle: \"{name}\"\n{settings}\n");
        }
    }

    [Fact]
    public async Task A_message_without_a_checksum_gets_96_where_error_detection_is_demanded()
    {
        using var terminal = await server.LogInAsync("strict");
        await terminal.SendRawAsync(Encoding.ASCII.GetBytes("17" + Date + "AOSMALL|ABb1|\r"));
        (await terminal.ReceiveAsync()).Should().Be("96");
        (await terminal.AskAsync("17" + Date + "AOSMALL|ABb1|")).Should().StartWith("1803");
    }

    [Fact]
    public async Task A_machine_that_asks_for_no_PIN_may_send_what_it_likes_in_its_place()
    {
        using var terminal = await server.LogInAsync("trusting");
        (await terminal.AskAsync("11NN" + Date + new string(' ', 18) + "AOSMALL|AAc1|ABb2|AC|AD0000|")).Should().StartWith("121");
        (await terminal.AskAsync("23000" + Date + "AOSMALL|AAc1|AC|AD0000|")).Should().Contain("BLY|").And.NotContain("CQN");
    }

    [Fact]
    public async Task HF_4_a_refusal_that_is_overridden_here_does_not_stop_the_renewal()
    {
        using var terminal = await server.LogInAsync("trusting");
        using var other = await server.LogInAsync();
        (await terminal.AskAsync("11NN" + Date + new string(' ', 18) + "AOSMALL|AAc2|ABb3|AC|")).Should().StartWith("121");
        (await terminal.AskAsync("29NN20260301    101501" + new string(' ', 18) + "AOSMALL|AAc2|ABb3|")).Should().StartWith("301");
        (await other.AskAsync("29NN20260301    101502" + new string(' ', 18) + "AOSMALL|AAc2|ABb3|")).Should().StartWith("300", "one renewal elsewhere");
        (await terminal.AskAsync("29NN20260301    101503" + new string(' ', 18) + "AOSMALL|AAc2|ABb3|")).Should().StartWith("301");
    }

    [Fact]
    public async Task Screen_lines_are_as_wide_as_the_printer_that_99_told_of()
    {
        using var terminal = await server.LogInAsync("narrow");
        const string unknown = "11NN" + Date + "                  AOSMALL|AAc1|ABnowhere|AC|";
        static string[] Screen(string answer) => [.. answer.Split('|').Where(field => field.StartsWith("AF", StringComparison.Ordinal)).Select(field => field[2..])];

        var whole = Screen(await terminal.AskAsync(unknown)).Should().ContainSingle().Subject;
        await terminal.AskAsync("9900122.00");
        var lines = Screen(await terminal.AskAsync(unknown.Replace("101500", "101501", StringComparison.Ordinal)));
        lines.Should().HaveCountGreaterThan(1).And.OnlyContain(line => line.Length <= 6, "these letters are two columns wide each");
        string.Concat(lines).Should().Be(whole);
    }

    [Theory]
    [InlineData("lines", "\r\n")]
    [InlineData("feeds", "\n")]
    public async Task Answers_end_as_the_machine_wants_them_to(string login, string end)
    {
        using var line = new System.Net.Sockets.TcpClient();
        await line.ConnectAsync(server.Server.EndPoint("sip2"));
        await using var stream = line.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"9300CN{login}|COsecret1|\r9900802.00\r"));
        line.Client.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var answers = await reader.ReadToEndAsync().WaitAsync(Waiting.Limit);
        answers.Should().StartWith("941" + end + "98Y").And.EndWith("|" + end);
        answers.Replace(end, "", StringComparison.Ordinal).Should().NotContainAny("\r", "\n");
    }

    [Fact]
    public async Task Who_sends_faster_than_its_profile_allows_waits()
    {
        using var terminal = await server.LogInAsync("slow");
        var began = Stopwatch.StartNew();
        for (var message = 0; message < 15; message++) await terminal.AskAsync("9900802.00");
        began.Elapsed.Should().BeGreaterThan(TimeSpan.FromSeconds(1.5), "five may come at once, ten more take two seconds");
    }
}
