namespace ProtocolServer;

/// <summary>The JSON API: event ids 4200 to 4299. No line carries a key, a card or a name.</summary>
static partial class Log
{
    [LoggerMessage(4200, LogLevel.Error, "{Method} {Endpoint} failed; the program was told to ask again under the same key")]
    public static partial void ApiFault(ILogger log, Exception fault, string method, string? endpoint);
}
