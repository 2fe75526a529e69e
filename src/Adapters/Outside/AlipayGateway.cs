using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Payments;
using ProtocolServer.Domain.Ports;

namespace ProtocolServer.Adapters.Outside;

/// <summary>
/// Alipay's open platform: <c>alipay.trade.precreate</c>, <c>query</c> and <c>refund</c>, and its asynchronous notification, which comes as a form and
/// wants to hear <c>success</c>, else it comes again for about a day.
/// </summary>
public sealed class AlipayGateway(GatewaySettings settings, HttpClient http, TimeProvider time) : Gateway(settings, http, time)
{
    /// <summary>Every repetition is signed anew, with the time of its sending.</summary>
    static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    public override async Task<string> StartAsync(GatewayOrder order, CancellationToken cancel)
    {
        var answer = await AskAsync("alipay.trade.precreate", new()
        {
            ["out_trade_no"] = order.Payment.ToString("N"), ["total_amount"] = order.Amount.ToString(), ["subject"] = order.Subject,
            ["time_expire"] = AlipayParameters.Time(order.ExpiresAt),
        }, order.NotifyUrl, cancel);
        return Text(answer, "code") == Done && Text(answer, "qr_code") is { Length: > 0 } code ? code : throw Refused("precreate", answer);
    }

    public override GatewayNotice Read(GatewayMessage message, DateTimeOffset now)
    {
        var form = AlipayParameters.Decode(Encoding.UTF8.GetString(message.Body.Span));
        if (form is null || form.GetValueOrDefault("sign_type") != "RSA2") return new GatewayNotice.Rejected(GatewayRejection.Unreadable);
        if (!Settings.GatewayKeys[""].Verifies(AlipayParameters.OfNotification(form), form.GetValueOrDefault("sign")))
            return new GatewayNotice.Rejected(GatewayRejection.SignatureWrong);
        if (form.GetValueOrDefault("app_id") != Settings.AppId || form.GetValueOrDefault("seller_id") != Settings.MerchantId)
            return new GatewayNotice.Rejected(GatewayRejection.ForAnother);
        if (AlipayParameters.Time(form.GetValueOrDefault("notify_time")) is not { } sent) return new GatewayNotice.Rejected(GatewayRejection.Unreadable);
        if ((now - sent).Duration() > Window) return new GatewayNotice.Rejected(GatewayRejection.OutsideWindow);
        return Notice(form.GetValueOrDefault("out_trade_no"), form.GetValueOrDefault("trade_no"), form.GetValueOrDefault("trade_status"),
            form.GetValueOrDefault("total_amount"), form.GetValueOrDefault("gmt_payment"), sent);
    }

    public override async Task<GatewayNotice> AskAsync(Guid payment, CancellationToken cancel)
    {
        var answer = await AskAsync("alipay.trade.query", new() { ["out_trade_no"] = payment.ToString("N") }, null, cancel);
        if (Text(answer, "sub_code") == "ACQ.TRADE_NOT_EXIST") return new GatewayNotice.NotPaid(payment);
        if (Text(answer, "code") != Done) throw Refused("query", answer);
        return Notice(Text(answer, "out_trade_no"), Text(answer, "trade_no"), Text(answer, "trade_status"), Text(answer, "total_amount"), Text(answer, "send_pay_date"), Time.GetUtcNow());
    }

    public override async Task<string> RefundAsync(GatewayRefund refund, CancellationToken cancel)
    {
        var answer = await AskAsync("alipay.trade.refund", new()
        {
            ["out_trade_no"] = refund.Payment.ToString("N"), ["refund_amount"] = refund.Amount.ToString(), ["out_request_no"] = refund.Refund.ToString("N"),
            ["refund_reason"] = refund.Reason,
        }, null, cancel);
        // Alipay has no number of its own for a refund; ours names it within the trade.
        return Text(answer, "code") == Done ? $"{Text(answer, "trade_no")}/{refund.Refund:N}" : throw Refused("refund", answer);
    }

    public override GatewayReply Reply(bool isTaken) => new(200, "text/plain", isTaken ? "success" : "failure");

    const string Done = "10000";

    GatewayNotice Notice(string? order, string? number, string? status, string? amount, string? paidAt, DateTimeOffset otherwise)
    {
        if (!Guid.TryParseExact(order, "N", out var payment) || string.IsNullOrEmpty(number)) return new GatewayNotice.Rejected(GatewayRejection.Unreadable);
        // The second one says that a refund is not possible any more; it may arrive first.
        if (status is not ("TRADE_SUCCESS" or "TRADE_FINISHED")) return new GatewayNotice.NotPaid(payment);
        return Money.TryParse(amount, Currency, out var money)
            ? new GatewayNotice.Paid(payment, new(Name, number, money.AmountMinor, Currency.Code, AlipayParameters.Time(paidAt) ?? otherwise))
            : new GatewayNotice.Rejected(GatewayRejection.Unreadable);
    }

    async Task<JsonElement> AskAsync(string method, JsonObject content, string? notifyUrl, CancellationToken cancel)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["app_id"] = Settings.AppId, ["method"] = method, ["format"] = "JSON", ["charset"] = "utf-8", ["sign_type"] = "RSA2", ["version"] = "1.0",
            ["timestamp"] = AlipayParameters.Time(Time.GetUtcNow()), ["biz_content"] = content.ToJsonString(),
        };
        if (notifyUrl is not null) parameters["notify_url"] = notifyUrl;
        parameters["sign"] = Settings.OwnKey.Sign(AlipayParameters.OfRequest(parameters));
        using var request = new HttpRequestMessage(HttpMethod.Post, Settings.Base());
        request.Content = new StringContent(AlipayParameters.Encode(parameters), Encoding.UTF8, new MediaTypeHeaderValue("application/x-www-form-urlencoded", "utf-8"));
        var (status, body, _) = await Http.ExchangeAsync(request, cancel);
        if (status != 200) throw new GatewayException(string.Create(CultureInfo.InvariantCulture, $"{Name} answered {method} with HTTP {status}."));
        return Verified(method, body);
    }

    /// <summary>The signature stands over the answer's own text, as it was sent.</summary>
    JsonElement Verified(string method, string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.TryGetProperty(method.Replace('.', '_') + "_response", out var answer)
                && Settings.GatewayKeys[""].Verifies(answer.GetRawText(), root.TryGetProperty("sign", out var sign) ? sign.GetString() : null))
                return answer.Clone();
        }
        catch (JsonException odd)
        {
            throw new GatewayException($"{Name} answered {method} with something that can't be read.", odd);
        }
        throw new GatewayException($"{Name} answered {method} without a right signature.");
    }

    GatewayException Refused(string what, JsonElement answer) => new($"{Name} refused {what}: {Text(answer, "code")} {Text(answer, "sub_code")}");

    static string? Text(JsonElement answer, string name) => answer.TryGetProperty(name, out var value) ? value.GetString() : null;
}
