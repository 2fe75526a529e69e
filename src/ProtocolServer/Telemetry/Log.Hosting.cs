using System.Net;
using ProtocolServer.Hosting;

namespace ProtocolServer;

/// <summary>What the server says, by subject. Event ids: hosting 1000 to 1099.</summary>
static partial class Log
{
    [LoggerMessage(1000, LogLevel.Information, "Ready after {Milliseconds} ms")]
    public static partial void ServerReady(ILogger log, long milliseconds);

    [LoggerMessage(1001, LogLevel.Information, "Stopping: answers in hand are sent first")]
    public static partial void ServerStops(ILogger log);

    [LoggerMessage(1010, LogLevel.Warning, "Connection from {Address} rejected: {Reason}")]
    public static partial void ConnectionRejected(ILogger log, IPAddress address, GateRejection reason);

    [LoggerMessage(1020, LogLevel.Error, "The database does not answer: {Why}")]
    public static partial void DatabaseDown(ILogger log, string why);

    [LoggerMessage(1021, LogLevel.Information, "The database answers again")]
    public static partial void DatabaseUp(ILogger log);

    [LoggerMessage(1022, LogLevel.Warning, "The embedded PostgreSQL is gone; it is started again")]
    public static partial void ClusterGone(ILogger log);

    [LoggerMessage(1023, LogLevel.Error, "{Why}")]
    public static partial void ClusterStaysDown(ILogger log, string why);

    [LoggerMessage(1024, LogLevel.Warning, "The account of --connection owns the ledger or may change it. Make an account that owns nothing, name it in --connection and this one in --owner-connection: the server then grants it what it needs, and what is written stays written")]
    public static partial void ServerMayEditLedger(ILogger log);

    [LoggerMessage(1030, LogLevel.Information, "Certificate {File} is in use now; it ends {Ends:yyyy-MM-dd}")]
    public static partial void CertificateReplaced(ILogger log, string file, DateTime ends);

    [LoggerMessage(1031, LogLevel.Error, "The new certificate is not used, the old one stays: {Why}")]
    public static partial void CertificateUnreadable(ILogger log, string why);

    [LoggerMessage(1032, LogLevel.Warning, "Certificate {File} ends {Ends:yyyy-MM-dd}: put a new one in its place")]
    public static partial void CertificateEnds(ILogger log, string file, DateTime ends);
}
