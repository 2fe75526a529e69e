using System.ComponentModel;
using System.Diagnostics;

namespace ProtocolServer.Adapters.Postgres.Embedded;

/// <summary>What a program that was run to its end has said.</summary>
/// <param name="ExitCode">0 when it did what it was asked.</param>
/// <param name="Output">Standard output, then standard error.</param>
public sealed record ProgramAnswer(int ExitCode, string Output)
{
    public bool Succeeded => ExitCode == 0;
}

/// <summary>Runs one program to its end, within a limit of time, as this user or as another account.</summary>
public sealed class ProgramRunner(TimeProvider time)
{
    public async Task<ProgramAnswer> RunAsync(string program, IReadOnlyList<string> arguments, TimeSpan limit, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            // Any folder that every account may enter; the caller's own may be closed to it.
            WorkingDirectory = "/",
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        ForgetPostgresSettings(start);

        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception refused)
        {
            return new(127, $"{program}: {refused.Message}");
        }

        process.StandardInput.Close();
        using var tooLong = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(tooLong.Token, cancel);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(either.Token);
            var errors = process.StandardError.ReadToEndAsync(either.Token);
            await process.WaitForExitAsync(either.Token);
            return new(process.ExitCode, (await output + await errors).Trim());
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            process.Kill(entireProcessTree: false);
            return new(124, $"{program} did not end within {limit.TotalSeconds:0} seconds.");
        }
    }

    /// <summary>The caller's own PGDATA, PGHOST … and language must not reach the private cluster.</summary>
    static void ForgetPostgresSettings(ProcessStartInfo start)
    {
        foreach (var name in start.Environment.Keys.Where(IsForeign).ToArray())
            start.Environment.Remove(name);
        start.Environment["LC_ALL"] = "C";

        static bool IsForeign(string name) =>
            name.StartsWith("PG", StringComparison.Ordinal) || name.StartsWith("LC_", StringComparison.Ordinal) || name == "LANG";
    }
}
