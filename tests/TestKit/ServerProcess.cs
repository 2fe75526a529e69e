using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace ProtocolServer.Tests.TestKit;

/// <summary>The server as a process of its own, for tests that kill it.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(10);

    readonly Process process;
    readonly ConcurrentQueue<string> output = new();
    readonly ConcurrentQueue<string> errors = new();
    readonly TaskCompletionSource isReady = new(TaskCreationOptions.RunContinuationsAsynchronously);

    ServerProcess(string[] arguments)
    {
        // A shell's background jobs ignore Ctrl-C, and so would what they start.
        process = new() { StartInfo = new("env", ["--default-signal=INT", "dotnet", Path.Combine(AppContext.BaseDirectory, "protocolserver.dll"), .. arguments])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
        } };
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => errors.Enqueue(line.Data ?? "");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => process.Id;

    public IReadOnlyCollection<string> Output => output;

    public string Errors => string.Join('\n', errors);

    /// <summary>Starts <c>protocolserver serve</c> on a data folder with ports chosen by the system, and waits for <c>ready</c>.</summary>
    public static async Task<ServerProcess> ServeAsync(string data, params string[] more)
    {
        var server = new ServerProcess(["serve", "--data", data, "--sip2-port", "0", "--sip2-tls-port", "0", "--ncip-port", "0", "--http-port", "0", .. more]);
        var ended = server.process.WaitForExitAsync();
        var first = await Task.WhenAny(server.isReady.Task, ended, Task.Delay(StartLimit));
        if (first == server.isReady.Task) return server;
        if (first != ended) await server.KillAsync();
        throw new InvalidOperationException($"The server {(first == ended ? "ended before it was ready" : $"was not ready within {StartLimit}")}:\n{server.Errors}");
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        await using var command = new ServerProcess(arguments);
        await command.process.WaitForExitAsync().WaitAsync(StartLimit);
        return (command.process.ExitCode, string.Join('\n', command.output), command.Errors);
    }

    /// <param name="listener"><c>sip2</c>, <c>sip2-tls</c>, <c>http</c>.</param>
    public IPEndPoint EndPoint(string listener) =>
        IPEndPoint.Parse(output.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).First(words => words is [var name, _] && name == listener)[1]);

    /// <summary>As Ctrl-C or the system's stop does.</summary>
    public async Task<(int ExitCode, TimeSpan Took)> StopAsync(string signal = "TERM")
    {
        var began = Stopwatch.StartNew();
        using (var kill = Process.Start("kill", ["-" + signal, process.Id.ToString(CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync();
        await process.WaitForExitAsync().WaitAsync(StartLimit);
        return (process.ExitCode, began.Elapsed);
    }

    /// <summary>As a crash does: nothing is said good-bye to.</summary>
    public Task KillAsync() => StopAsync("KILL");

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) await StopAsync();
        process.Dispose();
    }

    void Note(string? line)
    {
        if (line is null) return;
        output.Enqueue(line);
        if (line == "ready") isReady.TrySetResult();
    }
}
