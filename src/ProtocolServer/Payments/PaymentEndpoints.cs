using System.Data.Common;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Desk;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Payments;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Hosting;

namespace ProtocolServer.Payments;

/// <summary>Online payment (HF-12): programs begin it and look at it, gateways tell of it, the reader's phone opens its page.</summary>
static class PaymentEndpoints
{
    /// <summary>No notification is longer.</summary>
    const int MostBytes = 64 * 1024;

    public static void MapPayments(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/online-payments").WithTags("Online payment");
        api.MapPost("", static (OnlinePaymentRequest r, HttpContext http, MoneyApi money, PaymentGateways gateways) => money.DoAsync(http, r with { Pin = null },
            call => new StartOnlinePayment(new(r.Card), gateways.Offer(r.Gateway), r.Amount)
            {
                Charges = [.. r.Charges ?? []], Purpose = r.IsTopUp ? OnlinePurpose.TopUp : OnlinePurpose.Fees,
            },
            (answer, o) => answer with
            {
                Number = o.Payment?.Id.ToString("N"), Amount = o.Payment?.Amount.ToString(), PayAt = o.Payment is { } payment ? gateways.PageUrl(payment.Id) : null,
            }, r.Pin)).WithSummary("Begin an online payment of fees, or into a prepaid account").Shows(ApiExamples.Begin);
        api.MapGet("/{payment}", StateAsync).WithSummary("What became of an online payment; the gateway is asked where it has not told yet").Shows<OnlineState>(ApiExamples.Online);
        api.MapPost("/{payment}/refunds", RefundAsync).WithSummary("Staff decide that money goes back the way it came").Shows(ApiExamples.Refund);
        api.MapGet("/findings", static async (HttpContext http, ApiDoor door, OnlinePayments payments) => http.Key().Permissions.HasFlag(Permissions.Recredit)
            ? Results.Json((await payments.FindingsAsync(http.Key().Network, http.Key().Agency, 500, http.RequestAborted)).Select(OnlineFound.Of))
            : door.Problem("not-permitted")).WithSummary("Late, double and odd payments, which staff should look at").Shows<OnlineFound[]>(ApiExamples.OnlineFindings);

        routes.MapPost("/pay/notify/{gateway}", (RequestDelegate)NotifiedAsync);
        routes.MapPaymentPages();
    }

    static async Task<IResult> StateAsync(string payment, HttpContext http, ApiDoor door, OnlinePayments payments, OnlineDesk desk)
    {
        var (cancel, key) = (http.RequestAborted, http.Key());
        if (await FindAsync(payment, payments, key, cancel) is not var (id, view)) return door.Problem("online-payment-unknown");
        if (view.State is OnlinePaymentState.Started)
            try
            {
                await desk.AskAsync(key.Network, new(id, view.Agency, view.Card, view.Gateway, view.ExpiresAt), cancel);
                view = (await payments.ViewAsync(id, cancel))!;
            }
            catch (GatewayException)
            {
                // What is known is told; the gateway is asked again.
            }
        return Results.Json(OnlineState.Of(payment, view));
    }

    static async Task<IResult> RefundAsync(string payment, OnlineRefundRequest r, HttpContext http, ApiDoor door, MoneyApi money, OnlinePayments payments, OnlineDesk desk)
    {
        var (cancel, key) = (http.RequestAborted, http.Key());
        if (await FindAsync(payment, payments, key, cancel) is not var (id, view)) return door.Problem("online-payment-unknown");
        var refund = Guid.Empty;
        var answer = await money.DoAsync(http, r, _ => new RefundOnlinePayment(id, view.Card, r.Amount, r.Reason, r.Operator), (said, o) =>
        {
            refund = o.Number ?? Guid.Empty;
            return said with { Number = o.Number?.ToString("N"), Amount = o.Amount?.ToString() };
        });
        if (refund != Guid.Empty)
            foreach (var open in await payments.RefundsAsync(key.Network, refund, 1, cancel))
                try
                {
                    await desk.SendAsync(key.Network, open, cancel);
                }
                catch (GatewayException)
                {
                    // It was decided, and is sent by the job until it is done.
                }
        return answer;
    }

    /// <summary>A payment of the key's own agency.</summary>
    static async Task<(Guid Id, OnlineView View)?> FindAsync(string payment, OnlinePayments payments, ApiKey key, CancellationToken cancel) =>
        Guid.TryParse(payment, out var id) && await payments.ViewAsync(id, cancel) is { } view && view.Network == key.Network && view.Agency == key.Agency ? (id, view) : null;

    static async Task NotifiedAsync(HttpContext http)
    {
        var parts = http.RequestServices;
        if (!parts.GetRequiredService<PaymentGateways>().All.TryGetValue((string?)http.GetRouteValue("gateway") ?? "", out var gateway))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        var body = await http.Request.ReadAtMostAsync(MostBytes, http.RequestAborted);
        var isTaken = false;
        try
        {
            // Begun, it is finished, even where the gateway hangs up.
            isTaken = body is not null && await parts.GetRequiredService<OnlineDesk>().TakeAsync(
                gateway, new(name => http.Request.Headers.TryGetValue(name, out var value) ? value.ToString() : null, body), CancellationToken.None);
        }
        catch (Exception away) when (away is LibrarySystemException or OutcomeUnknownException or DbException)
        {
            // The gateway tells it again.
            parts.GetRequiredService<DatabaseHealth>().Doubt();
        }
        var reply = gateway.Reply(isTaken);
        http.Response.StatusCode = reply.Status;
        if (reply.ContentType is null) return;
        http.Response.ContentType = reply.ContentType;
        await http.Response.WriteAsync(reply.Body, http.RequestAborted);
    }
}

/// <summary>A payment as programs see it.</summary>
/// <param name="State">Started, Paid or Expired.</param>
/// <param name="Rest">What came in and was not needed; owed to the reader.</param>
/// <param name="Paid">What it paid.</param>
sealed record OnlineState(string Number, string State, string Gateway, string Amount, string Currency, DateTimeOffset ExpiresAt, string Received, string Rest, string Refunded, CoveredPart[] Paid)
{
    public static OnlineState Of(string number, OnlineView view) => new(number, view.State.ToString(), view.Gateway, view.Amount.ToString(), view.Amount.Currency.Code, view.ExpiresAt,
        view.Received.ToString(), view.Rest.ToString(), view.Refunded.ToString(), [.. view.Covered.Select(part => new CoveredPart(part.Charge, part.FeeType, part.Applied.ToString()))]);
}

sealed record CoveredPart(long Charge, string FeeType, string Applied);

/// <param name="Number">The gateway's own.</param>
/// <param name="Findings">late, paid-twice, rest, amount-differs.</param>
sealed record OnlineFound(string Payment, string Gateway, string Number, string Card, string Amount, string Wanted, string Currency, string Rest, string[] Findings, DateTimeOffset ReceivedAt)
{
    public static OnlineFound Of(FoundReceipt found)
    {
        // A currency that nobody knows is one of the findings.
        string Text(long minor) => Domain.Kernel.Currency.TryParse(found.Currency, out var currency) ? new Money(minor, currency).ToString() : $"{minor}";
        return new(found.Payment.ToString("N"), found.Gateway, found.Number, found.Card, Text(found.AmountMinor), Text(found.WantedMinor), found.Currency, Text(found.RestMinor),
            found.Findings, found.ReceivedAt);
    }
}
