using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Adapters.StandIns;
using ProtocolServer.Desk;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Hosting;
using ProtocolServer.Jobs;
using ProtocolServer.Payments;
using ProtocolServer.Tests.Integration.Sip2;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Payments;

/// <summary>HF-12 from the desk's program over the reader's phone to the ledger, both gateways' ways, whatever becomes of the notification.</summary>
public sealed class OnlinePaymentTests(OnlinePaymentTests.PayServer server) : IClassFixture<OnlinePaymentTests.PayServer>
{
    async Task<JsonNode?> AskAsync(string path, object? body = null, HttpStatusCode status = HttpStatusCode.OK, string? idempotency = null)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, server.Http("/api/v1" + path));
        request.Headers.Authorization = new("Bearer", await server.KeyAsync());
        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
            request.Headers.Add("Idempotency-Key", idempotency ?? server.NextKey());
        }
        using var answer = await client.SendAsync(request);
        answer.StatusCode.Should().Be(status);
        var text = await answer.Content.ReadAsStringAsync();
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }

    static string? Text(JsonNode? answer, string name) => answer?[name]?.GetValue<string>();

    async Task<string> BeginAsync(string card, string gateway, string? amount = null, string[]? charges = null)
    {
        var begun = await AskAsync("/online-payments", new { card, gateway, amount, charges });
        return Text(begun, "number")!;
    }

    /// <summary>The reader opens the page of the payment, follows it to the gateway, and pays.</summary>
    async Task PayAsync(string number, StandInManner manner, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var phone = new HttpClient();
        var page = await phone.GetStringAsync(server.Http($"/pay/{number}"));
        var at = WebUtility.HtmlDecode(page.Split("href=\"")[1].Split('"')[0]);
        (await phone.GetStringAsync(new Uri(at))).Should().Contain("Pay ");
        await PressAsync(at, manner, status);
    }

    static async Task PressAsync(string cashier, StandInManner manner, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var phone = new HttpClient();
        using var form = new FormUrlEncodedContent([new("manner", manner.ToString())]);
        (await phone.PostAsync(new Uri(cashier), form)).StatusCode.Should().Be(status);
    }

    Task<long> SqlAsync(string sql) => Invariants.AskAsync(server.DatabaseConnection!, sql);

    Task<long> OwedAsync(string card) =>
        SqlAsync($"select coalesce(sum(amount_minor), 0)::bigint from posting join card on account = 'receivable/' || reader_id where card_number = '{card}'");

    Task<long> ReceiptsAsync(string number) => SqlAsync($"select count(*) from online_receipt where payment_id = '{number}'");

    async Task SoundAsync()
    {
        var audit = new LedgerAudit(Database.Open(server.DatabaseConnection + ";Pooling=false"), TimeProvider.System);
        (await audit.RunAsync(new("pay"), static _ => { }, CancellationToken.None)).Where(finding => !finding.IsClean).Should().BeEmpty();
        (await SqlAsync("""
            select coalesce(sum(p.amount_minor), 0)::bigint - (select coalesce(sum(amount_minor), 0) from online_receipt where entry_id is not null)::bigint
                   + (select coalesce(sum(amount_minor), 0) from online_refund where sent_at is not null)::bigint
            from posting p where account like 'clearing/gateway/%'
            """)).Should().Be(0, "what gateways hold is what came in less what went back");
    }

    [Theory]
    [InlineData("alipay", StandInManner.Once)]
    [InlineData("wechat", StandInManner.Once)]
    [InlineData("alipay", StandInManner.ThreeTimes)]
    [InlineData("wechat", StandInManner.ThreeTimes)]
    [InlineData("alipay", StandInManner.TwoAtOnce)]
    [InlineData("wechat", StandInManner.TwoAtOnce)]
    [InlineData("alipay", StandInManner.OutOfOrder)]
    [InlineData("wechat", StandInManner.OutOfOrder)]
    public async Task HF_12_a_fine_is_paid_from_a_phone_and_booked_once_however_it_is_told(string gateway, StandInManner manner)
    {
        var card = server.NextCard();
        var number = await BeginAsync(card, gateway);
        await PayAsync(number, manner);
        (await OwedAsync(card)).Should().Be(0);
        (await ReceiptsAsync(number)).Should().Be(1);
        var state = await AskAsync($"/online-payments/{number}");
        (Text(state, "state"), Text(state, "received"), Text(state, "rest")).Should().Be(("Paid", "48.70", "0.00"));
        state!["paid"]!.AsArray().Select(part => Text(part, "applied")).Should().BeEquivalentTo(["48.00", "0.70"]);
        using var phone = new HttpClient();
        (await phone.GetStringAsync(server.Http($"/pay/{number}"))).Should().Contain("Paid. Thank you!");
        await SoundAsync();
    }

    [Fact]
    public async Task HF_12_a_partial_payment_of_one_fee_says_what_it_covered_and_leaves_the_rest_owed()
    {
        var card = server.NextCard();
        var number = await BeginAsync(card, "alipay", "10.00");
        await PayAsync(number, StandInManner.Once);
        var paid = (await AskAsync($"/online-payments/{number}"))!["paid"]!.AsArray();
        paid.Sum(part => decimal.Parse(Text(part, "applied")!, CultureInfo.InvariantCulture)).Should().Be(10);
        (await OwedAsync(card)).Should().Be(3870);
        await SoundAsync();
    }

    [Theory]
    [InlineData("alipay")]
    [InlineData("wechat")]
    public async Task A_payment_whose_notification_was_lost_is_found_by_asking(string gateway)
    {
        var card = server.NextCard();
        var number = await BeginAsync(card, gateway);
        await PayAsync(number, StandInManner.Lost);
        (await OwedAsync(card)).Should().Be(4870);
        Text(await AskAsync($"/online-payments/{number}"), "state").Should().Be("Paid");
        (await OwedAsync(card)).Should().Be(0);
        await SoundAsync();
    }

    [Fact]
    public async Task The_job_asks_about_what_nobody_has_told_and_a_notification_after_it_changes_nothing()
    {
        var card = server.NextCard();
        var number = await BeginAsync(card, "wechat");
        await PayAsync(number, StandInManner.Lost);
        await SqlAsync($"with old as (update online_payment set started_at = started_at - interval '5 minutes' where payment_id = '{number}' returning 1) select count(*) from old");
        await server.RunJobAsync();
        (await OwedAsync(card)).Should().Be(0);
        await server.RunJobAsync();
        (await ReceiptsAsync(number)).Should().Be(1);
        await SoundAsync();
    }

    [Fact]
    public async Task An_expired_payment_that_is_paid_all_the_same_is_credited_and_listed()
    {
        var card = server.NextCard();
        var number = await BeginAsync(card, "alipay");
        using var phone = new HttpClient();
        var page = await phone.GetStringAsync(server.Http($"/pay/{number}"));
        await SqlAsync($"with old as (update online_payment set started_at = now() - interval '1 hour', expires_at = now() - interval '10 minutes' where payment_id = '{number}' returning 1) select count(*) from old");
        Text(await AskAsync($"/online-payments/{number}"), "state").Should().Be("Expired");
        (await phone.GetStringAsync(server.Http($"/pay/{number}"))).Should().Contain("time for this payment is over");
        await PressAsync(WebUtility.HtmlDecode(page.Split("href=\"")[1].Split('"')[0]), StandInManner.LateButPaid);
        (await OwedAsync(card)).Should().Be(0);
        (await AskAsync("/online-payments/findings"))!.AsArray().Should().ContainSingle(found => Text(found, "payment") == number)
            .Which!["findings"]!.AsArray().Select(why => why!.GetValue<string>()).Should().Equal("late");
        await SoundAsync();
    }

    [Fact]
    public async Task A_wrong_amount_is_listed_and_a_forged_word_is_not_even_that_and_neither_is_booked()
    {
        var card = server.NextCard();
        var odd = await BeginAsync(card, "alipay");
        await PayAsync(odd, StandInManner.WrongAmount);
        (await AskAsync("/online-payments/findings"))!.AsArray().Should().ContainSingle(found => Text(found, "payment") == odd && Text(found, "amount") == "48.71" && Text(found, "wanted") == "48.70");
        foreach (var gateway in new[] { "alipay", "wechat" })
        {
            var forged = await BeginAsync(card, gateway);
            await PayAsync(forged, StandInManner.Forged);
            (await ReceiptsAsync(forged)).Should().Be(0);
        }
        (await OwedAsync(card)).Should().Be(4870);
        await SoundAsync();
    }

    [Fact]
    public async Task What_was_paid_at_the_desk_meanwhile_is_owed_back_and_goes_back_the_way_it_came_once()
    {
        var card = server.NextCard();
        var number = await BeginAsync(card, "wechat");
        await AskAsync("/payments", new { card, amount = "48.70", paymentType = "00", @operator = "chen" });
        await PayAsync(number, StandInManner.Once);
        Text(await AskAsync($"/online-payments/{number}"), "rest").Should().Be("48.70");
        await SoundAsync();
        Text(await AskAsync($"/online-payments/{number}/refunds", new { amount = "48.71", reason = "paid twice", @operator = "chen" }, HttpStatusCode.Conflict), "code").Should().Be("recredit-over");
        var refund = new { amount = "48.70", reason = "paid twice", @operator = "chen" };
        var key = server.NextKey();
        var first = await AskAsync($"/online-payments/{number}/refunds", refund, idempotency: key);
        (await AskAsync($"/online-payments/{number}/refunds", refund, idempotency: key))!.ToJsonString().Should().Be(first!.ToJsonString());
        await server.RunJobAsync();
        server.StandIn("wechat").Find(number)!.Refunds.Values.Should().Equal(4870);
        (await SqlAsync($"select count(*) from online_refund where payment_id = '{number}' and sent_at is not null")).Should().Be(1);
        await SoundAsync();
    }

    [Fact]
    public async Task Of_two_phones_that_pay_the_same_fees_one_settles_them_and_the_other_is_owed()
    {
        var card = server.NextCard();
        var (one, two) = (await BeginAsync(card, "alipay"), await BeginAsync(card, "wechat"));
        await Task.WhenAll(PayAsync(one, StandInManner.TwoAtOnce), PayAsync(two, StandInManner.TwoAtOnce));
        (await OwedAsync(card)).Should().Be(0);
        (await SqlAsync($"select coalesce(sum(rest_minor), 0)::bigint from online_receipt where payment_id in ('{one}', '{two}')")).Should().Be(4870);
        await SoundAsync();
    }

    [Fact]
    public async Task Fifty_payments_told_twice_at_once_and_asked_about_meanwhile_are_each_booked_once()
    {
        var numbers = new List<string>();
        for (var n = 0; n < 50; n++)
        {
            var number = await BeginAsync(server.NextCard(), n % 2 == 0 ? "alipay" : "wechat");
            numbers.Add(number);
        }
        await Parallel.ForEachAsync(numbers, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (number, _) =>
            await Task.WhenAll(PayAsync(number, StandInManner.TwoAtOnce), AskAsync($"/online-payments/{number}")));
        (await SqlAsync($"select count(*) from online_receipt where payment_id in ({string.Join(',', numbers.Select(n => $"'{n}'"))}) and rest_minor = 0")).Should().Be(50);
        await SoundAsync();
    }

    [Fact]
    public async Task The_same_key_begins_a_payment_once_and_a_stranger_learns_nothing()
    {
        var card = server.NextCard();
        var key = server.NextKey();
        var first = await AskAsync("/online-payments", new { card, gateway = "alipay" }, idempotency: key);
        Text(await AskAsync("/online-payments", new { card, gateway = "alipay" }, idempotency: key), "number").Should().Be(Text(first, "number"));
        Text(await AskAsync("/online-payments", new { card, gateway = "nobody" }, HttpStatusCode.NotFound), "code").Should().Be("gateway-unknown");
        await AskAsync($"/online-payments/{Guid.Empty:N}", status: HttpStatusCode.NotFound);
        using var stranger = new HttpClient();
        (await stranger.GetAsync(server.Http($"/pay/{Guid.Empty:N}"))).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await stranger.GetAsync(server.Http($"/api/v1/online-payments/{Text(first, "number")}"))).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await stranger.GetStringAsync(server.Http($"/pay/{Text(first, "number")}"))).Should().NotContain(card).And.NotContain("Reader");
        (await (await stranger.PostAsync(server.Http("/pay/notify/alipay"), new StringContent("a=b"))).Content.ReadAsStringAsync()).Should().Be("failure");
        (await stranger.PostAsync(server.Http("/pay/notify/wechat"), new StringContent("{}"))).StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        (await stranger.PostAsync(server.Http("/pay/notify/nobody"), new StringContent(""))).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    public sealed class PayServer : ServerFixture
    {
        const int Cards = 90;

        string? key;
        int cards, keys;

        public string NextCard() => Interlocked.Increment(ref cards) is var n and <= Cards ? $"p{n}" : throw new InvalidOperationException("The fixture has too few readers.");

        public string NextKey() => string.Create(CultureInfo.InvariantCulture, $"pay-{Interlocked.Increment(ref keys)}");

        public StandInGateway StandIn(string name) => Server.Services.GetRequiredService<PaymentGateways>().StandIns[name];

        public Task RunJobAsync() => Server.Services.GetRequiredService<JobRunner>().RunAsync(JobCatalog.Find("settle-online-payments")!, null, CancellationToken.None);

        public async Task<string> KeyAsync()
        {
            if (key is not null) return key;
            var (id, told, hash) = ApiGate.New();
            await Server.Services.GetRequiredService<ApiKeys>().AddAsync(id, hash, "HEF", "test", Permissions.Pay | Permissions.Recredit, null, CancellationToken.None);
            return key = told;
        }

        protected override ServerOptions Options(ServerOptions standard)
        {
            Directory.CreateDirectory(Folder);
            var fixture = Path.Combine(Folder, "pay.yaml");
            File.WriteAllText(fixture, string.Create(CultureInfo.InvariantCulture, $$$"""
                network: pay
                agencies:
                  - {id: HEF, name: Hefei, library: hefei, locations: [{code: H, name: Hall}]}
                series:
                  - readers: {{{Cards}}}
                    each: {card: "p{n}", agency: HEF, name: "Reader {n}", pin: "1234", language: en, issued: -30d}
                  - charges: {{{Cards}}}
                    each: {card: "p{n}", agency: HEF, type: "07", amount: "48.00", assessed: -3d}
                  - charges: {{{Cards}}}
                    each: {card: "p{n}", agency: HEF, type: "04", amount: "0.70", assessed: -2d}
                """));
            return standard with { Empty = false, Fixture = fixture, Payments = new() { StandIns = true } };
        }
    }
}
