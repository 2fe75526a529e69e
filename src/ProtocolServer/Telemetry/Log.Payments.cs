using ProtocolServer.Domain.Ports;

namespace ProtocolServer;

/// <summary>Payments over gateways: event ids 4100 to 4199. No line carries a key, a signature, a card or a name.</summary>
static partial class Log
{
    [LoggerMessage(4100, LogLevel.Warning, "Stand-in payment gateways are on: payments over them bring no money")]
    public static partial void StandInGateways(ILogger log);

    [LoggerMessage(4101, LogLevel.Warning, "A notification for {Gateway} was not believed: {Why}")]
    public static partial void NotificationRejected(ILogger log, string gateway, GatewayRejection why);

    [LoggerMessage(4102, LogLevel.Error, "{Gateway} tells of payment {Payment}, which is not known here; nothing was booked")]
    public static partial void PaymentUnknown(ILogger log, string gateway, Guid payment);

    [LoggerMessage(4103, LogLevel.Error, "{Gateway} tells of payment {Payment} otherwise than it was begun ({Why}); nothing was booked, staff find it on the list")]
    public static partial void PaymentDoubted(ILogger log, string gateway, Guid payment, string why);

    [LoggerMessage(4104, LogLevel.Warning, "{Gateway} could not be asked about payment {Payment}; it is asked again: {Why}")]
    public static partial void GatewayAway(ILogger log, string gateway, Guid payment, string why);

    [LoggerMessage(4105, LogLevel.Warning, "{Gateway} has not done refund {Refund}; it is sent again: {Why}")]
    public static partial void RefundWaits(ILogger log, string gateway, Guid refund, string why);
}
