using System.Text;
using FluentAssertions;
using ProtocolServer.Hosting;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Sip2;

/// <summary>The time in which somebody must have logged in.</summary>
public sealed class LogInLimitTests(LogInLimitTests.HastyServer server) : IClassFixture<LogInLimitTests.HastyServer>
{
    const string Status = "9900802.00";

    [Fact]
    public async Task Who_does_not_log_in_is_closed_though_it_asks_for_the_status_all_the_time()
    {
        using var terminal = await server.LogInAsync();
        var began = TimeProvider.System.GetTimestamp();
        await using var line = await server.ConnectAsync("sip2");
        using var reader = new StreamReader(line, Encoding.ASCII);
        var answer = new char[1];
        await Waiting.UntilAsync(async () =>
        {
            try
            {
                await line.WriteAsync(Encoding.ASCII.GetBytes(Status + "\r"));
                do
                    if (await reader.ReadAsync(answer) == 0) return true;
                while (answer[0] != '\r');
                return false;
            }
            catch (IOException)
            {
                // Written after the close.
                return true;
            }
        }, "the line is closed while it is spoken on");
        TimeProvider.System.GetElapsedTime(began).TotalSeconds.Should().BeGreaterThan(HastyServer.LogInSeconds - 0.5);
        (await terminal.AskAsync(Status)).Should().StartWith("98Y", "who has logged in stays");
    }

    public sealed class HastyServer : SmallServer
    {
        /// <summary>A test's terminal logs in within it, also on a busy machine.</summary>
        public const int LogInSeconds = 10;

        protected override LimitOptions Limits => new() { LogInTimeoutSeconds = LogInSeconds };
    }
}
