using System.Globalization;
using System.Net.Sockets;
using System.Text;
using FluentAssertions;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Sip2;

/// <summary>Ten thousand connections that never log in (or as many as files may be open here): bounded memory, and a terminal at work notices nothing.</summary>
public sealed class CrowdTests : IDisposable
{
    const int Wanted = 10_000;
    const int MostBytesEach = 20 * 1024;

    /// <summary>What server and test need besides.</summary>
    const int OtherFiles = 600;

    readonly string data = TestCluster.NewFolder("crowd");
    readonly List<Socket> crowd = [];

    [Fact]
    public async Task A_crowd_that_never_logs_in_costs_little_and_holds_up_nobody()
    {
        var count = Math.Min(Wanted, OpenFiles() - OtherFiles);
        var fixture = Path.Combine(data, "small.yaml");
        await File.WriteAllTextAsync(fixture, SmallLibrary.Fixture);
        await File.WriteAllTextAsync(Path.Combine(data, "settings.json"), """{"Limits":{"LogInTimeoutSeconds":3600}}""");
        await using var server = await ServerProcess.ServeAsync(data, "--connection", await PostgresFixture.NewDatabaseAsync(isMigrated: true), "--fixture", fixture);
        using var terminal = await Sip2Client.ConnectAsync(server.EndPoint("sip2"), SmallLibrary.Terminal, SmallLibrary.Password);
        for (var n = 0; n < 200; n++) await terminal.AskAsync("1720260301    101500AOSMALL|ABb1|");
        var before = ResidentBytes(server.Id);

        // Half of them say the beginning of a message.
        var half = Encoding.ASCII.GetBytes("9300CNnobody|CO");
        for (var n = 0; n < count; n++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(server.EndPoint("sip2"));
            if (n % 2 == 0) await socket.SendAsync(half);
            crowd.Add(socket);
        }
        var each = (double)(ResidentBytes(server.Id) - before) / count;

        var times = new List<TimeSpan>();
        for (var n = 0; n < 200; n++)
        {
            var asked = TimeProvider.System.GetTimestamp();
            (await terminal.AskAsync("1720260301    101500AOSMALL|ABb1|")).Should().StartWith("1803");
            times.Add(TimeProvider.System.GetElapsedTime(asked));
        }
        times.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{count:N0} connections, {each / 1024:N1} KiB each; of 200 answers to a terminal half took {times[100].TotalMilliseconds:N1} ms, the slowest {times[^1].TotalMilliseconds:N0} ms"));
        each.Should().BeLessThan(MostBytesEach);
        times[100].Should().BeLessThan(TimeSpan.FromMilliseconds(250));
        times[^1].Should().BeLessThan(TimeSpan.FromSeconds(5), "a machine that is busy with other tests is given some time");
        (await server.StopAsync()).ExitCode.Should().Be(0, "a crowd does not hold up the stop");
    }

    static int OpenFiles()
    {
        var line = File.ReadLines("/proc/self/limits").First(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        var soft = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];
        return int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : Wanted + OtherFiles;
    }

    static long ResidentBytes(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    public void Dispose()
    {
        foreach (var socket in crowd) socket.Dispose();
        TestCluster.Remove(data);
    }
}
