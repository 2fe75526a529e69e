using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using ProtocolServer.Adapters.Outside;
using ProtocolServer.Adapters.StandIns;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Payments;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Unit.Payments;

/// <summary>The gateways' public rules for signing, and what is not believed.</summary>
public sealed class GatewayTests
{
    static readonly DateTimeOffset Now = new(2026, 3, 2, 4, 0, 0, TimeSpan.Zero);
    static readonly Currency Cny = Currency.Parse("CNY");
    static readonly (GatewayKey Private, GatewayKey Public) Ours = GatewayKey.NewPair(), Theirs = GatewayKey.NewPair(), Strangers = GatewayKey.NewPair();
    static readonly byte[] ApiKey = "0123456789abcdef0123456789abcdef"u8.ToArray();
    static readonly Guid Payment = new("0192f0a1b2c3d4e5f60718293a4b5c6d");
    static readonly HttpClient Nobody = new();

    static GatewaySettings Settings(string serial) => new()
    {
        Name = "g", Currency = Cny, AppId = "app", MerchantId = "seller", Base = () => new("http://gateway.test/g"), OwnKey = Ours.Private, OwnSerial = "OWN",
        GatewayKeys = new Dictionary<string, GatewayKey> { [serial] = Theirs.Public }, ApiKey = ApiKey,
    };

    static readonly AlipayGateway Alipay = new(Settings(""), Nobody, new ManualTime(Now));
    static readonly WeChatGateway WeChat = new(Settings("S1"), Nobody, new ManualTime(Now));

    [Fact]
    public void Alipays_text_to_sign_is_sorted_and_decoded_and_lacks_the_signature()
    {
        var form = AlipayParameters.Decode("total_amount=10.50&subject=%E5%9B%BE%E4%B9%A6+fee&body=&sign=abc&sign_type=RSA2&app_id=app")!;
        AlipayParameters.OfNotification(form).Should().Be("app_id=app&body=&subject=图书 fee&total_amount=10.50");
        AlipayParameters.OfRequest(form).Should().Be("app_id=app&sign_type=RSA2&subject=图书 fee&total_amount=10.50");
        AlipayParameters.Decode("a=1&a=2").Should().BeNull("one of both would be unsigned");
    }

    [Fact]
    public void Alipays_clock_is_Beijings()
    {
        AlipayParameters.Time(Now).Should().Be("2026-03-02 12:00:00");
        AlipayParameters.Time("2026-03-02 12:00:00").Should().Be(Now);
    }

    static GatewayMessage AlipayNotice(Action<Dictionary<string, string>>? before = null, Action<Dictionary<string, string>>? after = null, GatewayKey? key = null)
    {
        var form = new Dictionary<string, string>
        {
            ["notify_time"] = AlipayParameters.Time(Now), ["sign_type"] = "RSA2", ["app_id"] = "app", ["seller_id"] = "seller", ["out_trade_no"] = Payment.ToString("N"),
            ["trade_no"] = "2026030222001", ["trade_status"] = "TRADE_SUCCESS", ["total_amount"] = "10.50", ["gmt_payment"] = "2026-03-02 11:59:58", ["subject"] = "图书 & 赔偿",
        };
        before?.Invoke(form);
        form["sign"] = (key ?? Theirs.Private).Sign(AlipayParameters.OfNotification(form));
        after?.Invoke(form);
        return new(static _ => null, Encoding.UTF8.GetBytes(AlipayParameters.Encode(form)));
    }

    [Fact]
    public void Alipays_notification_is_believed_where_everything_is_right() =>
        Alipay.Read(AlipayNotice(), Now).Should().Be(new GatewayNotice.Paid(Payment, new("g", "2026030222001", 1050, "CNY", Now.AddSeconds(-2))));

    [Fact]
    public void A_finished_trade_is_the_same_payment_and_an_open_one_is_none()
    {
        Alipay.Read(AlipayNotice(form => form["trade_status"] = "TRADE_FINISHED"), Now).Should().Be(Alipay.Read(AlipayNotice(), Now));
        Alipay.Read(AlipayNotice(form => form["trade_status"] = "TRADE_CLOSED"), Now).Should().Be(new GatewayNotice.NotPaid(Payment));
    }

