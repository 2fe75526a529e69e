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
/// WeChat Pay, API v3: native orders, their state, refunds, and its notification, signed over time, nonce and body with the certificate whose serial
/// number it names, its content enciphered; it wants an answer of 200 or 204, else it comes again for about a day.
/// </summary>
public sealed class WeChatGateway(GatewaySettings settings, HttpClient http, TimeProvider time) : Gateway(settings, http, time)
{
    /// <summary>The published rule: nothing older than five minutes.</summary>
    static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    public override async Task<string> StartAsync(GatewayOrder order, CancellationToken cancel)
    {
        var (status, answer) = await AskAsync(HttpMethod.Post, "/v3/pay/transactions/native", new()
        {
            ["appid"] = Settings.AppId, ["mchid"] = Settings.MerchantId, ["description"] = order.Subject, ["out_trade_no"] = order.Payment.ToString("N"),
            ["time_expire"] = order.ExpiresAt.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture), ["notify_url"] = order.NotifyUrl,
            ["amount"] = new JsonObject { ["total"] = order.Amount.AmountMinor, ["currency"] = order.Amount.Currency.Code },
        }, cancel);
        return status == 200 && Text(answer, "code_url") is { Length: > 0 } code ? code : throw Refused("the order", status, answer);
    }

    public override GatewayNotice Read(GatewayMessage message, DateTimeOffset now)
    {
        var body = Encoding.UTF8.GetString(message.Body.Span);
        if (Distrusts(message.Header, body, now) is { } why) return new GatewayNotice.Rejected(why);
        try
        {
            using var document = JsonDocument.Parse(body);
            if (!document.RootElement.TryGetProperty("resource", out var resource) || Text(resource, "algorithm") != "AEAD_AES_256_GCM")
                return new GatewayNotice.Rejected(GatewayRejection.Unreadable);
            var plain = WeChatSignature.Decipher(Settings.ApiKey.Span, Text(resource, "nonce") ?? "", Text(resource, "associated_data") ?? "", Text(resource, "ciphertext") ?? "");
            if (plain is null) return new GatewayNotice.Rejected(GatewayRejection.Unreadable);
            // What it tells of refunds is asked for where it is needed.
            if (Text(document.RootElement, "event_type")?.StartsWith("TRANSACTION.", StringComparison.Ordinal) is not true) return new GatewayNotice.NotPaid(null);
            using var transaction = JsonDocument.Parse(plain);
            return Notice(transaction.RootElement);
        }
        catch (Exception odd) when (odd is JsonException or InvalidOperationException)
        {
            return new GatewayNotice.Rejected(GatewayRejection.Unreadable);
        }
    }

    public override async Task<GatewayNotice> AskAsync(Guid payment, CancellationToken cancel)
    {
        var (status, answer) = await AskAsync(HttpMethod.Get, $"/v3/pay/transactions/out-trade-no/{payment:N}?mchid={Uri.EscapeDataString(Settings.MerchantId)}", null, cancel);
        return status switch
        {
            200 => Notice(answer),
            404 when Text(answer, "code") is "ORDER_NOT_EXIST" or "ORDERNOTEXIST" => new GatewayNotice.NotPaid(payment),
            _ => throw Refused("the question", status, answer),
        };
    }

    public override async Task<string> RefundAsync(GatewayRefund refund, CancellationToken cancel)
    {
        var (status, answer) = await AskAsync(HttpMethod.Post, "/v3/refund/domestic/refunds", new()
        {
            ["out_trade_no"] = refund.Payment.ToString("N"), ["out_refund_no"] = refund.Refund.ToString("N"), ["reason"] = refund.Reason,
            ["amount"] = new JsonObject { ["refund"] = refund.Amount.AmountMinor, ["total"] = refund.Total.AmountMinor, ["currency"] = refund.Total.Currency.Code },
        }, cancel);
        // Whose bank takes a while is asked again, under the same number.
        return status == 200 && Text(answer, "status") == "SUCCESS" && Text(answer, "refund_id") is { Length: > 0 } number ? number : throw Refused("the refund", status, answer);
    }

    public override GatewayReply Reply(bool isTaken) => isTaken ? new(204, null, "") : new(500, "application/json", """{"code":"FAIL","message":"It was not taken; please send it again."}""");

    /// <summary>Why what it says is not believed; null where it is.</summary>
    GatewayRejection? Distrusts(Func<string, string?> header, string body, DateTimeOffset now)
    {
        if (header(WeChatSignature.Timestamp) is not { } timestamp || header(WeChatSignature.Nonce) is not { } nonce || header(WeChatSignature.Serial) is not { } serial
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return GatewayRejection.Unreadable;
        if (!Settings.GatewayKeys.TryGetValue(serial, out var key)) return GatewayRejection.CertificateUnknown;
        if (!key.Verifies(WeChatSignature.OfAnswer(timestamp, nonce, body), header(WeChatSignature.Signature))) return GatewayRejection.SignatureWrong;
        return Math.Abs(now.ToUnixTimeSeconds() - seconds) > (long)Window.TotalSeconds ? GatewayRejection.OutsideWindow : null;
    }

    GatewayNotice Notice(JsonElement transaction)
    {
        if (Text(transaction, "appid") != Settings.AppId || Text(transaction, "mchid") != Settings.MerchantId) return new GatewayNotice.Rejected(GatewayRejection.ForAnother);
        if (!Guid.TryParseExact(Text(transaction, "out_trade_no"), "N", out var payment)) return new GatewayNotice.Rejected(GatewayRejection.Unreadable);
        // REFUND: it was paid, and some of it went back since.
        if (Text(transaction, "trade_state") is not ("SUCCESS" or "REFUND")) return new GatewayNotice.NotPaid(payment);
        return Text(transaction, "transaction_id") is { Length: > 0 } number && transaction.TryGetProperty("amount", out var amount)
            && amount.TryGetProperty("total", out var total) && total.TryGetInt64(out var minor)
            ? new GatewayNotice.Paid(payment, new(Name, number, minor, Text(amount, "currency") ?? Currency.Code,
                DateTimeOffset.TryParse(Text(transaction, "success_time"), CultureInfo.InvariantCulture, DateTimeStyles.None, out var paid) ? paid : Time.GetUtcNow()))
            : new GatewayNotice.Rejected(GatewayRejection.Unreadable);
    }

    async Task<(int Status, JsonElement Answer)> AskAsync(HttpMethod method, string path, JsonObject? content, CancellationToken cancel)
    {
        var url = new Uri(Settings.Base().AbsoluteUri.TrimEnd('/') + path);
        var (body, timestamp, nonce) = (content?.ToJsonString() ?? "", WeChatSignature.Seconds(Time.GetUtcNow()), WeChatSignature.NewNonce());
        var signature = Settings.OwnKey.Sign(WeChatSignature.OfRequest(method.Method, url.PathAndQuery, timestamp, nonce, body));
        using var request = new HttpRequestMessage(method, url);
        request.Headers.TryAddWithoutValidation("Authorization",
            $"{WeChatSignature.Scheme} mchid=\"{Settings.MerchantId}\",nonce_str=\"{nonce}\",signature=\"{signature}\",timestamp=\"{timestamp}\",serial_no=\"{Settings.OwnSerial}\"");
        request.Headers.Accept.Add(new("application/json"));
        if (content is not null) request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        var (status, said, header) = await Http.ExchangeAsync(request, cancel);
        if (Distrusts(header, said, Time.GetUtcNow()) is { } why) throw new GatewayException($"{Name} gave an answer that is not to be believed ({why}).");
        try
        {
            using var document = JsonDocument.Parse(said.Length == 0 ? "{}" : said);
            return (status, document.RootElement.Clone());
        }
        catch (JsonException odd)
        {
            throw new GatewayException($"{Name} gave an answer that can't be read.", odd);
        }
    }

    GatewayException Refused(string what, int status, JsonElement answer) => new(string.Create(CultureInfo.InvariantCulture, $"{Name} refused {what}: HTTP {status} {Text(answer, "code")} {Text(answer, "status")}"));

    static string? Text(JsonElement answer, string name) => answer.ValueKind is JsonValueKind.Object && answer.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
