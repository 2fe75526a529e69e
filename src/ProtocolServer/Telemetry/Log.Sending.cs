namespace ProtocolServer;

/// <summary>What is sent to others: event ids 3100 to 3199. No line carries the content of a message.</summary>
static partial class Log
{
    [LoggerMessage(3100, LogLevel.Warning, "{Kind} messages for {Destination} wait: attempt {Attempt} failed: {Why}")]
    public static partial void DestinationAway(ILogger log, string kind, string destination, int attempt, string why);

    [LoggerMessage(3101, LogLevel.Warning, "{Subject} for {Destination} was answered with: {Problem}")]
    public static partial void MessageRefused(ILogger log, string subject, string destination, string problem);

    [LoggerMessage(3102, LogLevel.Error, "{Subject} for {Destination} could not be sent")]
    public static partial void DeliveryFailed(ILogger log, Exception fault, string subject, string destination);

    [LoggerMessage(3103, LogLevel.Error, "Webhook {Webhook} of network {Network} wants no more (status 410) and is told nothing until `protocolserver webhook resume {Webhook}`")]
    public static partial void WebhookStopped(ILogger log, string webhook, string network);
}