    static GatewayRejection? Why(GatewayNotice notice) => (notice as GatewayNotice.Rejected)?.Why;

    [Fact]
    public void Alipays_notification_is_not_believed_where_anything_is_wrong()
    {
        Why(Alipay.Read(AlipayNotice(after: form => form["total_amount"] = "0.01"), Now)).Should().Be(GatewayRejection.SignatureWrong);
        Why(Alipay.Read(AlipayNotice(after: form => form["extra"] = "1"), Now)).Should().Be(GatewayRejection.SignatureWrong);
        Why(Alipay.Read(AlipayNotice(after: form => form.Remove("sign")), Now)).Should().Be(GatewayRejection.SignatureWrong);
        Why(Alipay.Read(AlipayNotice(after: form => form["sign"] = "not base64!"), Now)).Should().Be(GatewayRejection.SignatureWrong);
        Why(Alipay.Read(AlipayNotice(key: Strangers.Private), Now)).Should().Be(GatewayRejection.SignatureWrong);
        Why(Alipay.Read(AlipayNotice(form => form["sign_type"] = "RSA"), Now)).Should().Be(GatewayRejection.Unreadable);
        Why(Alipay.Read(AlipayNotice(form => form["app_id"] = "another"), Now)).Should().Be(GatewayRejection.ForAnother);
        Why(Alipay.Read(AlipayNotice(form => form["seller_id"] = "another"), Now)).Should().Be(GatewayRejection.ForAnother);
        Why(Alipay.Read(AlipayNotice(), Now.AddMinutes(16))).Should().Be(GatewayRejection.OutsideWindow);
        Why(Alipay.Read(AlipayNotice(), Now.AddMinutes(-16))).Should().Be(GatewayRejection.OutsideWindow);
        Why(Alipay.Read(AlipayNotice(form => form["total_amount"] = "1e3"), Now)).Should().Be(GatewayRejection.Unreadable);
        Why(Alipay.Read(AlipayNotice(form => form["out_trade_no"] = "17"), Now)).Should().Be(GatewayRejection.Unreadable);
        Why(Alipay.Read(new(static _ => null, Array.Empty<byte>()), Now)).Should().Be(GatewayRejection.Unreadable);
    }

