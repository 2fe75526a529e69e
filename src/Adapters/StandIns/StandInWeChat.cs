using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ProtocolServer.Adapters.Outside;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Adapters.StandIns;

/// <summary>Speaks as WeChat Pay's API v3 does.</summary>
/// <param name="merchant">What the merchant's messages are verified with.</param>
/// <param name="own">Signs answers and notifications.</param>
/// <param name="serial">Of the certificate that stands for <paramref name="own"/>.</param>
public sealed partial class StandInWeChat(
    GatewaySettings merchantSettings, GatewayKey merchant, GatewayKey own, string serial, Func<string> cashier, HttpClient http, TimeProvider time)
    : StandInGateway(merchantSettings.Name, cashier, http, time)
{
    const string Orders = "/v3/pay/transactions/native", States = "/v3/pay/transactions/out-trade-no/", Refunds = "/v3/refund/domestic/refunds";

    public override StandInAnswer Answer(StandInRequest request)
    {
        if (!IsTheMerchants(request)) return Signed(401, new() { ["code"] = "SIGN_ERROR", ["message"] = "The signature is wrong." });
        var path = request.PathAndQuery[request.PathAndQuery.IndexOf("/v3/", StringComparison.Ordinal)..].Split('?')[0];
        if (path.StartsWith(States, StringComparison.Ordinal)) return State(path[States.Length..]);
        using var content = JsonDocument.Parse(request.Body);
        return path switch
        {
            Orders => Created(content.RootElement),
            Refunds => Refund(content.RootElement),
            _ => Signed(404, new() { ["code"] = "RESOURCE_NOT_EXISTS" }),
        };
    }

    bool IsTheMerchants(StandInRequest request)
    {
        var parts = Part().Matches(request.Header("Authorization") ?? "").ToDictionary(static m => m.Groups["name"].Value, static m => m.Groups["value"].Value, StringComparer.Ordinal);
        return parts.TryGetValue("timestamp", out var timestamp) && parts.TryGetValue("nonce_str", out var nonce) && parts.GetValueOrDefault("mchid") == merchantSettings.MerchantId
            && merchant.Verifies(WeChatSignature.OfRequest(request.Method, request.PathAndQuery, timestamp, nonce, request.Body), parts.GetValueOrDefault("signature"));
    }

    StandInAnswer Created(JsonElement said)
    {
        var amount = said.GetProperty("amount");
        var number = said.GetProperty("out_trade_no").GetString()!;
        Order(number, new(amount.GetProperty("total").GetInt64(), Currency.Parse(amount.GetProperty("currency").GetString()!)), said.GetProperty("description").GetString()!,
            said.GetProperty("notify_url").GetString()!, DateTimeOffset.Parse(said.GetProperty("time_expire").GetString()!, CultureInfo.InvariantCulture));
        return Signed(200, new() { ["code_url"] = Cashier(number) });
    }

    StandInAnswer State(string number) => Find(number) is { } order
        ? Signed(200, Transaction(order, order.Amount.AmountMinor, order.PaidAt is not null ? "SUCCESS" : order.ExpiresAt < Now ? "CLOSED" : "NOTPAY"))
        : Signed(404, new() { ["code"] = "ORDER_NOT_EXIST", ["message"] = "There is no such order." });

    StandInAnswer Refund(JsonElement said)
    {
        if (Find(said.GetProperty("out_trade_no").GetString()!) is not { PaidAt: not null } order) return Signed(404, new() { ["code"] = "RESOURCE_NOT_EXISTS" });
        var refund = said.GetProperty("out_refund_no").GetString()!;
        order.Refunds.TryAdd(refund, said.GetProperty("amount").GetProperty("refund").GetInt64());
        if (order.Refunds.Values.Sum() <= order.Amount.AmountMinor) return Signed(200, new() { ["refund_id"] = "50" + refund[..26], ["out_refund_no"] = refund, ["status"] = "SUCCESS" });
        order.Refunds.TryRemove(refund, out _);
        return Signed(400, new() { ["code"] = "INVALID_REQUEST" });
    }

    JsonObject Transaction(StandInOrder order, long amountMinor, string state)
    {
        var told = new JsonObject
        {
            ["appid"] = merchantSettings.AppId, ["mchid"] = merchantSettings.MerchantId, ["out_trade_no"] = order.Number, ["trade_type"] = "NATIVE", ["trade_state"] = state,
            ["amount"] = new JsonObject { ["total"] = amountMinor, ["payer_total"] = amountMinor, ["currency"] = order.Amount.Currency.Code },
        };
        if (order.PaidAt is not { } paid) return told;
        told["transaction_id"] = order.Transaction;
        told["success_time"] = paid.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
        return told;
    }

    StandInAnswer Signed(int status, JsonObject answer)
    {
        var body = answer.ToJsonString();
        return new(status, "application/json", body, Headers(body));
    }

    Dictionary<string, string> Headers(string body)
    {
        var (timestamp, nonce) = (WeChatSignature.Seconds(Now), WeChatSignature.NewNonce());
        return new(StringComparer.Ordinal)
        {
            [WeChatSignature.Timestamp] = timestamp, [WeChatSignature.Nonce] = nonce, [WeChatSignature.Serial] = serial,
            [WeChatSignature.Signature] = own.Sign(WeChatSignature.OfAnswer(timestamp, nonce, body)), ["Wechatpay-Signature-Type"] = WeChatSignature.Scheme,
        };
    }

    protected override HttpRequestMessage Notification(StandInOrder order, long amountMinor, bool isPaid, bool isLast, bool isForged)
    {
        var transaction = Transaction(order, amountMinor, isPaid ? "SUCCESS" : "USERPAYING").ToJsonString();
        var body = new JsonObject
        {
            ["id"] = WeChatSignature.NewNonce(), ["create_time"] = Now.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture), ["resource_type"] = "encrypt-resource",
            ["event_type"] = "TRANSACTION.SUCCESS", ["summary"] = "", ["resource"] = WeChatSignature.Encipher(merchantSettings.ApiKey.Span, transaction, "transaction"),
        }.ToJsonString();
        var message = new HttpRequestMessage(HttpMethod.Post, (Uri?)null) { Content = new StringContent(isForged ? body + " " : body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in Headers(body)) message.Headers.TryAddWithoutValidation(name, value);
        return message;
    }

    protected override bool IsTaken(int status, string body) => status is 200 or 204;

    [GeneratedRegex("(?<name>[a-z_]+)=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Part();
}
