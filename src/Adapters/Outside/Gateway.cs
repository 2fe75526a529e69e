using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Payments;
using ProtocolServer.Domain.Ports;

namespace ProtocolServer.Adapters.Outside;

/// <summary>What every gateway's adapter stands on: its settings, its line and the clock.</summary>
public abstract class Gateway(GatewaySettings settings, HttpClient http, TimeProvider time) : IPaymentGateway
{
    public string Name => Settings.Name;

    public Currency Currency => Settings.Currency;

    protected GatewaySettings Settings => settings;

    protected HttpClient Http => http;

    protected TimeProvider Time => time;

    public abstract Task<string> StartAsync(GatewayOrder order, CancellationToken cancel);

    public abstract GatewayNotice Read(GatewayMessage message, DateTimeOffset now);

    public abstract Task<GatewayNotice> AskAsync(Guid payment, CancellationToken cancel);

    public abstract Task<string> RefundAsync(GatewayRefund refund, CancellationToken cancel);

    public abstract GatewayReply Reply(bool isTaken);
}
