using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Partners;

namespace ProtocolServer.Domain.Ports;

/// <summary>The webhooks of every agency.</summary>
public interface IWebhookRegister
{
    Task<IReadOnlyList<Webhook>> LoadAsync(CancellationToken cancel);

    /// <summary>It wants no more: what waits for it is given up, and notices to readers among it are kept for another to take.</summary>
    Task StopAsync(NetworkId network, string webhook, string why, CancellationToken cancel);
}
