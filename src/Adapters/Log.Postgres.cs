using Microsoft.Extensions.Logging;

namespace ProtocolServer.Adapters;

/// <summary>What the adapters say, by subject. Event ids: PostgreSQL 1100 to 1199.</summary>
static partial class Log
{
    [LoggerMessage(1100, LogLevel.Information, "PostgreSQL {Major} made its files in {Folder} ({Milliseconds} ms)")]
    public static partial void ClusterCreated(ILogger log, int major, string folder, long milliseconds);

    [LoggerMessage(1101, LogLevel.Information, "PostgreSQL {Major} started in {Folder} ({Milliseconds} ms)")]
    public static partial void ClusterStarted(ILogger log, int major, string folder, long milliseconds);

    [LoggerMessage(1102, LogLevel.Warning, "PostgreSQL in {Folder} still runs from a server that was killed; it is stopped first, so that no old transaction is at work")]
    public static partial void LeftoverCluster(ILogger log, string folder);

    [LoggerMessage(1103, LogLevel.Warning, "{File} names a process that is gone; the file is removed")]
    public static partial void StalePidFile(ILogger log, string file);

    [LoggerMessage(1110, LogLevel.Information, "Migration {Version} {Name} applied ({Milliseconds} ms)")]
    public static partial void MigrationApplied(ILogger log, int version, string name, long milliseconds);
}
