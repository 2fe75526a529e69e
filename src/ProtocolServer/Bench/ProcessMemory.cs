using System.Globalization;
using ProtocolServer.Adapters;

namespace ProtocolServer.Bench;

/// <summary>Resident memory of a process of this machine, as Linux counts it.</summary>
static class ProcessMemory
{
    /// <returns>Bytes; null without a process.</returns>
    public static long? Of(int? process)
    {
        if (process is null) return null;
        var file = $"/proc/{process}/status";
        if (!File.Exists(file)) throw new SetupException($"There is no process {process} on this machine; --pid names the server's.");
        var resident = File.ReadLines(file).First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(resident.AsSpan()["VmRSS:".Length..^"kB".Length], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) * 1024;
    }
}