    static GatewayMessage WeChatNotice(
        string state = "SUCCESS", string merchant = "seller", byte[]? apiKey = null, GatewayKey? key = null, string serial = "S1", Func<string, string>? change = null, bool isRefund = false)
    {
        var transaction = new JsonObject
        {
            ["appid"] = "app", ["mchid"] = merchant, ["out_trade_no"] = Payment.ToString("N"), ["transaction_id"] = "4200001", ["trade_state"] = state,
            ["success_time"] = "2026-03-02T11:59:58+08:00", ["amount"] = new JsonObject { ["total"] = 1050, ["currency"] = "CNY" },
        };
        var body = new JsonObject
        {
            ["event_type"] = isRefund ? "REFUND.SUCCESS" : "TRANSACTION.SUCCESS", ["resource"] = WeChatSignature.Encipher(apiKey ?? ApiKey, transaction.ToJsonString(), "transaction"),
        }.ToJsonString();
        var (timestamp, nonce) = (WeChatSignature.Seconds(Now), "n1");
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            [WeChatSignature.Timestamp] = timestamp, [WeChatSignature.Nonce] = nonce, [WeChatSignature.Serial] = serial,
            [WeChatSignature.Signature] = (key ?? Theirs.Private).Sign(WeChatSignature.OfAnswer(timestamp, nonce, body)),
        };
        return new(name => headers.GetValueOrDefault(name), Encoding.UTF8.GetBytes(change?.Invoke(body) ?? body));
    }

    [Fact]
    public void WeChats_notification_is_believed_where_everything_is_right() =>
        WeChat.Read(WeChatNotice(), Now).Should().Be(new GatewayNotice.Paid(Payment, new("g", "4200001", 1050, "CNY", Now.AddSeconds(-2))));

    [Fact]
    public void WeChats_notification_is_not_believed_where_anything_is_wrong()
    {
        Why(WeChat.Read(WeChatNotice(change: body => body.Replace("SUCCESS", "CLOSED!", StringComparison.Ordinal)), Now)).Should().Be(GatewayRejection.SignatureWrong);
        Why(WeChat.Read(WeChatNotice(key: Strangers.Private), Now)).Should().Be(GatewayRejection.SignatureWrong);
        Why(WeChat.Read(WeChatNotice(serial: "S2"), Now)).Should().Be(GatewayRejection.CertificateUnknown);
        Why(WeChat.Read(WeChatNotice(apiKey: new byte[32]), Now)).Should().Be(GatewayRejection.Unreadable);
        Why(WeChat.Read(WeChatNotice(merchant: "another"), Now)).Should().Be(GatewayRejection.ForAnother);
        Why(WeChat.Read(WeChatNotice(), Now.AddSeconds(301))).Should().Be(GatewayRejection.OutsideWindow);
        Why(WeChat.Read(WeChatNotice(), Now.AddSeconds(-301))).Should().Be(GatewayRejection.OutsideWindow);
        Why(WeChat.Read(new(static _ => null, "{}"u8.ToArray()), Now)).Should().Be(GatewayRejection.Unreadable);
        WeChat.Read(WeChatNotice(state: "NOTPAY"), Now).Should().Be(new GatewayNotice.NotPaid(Payment));
        WeChat.Read(WeChatNotice(isRefund: true), Now).Should().Be(new GatewayNotice.NotPaid(null));
    }

    [Fact]
    public void A_probe_signature_of_WeChat_is_refused_as_its_rules_ask() =>
        Why(WeChat.Read(WeChatNotice() with { Header = Probe() }, Now)).Should().Be(GatewayRejection.SignatureWrong);

    static Func<string, string?> Probe()
    {
        var genuine = WeChatNotice().Header;
        return name => name == WeChatSignature.Signature ? "WECHATPAY/SIGNTEST/" + genuine(name) : genuine(name);
    }

    [Fact]
    public void A_cipher_text_that_was_changed_by_one_bit_gives_nothing()
    {
        var resource = WeChatSignature.Encipher(ApiKey, "plain", "transaction");
        string Of(string name) => resource[name]!.GetValue<string>();
        WeChatSignature.Decipher(ApiKey, Of("nonce"), "transaction", Of("ciphertext")).Should().Be("plain");
        var bytes = Convert.FromBase64String(Of("ciphertext"));
        bytes[0] ^= 1;
        WeChatSignature.Decipher(ApiKey, Of("nonce"), "transaction", Convert.ToBase64String(bytes)).Should().BeNull();
        WeChatSignature.Decipher(ApiKey, Of("nonce"), "another", Of("ciphertext")).Should().BeNull();
        WeChatSignature.Decipher(ApiKey, "short", "transaction", Of("ciphertext")).Should().BeNull();
        WeChatSignature.Decipher(ApiKey, Of("nonce"), "transaction", "AAAA").Should().BeNull();
    }

    [Fact]
    public void Answers_are_as_each_gateway_wants_them()
    {
        Alipay.Reply(true).Should().Be(new GatewayReply(200, "text/plain", "success"));
        Alipay.Reply(false).Body.Should().NotBe("success");
        WeChat.Reply(true).Status.Should().Be(204);
        WeChat.Reply(false).Status.Should().BeGreaterThanOrEqualTo(400);
    }

    [Fact]
    public void Keys_are_read_from_PEM_and_anything_else_is_refused()
    {
        using var rsa = RSA.Create(2048);
        var signature = GatewayKey.FromPem(rsa.ExportPkcs8PrivateKeyPem()).Sign("text");
        GatewayKey.FromPem(rsa.ExportSubjectPublicKeyInfoPem()).Verifies("text", signature).Should().BeTrue();
        GatewayKey.FromPem(rsa.ExportSubjectPublicKeyInfoPem()).Verifies("test", signature).Should().BeFalse();
        FluentActions.Invoking(static () => GatewayKey.FromPem("no key")).Should().Throw<CryptographicException>();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stand_in_takes_orders_answers_questions_and_refunds_once_as_the_real_one_does(bool isAlipay)
    {
        var time = new ManualTime(Now);
        StandInGateway? standIn = null;
        using var http = new HttpClient(new Straight(() => standIn!));
        var settings = Settings(isAlipay ? "" : "S1");
        standIn = isAlipay ? new StandInAlipay(settings, Ours.Public, Theirs.Private, static () => "http://c", http, time)
            : new StandInWeChat(settings, Ours.Public, Theirs.Private, "S1", static () => "http://c", http, time);
        IPaymentGateway gateway = isAlipay ? new AlipayGateway(settings, http, time) : new WeChatGateway(settings, http, time);
        var order = new GatewayOrder(Payment, new(1050, Cny), "图书馆", Now.AddMinutes(30), "http://us/notify");

        (await gateway.AskAsync(Payment, default)).Should().Be(new GatewayNotice.NotPaid(Payment));
        (await gateway.StartAsync(order, default)).Should().Be($"http://c/{Payment:N}");
        (await gateway.StartAsync(order, default)).Should().Be($"http://c/{Payment:N}", "it is begun once");
        (await gateway.AskAsync(Payment, default)).Should().Be(new GatewayNotice.NotPaid(Payment));
        await standIn.PayAsync(Payment.ToString("N"), StandInManner.Lost, default);
        var paid = (await gateway.AskAsync(Payment, default)).Should().BeOfType<GatewayNotice.Paid>().Subject;
        paid.Receipt.AmountMinor.Should().Be(1050);

        var refund = new GatewayRefund(Scene.Id(1), Payment, new(1000, Cny), new(1050, Cny), "why");
        var number = await gateway.RefundAsync(refund, default);
        (await gateway.RefundAsync(refund, default)).Should().Be(number);
        standIn.Find(Payment.ToString("N"))!.Refunds.Values.Sum().Should().Be(1000);
        await FluentActions.Awaiting(() => gateway.RefundAsync(refund with { Refund = Scene.Id(2) }, default)).Should().ThrowAsync<GatewayException>();
        (await gateway.AskAsync(Payment, default)).Should().Be(paid, "a refund does not undo that it was paid");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_that_somebody_else_has_signed_is_not_believed(bool isAlipay)
    {
        var time = new ManualTime(Now);
        StandInGateway? standIn = null;
        using var http = new HttpClient(new Straight(() => standIn!));
        var settings = Settings(isAlipay ? "" : "S1");
        standIn = isAlipay ? new StandInAlipay(settings, Ours.Public, Strangers.Private, static () => "http://c", http, time)
            : new StandInWeChat(settings, Ours.Public, Strangers.Private, "S1", static () => "http://c", http, time);
        IPaymentGateway gateway = isAlipay ? new AlipayGateway(settings, http, time) : new WeChatGateway(settings, http, time);
        await FluentActions.Awaiting(() => gateway.AskAsync(Payment, default)).Should().ThrowAsync<GatewayException>();
    }

    /// <summary>From the adapter to the stand-in without a network.</summary>
    sealed class Straight(Func<StandInGateway> standIn) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = standIn().Answer(new(request.Method.Method, request.RequestUri!.PathAndQuery, name => request.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null,
                request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken)));
            var response = new HttpResponseMessage((HttpStatusCode)answer.Status) { Content = new StringContent(answer.Body, Encoding.UTF8, answer.ContentType) };
            foreach (var (name, value) in answer.Headers) response.Headers.TryAddWithoutValidation(name, value);
            return response;
        }
    }
}
