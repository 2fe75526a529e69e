using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using FluentAssertions;
using ProtocolServer.Conformance;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Conformance;

/// <summary>The suite against a server that is not ours and is wrong in ways of its own: each fault is shown, and the exit code says so.</summary>
public sealed class WrongServerTests : IAsyncLifetime
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource stop = new();
    readonly ConcurrentBag<Task> lines = [];
    int port;
    readonly string folder = TestCluster.NewFolder("wrong-server");

    public ValueTask InitializeAsync()
    {
        listener.Start();
        port = ((IPEndPoint)listener.LocalEndpoint).Port;
        lines.Add(ListenAsync());
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Failures_show_both_lines_with_a_caret_and_the_report_and_the_exit_code_tell_them()
    {
        var page = Path.Combine(folder, "report.html");
        var (exitCode, output) = await RunAsync("--html", page, "--only", "sip2/status/after-login", "sip2/end-session", "sip2/item-information/unknown", "sip2/database/away");
        exitCode.Should().Be(1);
        output.Should().Contain("✗ sip2/end-session/always").And.Contain("- sip2/database/away");
        var lines = output.Split('\n');
        var received = Array.FindIndex(lines, line => line.StartsWith("  received  36N", StringComparison.Ordinal));
        received.Should().BeGreaterThan(0);
        lines[received - 1].Should().StartWith("  expected  36Y");
        lines[received + 1].IndexOf('^', StringComparison.Ordinal).Should().Be("  received  36".Length, "the caret stands below the first difference");
        lines[received - 2].Should().Contain("always.sip:").And.Contain("end session");
        output.Should().Contain("the checksum of the answer is wrong: 18").And.MatchRegex("[0-9]+ passed, [1-9][0-9]* failed, [1-9][0-9]* skipped");
        var html = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);
        html.Should().StartWith("<!doctype html>").And.Contain("class=\"failed\"").And.Contain("received  36N").And.Contain("class=\"skipped\"");
    }

    [Fact]
    public async Task The_exit_code_is_0_only_when_nothing_failed()
    {
        var (exitCode, output) = await RunAsync("--only", "sip2/error-detection/resend-before-anything");
        output.Should().Contain("1 passed, 0 failed");
        exitCode.Should().Be(0);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_with_what_to_do()
    {
        // A port that is taken and on which nobody listens.
        using var nobody = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        nobody.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        port = ((IPEndPoint)nobody.LocalEndPoint!).Port;
        var (exitCode, output) = await RunAsync("--only", "sip2/end-session");
        exitCode.Should().NotBe(0);
        output.Should().Contain("does not answer").And.Contain("Start the server");
    }

    async Task<(int ExitCode, string Output)> RunAsync(params string[] options)
    {
        var (exitCode, output, errors) = await ServerProcess.RunAsync(
            ["conformance", $"127.0.0.1:{port}", "--suite", ConformanceSuite.Folder, "--fixture", Path.Combine(ConformanceSuite.Folder, "fixtures/riga.yaml"), .. options]);
        return (exitCode, output + errors);
    }

    async Task ListenAsync()
    {
        try
        {
            while (true) lines.Add(AnswerAsync(await listener.AcceptTcpClientAsync(stop.Token)));
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    /// <summary>Logs everybody in, ends no session, has wrong sums in 18, and answers everything else with 96.</summary>
    async Task AnswerAsync(TcpClient terminal)
    {
        try
        {
            using (terminal)
            {
                using var reader = new StreamReader(terminal.GetStream(), Encoding.UTF8);
                while (await ReadAsync(reader) is { } frame)
                {
                    var sequence = frame.LastIndexOf("AY", StringComparison.Ordinal) is >= 0 and var at ? frame.Substring(at, 3) : "";
                    var answer = frame[..2] switch
                    {
                        "93" => Summed("941" + sequence),
                        "35" => Summed("36N20260310    101500AORIGA|AA1|" + sequence),
                        "17" => $"1801000120260310    101500AB9999999|AJ|AFno such thing|{sequence}AZ0000",
                        _ => Summed("96"),
                    };
                    await terminal.GetStream().WriteAsync(Encoding.UTF8.GetBytes(answer + "\r"), stop.Token);
                }
            }
        }
        catch (Exception end) when (end is OperationCanceledException or IOException)
        {
            // The terminal has hung up.
        }
    }

    async Task<string?> ReadAsync(StreamReader from)
    {
        var frame = new StringBuilder();
        var one = new char[1];
        while (await from.ReadAsync(one, stop.Token) > 0)
        {
            if (one[0] != '\r') frame.Append(one[0]);
            else if (frame.Length >= 2) return frame.ToString();
        }
        return null;
    }

    static string Summed(string body)
    {
        body += "AZ";
        return body + (-Encoding.UTF8.GetBytes(body).Sum(value => value) & 0xFFFF).ToString("X4", System.Globalization.CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await Task.WhenAll(lines);
        stop.Dispose();
        TestCluster.Remove(folder);
    }
}
