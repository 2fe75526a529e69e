using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ProtocolServer.Adapters.Outside;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Adapters.StandIns;

/// <summary>Speaks as Alipay's gateway does.</summary>
/// <param name="merchant">What the merchant's messages are verified with.</param>
/// <param name="own">Signs answers and notifications.</param>
public sealed class StandInAlipay(GatewaySettings merchantSettings, GatewayKey merchant, GatewayKey own, Func<string> cashier, HttpClient http, TimeProvider time)
    : StandInGateway(merchantSettings.Name, cashier, http, time)
{
    public override StandInAnswer Answer(StandInRequest request)
    {
        var form = AlipayParameters.Decode(request.Body);
        var method = form?.GetValueOrDefault("method") ?? "";
        if (form is null || form.GetValueOrDefault("app_id") != merchantSettings.AppId || !merchant.Verifies(AlipayParameters.OfRequest(form), form.GetValueOrDefault("sign")))
            return Signed(method, new() { ["code"] = "40002", ["msg"] = "Invalid Arguments", ["sub_code"] = "isv.invalid-signature" });
        using var content = JsonDocument.Parse(form["biz_content"]);
        string Said(string name) => content.RootElement.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
        var number = Said("out_trade_no");
        return Signed(method, method switch
        {
            "alipay.trade.precreate" => Created(number, Said, form.GetValueOrDefault("notify_url") ?? ""),
            "alipay.trade.query" => State(number),
            "alipay.trade.refund" => Refund(number, Said("out_request_no"), Said("refund_amount")),
            _ => new() { ["code"] = "40004", ["msg"] = "Business Failed", ["sub_code"] = "isv.invalid-method" },
        });
    }

    JsonObject Created(string number, Func<string, string> said, string notifyUrl)
    {
        if (!Money.TryParse(said("total_amount"), merchantSettings.Currency, out var amount)) return Failed("ACQ.INVALID_PARAMETER");
        Order(number, amount, said("subject"), notifyUrl, AlipayParameters.Time(said("time_expire")) ?? Now.AddMinutes(15));
        return new() { ["code"] = "10000", ["msg"] = "Success", ["out_trade_no"] = number, ["qr_code"] = Cashier(number) };
    }

    JsonObject State(string number)
    {
        if (Find(number) is not { } order) return Failed("ACQ.TRADE_NOT_EXIST");
        var answer = new JsonObject
        {
            ["code"] = "10000", ["msg"] = "Success", ["out_trade_no"] = number, ["trade_no"] = order.Transaction, ["total_amount"] = order.Amount.ToString(),
            ["trade_status"] = order.PaidAt is not null ? "TRADE_SUCCESS" : order.ExpiresAt < Now ? "TRADE_CLOSED" : "WAIT_BUYER_PAY",
        };
        if (order.PaidAt is { } paid) answer["send_pay_date"] = AlipayParameters.Time(paid);
        return answer;
    }

    JsonObject Refund(string number, string refund, string amount)
    {
        if (Find(number) is not { PaidAt: not null } order || !Money.TryParse(amount, merchantSettings.Currency, out var money)) return Failed("ACQ.TRADE_STATUS_ERROR");
        var isNew = order.Refunds.TryAdd(refund, money.AmountMinor);
        if (order.Refunds.Values.Sum() > order.Amount.AmountMinor)
        {
            order.Refunds.TryRemove(refund, out _);
            return Failed("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL");
        }
        return new() { ["code"] = "10000", ["msg"] = "Success", ["trade_no"] = order.Transaction, ["out_trade_no"] = number, ["fund_change"] = isNew ? "Y" : "N", ["refund_fee"] = amount };
    }

    static JsonObject Failed(string why) => new() { ["code"] = "40004", ["msg"] = "Business Failed", ["sub_code"] = why };

    StandInAnswer Signed(string method, JsonObject answer)
    {
        var text = answer.ToJsonString();
        return new(200, "application/json", $$"""{"{{method.Replace('.', '_')}}_response":{{text}},"sign":"{{own.Sign(text)}}"}""", StandInAnswer.None);
    }

    protected override HttpRequestMessage Notification(StandInOrder order, long amountMinor, bool isPaid, bool isLast, bool isForged)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["notify_time"] = AlipayParameters.Time(Now), ["notify_type"] = "trade_status_sync", ["notify_id"] = WeChatSignature.NewNonce(), ["charset"] = "utf-8",
            ["version"] = "1.0", ["sign_type"] = "RSA2", ["app_id"] = merchantSettings.AppId, ["seller_id"] = merchantSettings.MerchantId, ["out_trade_no"] = order.Number,
            ["trade_no"] = order.Transaction, ["trade_status"] = isLast ? "TRADE_FINISHED" : isPaid ? "TRADE_SUCCESS" : "WAIT_BUYER_PAY",
            ["total_amount"] = new Money(amountMinor, order.Amount.Currency).ToString(), ["subject"] = order.Subject, ["body"] = "",
        };
        if (order.PaidAt is { } paid) form["gmt_payment"] = AlipayParameters.Time(paid);
        form["sign"] = own.Sign(AlipayParameters.OfNotification(form));
        if (isForged) form["total_amount"] = "0.01";
        return new(HttpMethod.Post, (Uri?)null) { Content = new StringContent(AlipayParameters.Encode(form), Encoding.UTF8, "application/x-www-form-urlencoded") };
    }

    protected override bool IsTaken(int status, string body) => status == 200 && body == "success";
}
