using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Ports;

namespace ProtocolServer.Payments;

/// <summary>What no notification does: asks about payments that nobody has told of, expires them, and sends refunds. Two nodes at once do no harm.</summary>
sealed class OnlineSettlement(OnlinePayments payments, OnlineDesk desk, ILogger<OnlineSettlement> log)
{
    const int Most = 200;

    /// <summary>A notification usually comes within seconds.</summary>
    static readonly TimeSpan Age = TimeSpan.FromMinutes(1), Pause = TimeSpan.FromMinutes(2);

    /// <summary>How many were asked about and sent.</summary>
    public async Task<long> RunAsync(NetworkId network, CancellationToken cancel)
    {
        var done = 0L;
        foreach (var payment in await payments.OpenAsync(network, Age, Pause, Most, cancel))
            if (await TriedAsync(() => desk.AskAsync(network, payment, cancel), why => Log.GatewayAway(log, payment.Gateway, payment.Id, why))) done++;
        foreach (var refund in await payments.RefundsAsync(network, null, Most, cancel))
            if (await TriedAsync(() => desk.SendAsync(network, refund, cancel), why => Log.RefundWaits(log, refund.Refund.Gateway, refund.Refund.Id, why))) done++;
        return done;
    }

    static async Task<bool> TriedAsync(Func<Task> act, Action<string> failed)
    {
        try
        {
            await act();
            return true;
        }
        catch (GatewayException away)
        {
            failed(away.Message);
            return false;
        }
    }
}
