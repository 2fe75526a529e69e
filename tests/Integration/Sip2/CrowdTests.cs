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

    /// <summary>By which a process grows and shrinks by itself.</summary>
    const int OwnBytes = 32 * 1024 * 1024;

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
        await MedianAsync(terminal);
        var alone = await MedianAsync(terminal);
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
        var grown = ResidentBytes(server.Id) - before;
        var crowded = await MedianAsync(terminal);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{count:N0} connections, {grown / 1024.0 / count:N1} KiB each; half of the answers to a terminal took {alone.TotalMilliseconds:N1} ms before and {crowded.TotalMilliseconds:N1} ms among them"));
        grown.Should().BeLessThan((long)count * MostBytesEach + OwnBytes);
        crowded.Should().BeLessThan(alone * 20 + TimeSpan.FromMilliseconds(250), "a crowd holds up nobody, whatever else this machine does");
        (await server.StopAsync()).ExitCode.Should().Be(0, "a crowd does not hold up the stop");
    }

    /// <summary>What half of two hundred answers stayed below.</summary>
    static async Task<TimeSpan> MedianAsync(Sip2Client terminal)
    {
        var times = new List<TimeSpan>();
        for (var n = 0; n < 200; n++)
        {
            var asked = TimeProvider.System.GetTimestamp();
            (await terminal.AskAsync("1720260301    101500AOSMALL|ABb1|")).Should().StartWith("1803");
            times.Add(TimeProvider.System.GetElapsedTime(asked));
        }
        times.Sort();
        return times[times.Count / 2];
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
