using ProtocolServer.Ncip.Wire;

namespace ProtocolServer;

/// <summary>NCIP: event ids 3000 to 3099. No line carries a value of a message.</summary>
static partial class Log
{
    [LoggerMessage(3000, LogLevel.Warning, "{Service} from {Address} refused: {Problem}")]
    public static partial void PartnerRefused(ILogger log, string service, string address, string problem);

    [LoggerMessage(3010, LogLevel.Information, "NCIP input rejected: {Rejection}")]
    public static partial void NcipRejected(ILogger log, NcipRejection rejection);

    [LoggerMessage(3020, LogLevel.Warning, "{Service} got a temporary failure: {Why}")]
    public static partial void NcipNotAnswered(ILogger log, string service, string why);

    [LoggerMessage(3021, LogLevel.Error, "{Service} failed")]
    public static partial void NcipServiceFailed(ILogger log, Exception fault, string service);

    [LoggerMessage(3022, LogLevel.Error, "Whether {Service} took effect is not known; the line is closed so that it is sent again")]
    public static partial void NcipOutcomeUnknown(ILogger log, string service);
}
