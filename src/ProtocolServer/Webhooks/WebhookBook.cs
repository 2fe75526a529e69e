using ProtocolServer.Dispatch;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Domain.Ports;

namespace ProtocolServer.Webhooks;

/// <summary>Every webhook, as it was read last.</summary>
sealed class WebhookBook(IWebhookRegister register, TimeProvider time)
{
    readonly Remembered<IReadOnlyList<Webhook>> known = new(register.LoadAsync, time);

    public ValueTask<IReadOnlyList<Webhook>> AllAsync(CancellationToken cancel) => known.GetAsync(cancel);

    /// <summary>Null where there is none of that name any more.</summary>
    public async ValueTask<Webhook?> FindAsync(NetworkId network, string id, CancellationToken cancel)
    {
        foreach (var one in await known.GetAsync(cancel))
            if (one.Network == network && one.Id == id)
                return one;
        return null;
    }

    /// <summary>Something has changed: look again at the next question.</summary>
    public void Forget() => known.Forget();
}
