using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Dispatch;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Payments;
using ProtocolServer.Domain.Ports;

namespace ProtocolServer.Payments;

/// <summary>
/// Between gateways and decisions. Whether a notification came, came again, or was asked for: it ends in one command under one key, the gateway's own
/// number of the transaction, and so is booked once (HF-12).
/// </summary>
sealed class OnlineDesk(
    PaymentGateways gateways, OnlinePayments payments, ILibrarySystem library, AgencyDirectory agencies, TimeProvider time, ILogger<OnlineDesk> log)
{
    /// <summary>Where the reader pays: the gateway is told of the payment, again where it was before.</summary>
    /// <exception cref="GatewayException">The gateway did not answer.</exception>
    public async Task<string> OpenAsync(Guid payment, OnlineView view, string agency, CancellationToken cancel)
    {
        var gateway = gateways.All.GetValueOrDefault(view.Gateway) ?? throw new GatewayException($"There is no gateway '{view.Gateway}' any more.");
        return await gateway.StartAsync(new(payment, view.Amount, agency, view.ExpiresAt, gateways.NotifyUrl(gateway.Name)), cancel);
    }

    /// <summary>Whether the gateway may forget it: booked now, booked before, or kept for staff. Else it comes again.</summary>
    public async Task<bool> TakeAsync(IPaymentGateway gateway, GatewayMessage message, CancellationToken cancel)
    {
        switch (gateway.Read(message, time.GetUtcNow()))
        {
            case GatewayNotice.Paid paid: return await ReceiveAsync(paid, cancel);
            case GatewayNotice.NotPaid: return true;
            case GatewayNotice.Rejected rejected:
                Log.NotificationRejected(log, gateway.Name, rejected.Why);
                return false;
            default: return false;
        }
    }

    /// <summary>Asks the gateway what became of a payment, and does what follows from it.</summary>
    /// <exception cref="GatewayException">It did not answer.</exception>
    public async Task AskAsync(NetworkId network, OpenOnlinePayment payment, CancellationToken cancel)
    {
        if (!gateways.All.TryGetValue(payment.Gateway, out var gateway)) return;
        await payments.NoteAskedAsync(network, payment.Id, cancel);
        var notice = await gateway.AskAsync(payment.Id, cancel);
        if (notice is GatewayNotice.Paid paid && paid.Payment == payment.Id) await ReceiveAsync(paid, cancel);
        else if (notice is GatewayNotice.NotPaid && payment.ExpiresAt <= time.GetUtcNow())
            await ExecuteAsync(new ExpireOnlinePayment(payment.Id), network, payment.Agency, gateway.Name, null, cancel);
    }

    /// <summary>Sends a refund that was decided; under its number the gateway does it once, however often it is sent.</summary>
    /// <exception cref="GatewayException">It is not known to be done: it stays on the list.</exception>
    public async Task SendAsync(NetworkId network, OpenRefund open, CancellationToken cancel)
    {
        var refund = open.Refund;
        if (!gateways.All.TryGetValue(refund.Gateway, out var gateway)) throw new GatewayException($"There is no gateway '{refund.Gateway}' any more.");
        await payments.NoteTriedAsync(network, refund.Id, cancel);
        var number = await gateway.RefundAsync(new(refund.Id, refund.Payment, refund.Amount, open.Total, refund.Reason), cancel);
        await ExecuteAsync(new NoteRefundSent(refund, number), network, open.Agency, gateway.Name, Key(gateway.Name, $"refund {refund.Id:N}", ""), cancel);
    }

    async Task<bool> ReceiveAsync(GatewayNotice.Paid paid, CancellationToken cancel)
    {
        var receipt = paid.Receipt;
        if (await payments.FindAsync(paid.Payment, cancel) is not { } owner)
        {
            Log.PaymentUnknown(log, receipt.Gateway, paid.Payment);
            return false;
        }
        var key = Key(receipt.Gateway, receipt.Number, string.Create(CultureInfo.InvariantCulture, $"{paid.Payment:N} {receipt.AmountMinor} {receipt.Currency}"));
        var answer = await ExecuteAsync(new ReceiveOnlinePayment(paid.Payment, owner.Card, receipt), owner.Network, owner.Agency, receipt.Gateway, key, cancel);
        if (answer == Done) return true;
        Log.PaymentDoubted(log, receipt.Gateway, paid.Payment, answer);
        return false;
    }

    const string Done = "done";

    /// <summary><see cref="Done"/>, or the code of the refusal; of a repetition what the first one got.</summary>
    async Task<string> ExecuteAsync<TOutcome>(
        Command<TOutcome> command, NetworkId network, AgencyId agency, string gateway, CommandKey? key, CancellationToken cancel) where TOutcome : Outcome
    {
        var location = (await agencies.OfAsync(network, cancel)).GetValueOrDefault(agency)?.MainLocation ?? "";
        var context = new CommandContext { Network = network, Agency = agency, Caller = new(new($"gateway/{gateway}"), Permissions.None), Location = location, Key = key };
        var answer = await library.ExecuteAsync(command, context, static (outcome, _) => Encoding.UTF8.GetBytes(outcome.Refusal?.Code ?? Done), cancel);
        return Encoding.UTF8.GetString(answer.Span);
    }

    static CommandKey Key(string gateway, string number, string content) => new(
        $"gateway/{gateway}", SHA256.HashData(Encoding.UTF8.GetBytes(number)), SHA256.HashData(Encoding.UTF8.GetBytes(content)));
}
