using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Adapters.Postgres.Embedded;

namespace ProtocolServer.Tests.TestKit;

/// <summary>
/// One PostgreSQL for the whole test run of a process, made when the first test asks for it, without forcing
/// anything to the disk. It is stopped and removed when the process ends; what an aborted run has left is removed
/// by the next one.
/// </summary>
public static class TestCluster
{
    const string Prefix = "protocolserver-test-";
    static readonly Lazy<Task<EmbeddedCluster>> Shared = new(StartAsync);
    static string? started;

    public static Task<EmbeddedCluster> GetAsync() => Shared.Value;

    /// <summary>A new folder below the machine's temporary one, named after this process.</summary>
    public static string NewFolder(string purpose)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"{Prefix}{Environment.ProcessId}-{purpose}-{Guid.NewGuid().ToString("N")[..8]}");
        Directory.CreateDirectory(folder);
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_001_001);
        return folder;
    }

    /// <summary>Ends what runs on a folder of <see cref="NewFolder"/> and removes it.</summary>
    public static void Remove(string folder) => Remove(folder, Waiting.Limit);

    static void Remove(string folder, TimeSpan limit)
    {
        // What PostgreSQL's processes write while they end is a new file in a folder that was empty.
        for (var began = Stopwatch.StartNew();; Thread.Sleep(50))
        {
            try
            {
                foreach (var pidFile in Directory.EnumerateFiles(folder, "postmaster.pid", SearchOption.AllDirectories).ToArray()) Kill(pidFile);
                Directory.Delete(folder, recursive: true);
                return;
            }
            catch (DirectoryNotFoundException) when (!Directory.Exists(folder))
            {
                return;
            }
            catch (IOException) when (began.Elapsed < limit)
            {
                // Once more.
            }
        }
    }

    /// <summary>
    /// Stops and removes the cluster of this process. The end of the test run does it (<see cref="TestClusterEnd"/>): a process
    /// that needs longer than ten seconds for its own end counts as failed with the runner, however green its tests were.
    /// </summary>
    internal static void End()
    {
        if (Interlocked.Exchange(ref started, null) is { } folder) RemoveIfPossible(folder);
    }

    static async Task<EmbeddedCluster> StartAsync()
    {
        RemoveLeftovers();
        var folder = NewFolder("cluster");
        started = folder;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => End();
        return await EmbeddedCluster.StartAsync(folder, TimeProvider.System, NullLogger.Instance, isDurable: false);
    }

    static void RemoveLeftovers()
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            var owner = Path.GetFileName(folder)[Prefix.Length..].Split('-')[0];
            if (!Directory.Exists($"/proc/{owner}")) RemoveIfPossible(folder);
        }
    }

    /// <summary>What is still being written to at the end of the process is left for the next run to remove.</summary>
    static void RemoveIfPossible(string folder)
    {
        try
        {
            Remove(folder, TimeSpan.FromSeconds(2));
        }
        catch (Exception left) when (left is IOException or UnauthorizedAccessException)
        {
            Debug.WriteLine(left.Message);
        }
    }

    /// <summary>Nothing of a test's cluster is worth saving.</summary>
    static void Kill(string pidFile)
    {
        try
        {
            using var process = Process.GetProcessById(int.Parse(File.ReadLines(pidFile).First(), System.Globalization.CultureInfo.InvariantCulture));
            if (process.ProcessName != "postgres") return;
            process.Kill();
            process.WaitForExit(Waiting.Limit);
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or IOException)
        {
            Debug.WriteLine(gone.Message);
        }
    }
}
