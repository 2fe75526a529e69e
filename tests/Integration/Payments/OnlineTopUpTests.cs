using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using ProtocolServer.Adapters.Files;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Desk;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Hosting;
using ProtocolServer.Tests.Integration.Desk;
using ProtocolServer.Tests.Integration.Sip2;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Payments;

/// <summary>A prepaid account is filled from a phone, spent, and reported; the gateway's bill is laid beside the books (LV-6, HF-12; R15; domain reference 1.9).</summary>
public sealed class OnlineTopUpTests(OnlineTopUpTests.PrepaidServer server) : IClassFixture<OnlineTopUpTests.PrepaidServer>
{
    static readonly NetworkId Network = new("prepaid");

    readonly ApiProgram program = new(server.Http);

    static string? Text(JsonNode? answer, string name) => answer?[name]?.GetValue<string>();

    async Task<JsonNode> AskAsync(string path, object? body, HttpStatusCode status = HttpStatusCode.OK) => await program.AskAsync(path, body, await server.KeyAsync(), status);

    /// <summary>The gateway's number of what the reader has paid.</summary>
    async Task<string> TopUpAsync(string card, string amount, string gateway)
    {
        var begun = await AskAsync("/online-payments", new { card, gateway, amount, isTopUp = true });
        using var phone = new HttpClient();
        var page = await phone.GetStringAsync(new Uri(Text(begun, "payAt")!));
        using var form = new FormUrlEncodedContent([new("manner", "Once")]);
        (await phone.PostAsync(new Uri(WebUtility.HtmlDecode(page.Split("href=\"")[1].Split('"')[0])), form)).StatusCode.Should().Be(HttpStatusCode.OK);
        Text(await AskAsync($"/online-payments/{Text(begun, "number")}", null), "state").Should().Be("Paid");
        return Text(begun, "number")!;
    }

    [Fact]
    public async Task LV_6_a_prepaid_account_is_filled_from_a_phone_up_to_its_limit_and_spent_at_once()
    {
        await TopUpAsync("p1", "30.00", "alipay");
        Text((await AskAsync("/readers/p1/wallet", null))["wallet"], "available").Should().Be("30.00");
        using var copier = await Sip2Client.ConnectAsync(server.Server.EndPoint("sip2"), "copier", "secret1");
        (await copier.AskAsync("WQHOLD20260310    121500CNYAOPO|AAp1|AD1234|BV2.00|BKh1|WPPRINT|")).Should().StartWith("WR1HOLD000").And.Contain("WB28.00|");
        Text(await AskAsync("/online-payments", new { card = "p1", gateway = "wechat", amount = "70.01", isTopUp = true }, HttpStatusCode.Conflict), "code").Should().Be("wallet-cap");
        await TopUpAsync("p1", "70.00", "wechat");
        Text((await AskAsync("/readers/p1/wallet", null))["wallet"], "headroom").Should().Be("0.00");
        await SoundAsync();
    }

    [Fact]
    public async Task The_gateways_bill_is_compared_with_the_clearing_account_and_nothing_is_booked()
    {
        var orders = new[] { await TopUpAsync("p2", "12.00", "wechat"), await TopUpAsync("p2", "5.00", "wechat") };
        var booked = new List<(string Number, string Order, long Minor)>();
        foreach (var order in orders)
            booked.Add(((await TextAsync($"select number from online_receipt where payment_id = '{order}'"))!, order, await Invariants.AskAsync(server.DatabaseConnection!, $"select amount_minor from online_receipt where payment_id = '{order}'")));
        // The first has another amount, the second is not listed, and one is listed that nobody knows.
        (await StatementAsync(WeChat((booked[0].Number, booked[0].Order, "11.00"), ("4200009999", "nobody", "3.00")))).Should()
            .Contain(wrong => wrong.Contains(booked[0].Number) && wrong.Contains("1100"))
            .And.Contain(wrong => wrong.Contains(booked[1].Number) && wrong.Contains("does not list"))
            .And.Contain(wrong => wrong.Contains("4200009999") && wrong.Contains("not booked"));
        var audit = Audit();
        (await audit.RunAsync(Network, static _ => { }, CancellationToken.None)).Where(finding => !finding.IsClean).Select(finding => finding.Check).Should().Equal("gateways' bills against clearing");
        (await Invariants.AskAsync(server.DatabaseConnection!, "select count(*) from ledger_entry where source = '4200009999'")).Should().Be(0);
    }

    [Fact]
    public async Task A_bill_that_says_what_is_booked_agrees_also_when_it_is_read_twice()
    {
        var order = await TopUpAsync("p3", "9.00", "alipay");
        var number = (await TextAsync($"select number from online_receipt where payment_id = '{order}'"))!;
        var bill = $"""
            #支付宝业务明细查询
            支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,订单金额（元）,商家实收（元）,退款批次号/请求号,备注
            {number}	,{order}	,交易,Library,{Beijing():yyyy-MM-dd HH:mm:ss},{Beijing():yyyy-MM-dd HH:mm:ss},9.00,9.00,	,
            #业务明细列表结束
            """;
        for (var twice = 0; twice < 2; twice++)
            (await StatementAsync(bill, "alipay")).Where(wrong => wrong.StartsWith("alipay", StringComparison.Ordinal) && wrong.Contains(number, StringComparison.Ordinal)).Should().BeEmpty();
        (await Invariants.AskAsync(server.DatabaseConnection!, $"select count(*) from gateway_statement where gateway = 'alipay' and number = '{number}'")).Should().Be(1);
    }

    [Fact]
    public async Task What_was_paid_out_of_prepaid_accounts_in_twelve_months_is_reported()
    {
        await AskAsync("/wallet/top-ups", new { card = "p4", amount = "50.00", paymentType = "00" });
        var debit = await AskAsync("/wallet/debits", new { card = "p4", amount = "4.00" });
        var held = await AskAsync("/wallet/holds", new { card = "p4", amount = "6.00" });
        await AskAsync($"/wallet/holds/{Text(held, "number")}/capture", new { card = "p4", amount = "5.50" });
        await AskAsync("/wallet/recredits", new { card = "p4", debit = Text(debit, "number"), amount = "1.00", reason = "jam", @operator = "chen" });
        await AskAsync("/charges", new { card = "p4", amount = "2.00", feeType = "01" });
        await AskAsync("/payments", new { card = "p4", amount = "2.00", paymentType = "06" });
        var reports = new LedgerReports(server.Server.Services.GetRequiredService<Database>(), TimeProvider.System);
        var now = DateTimeOffset.UtcNow;
        var year = (await reports.TurnoverAsync(now.AddMonths(-12), now.AddMinutes(1), CancellationToken.None)).Should().ContainSingle(one => one.Agency == "PO").Subject;
        (year.Payments, year.Turnover.ToString(), year.GivenBack.ToString()).Should().Be((3, "11.50", "1.00"), "paying in is no payment, and what is held is none yet");
        (await reports.TurnoverAsync(now.AddMonths(-24), now.AddMonths(-12), CancellationToken.None)).Should().BeEmpty();
    }

    static DateTime Beijing() => DateTime.UtcNow.AddHours(8);

    static string WeChat(params (string Number, string Order, string Amount)[] lines) => $"""
        交易时间,公众账号ID,商户号,微信订单号,商户订单号,交易状态,货币种类,应结订单金额,微信退款单号,商户退款单号,退款金额,订单金额,申请退款金额
        {string.Join('\n', lines.Select(line => $"`{Beijing():yyyy-MM-dd HH:mm:ss},`wx1,`190,`{line.Number},`{line.Order},`SUCCESS,`CNY,`{line.Amount},`0,`0,`0.00,`{line.Amount},`0.00"))}
        总交易单数,应结订单总金额,退款总金额
        `{lines.Length},`0.00,`0.00
        """;

    async Task<string[]> StatementAsync(string bill, string gateway = "wechat")
    {
        var lines = GatewayStatement.Read(Encoding.UTF8.GetBytes(bill), Currency.Parse("CNY"));
        await new LedgerReports(server.Server.Services.GetRequiredService<Database>(), TimeProvider.System).KeepStatementAsync(gateway, lines, CancellationToken.None);
        return [.. await Audit().GatewaysAsync(Network, CancellationToken.None)];
    }

    LedgerAudit Audit() => server.Server.Services.GetRequiredService<LedgerAudit>();

    async Task SoundAsync() => (await Audit().RunAsync(Network, static _ => { }, CancellationToken.None))
        .Where(finding => !finding.IsClean && !finding.Check.StartsWith("gateways", StringComparison.Ordinal)).Should().BeEmpty();

    async Task<string?> TextAsync(string sql)
    {
        await using var ask = server.Server.Services.GetRequiredService<Database>().Source.CreateCommand(sql);
        return await ask.ExecuteScalarAsync() as string;
    }

    public sealed class PrepaidServer : ServerFixture
    {
        string? key;

        public async Task<string> KeyAsync()
        {
            if (key is not null) return key;
            var (id, told, hash) = ApiGate.New();
            await Server.Services.GetRequiredService<ApiKeys>()
                .AddAsync(id, hash, "PO", "test", Permissions.Pay | Permissions.Spend | Permissions.Recredit | Permissions.Charge, null, CancellationToken.None);
            return key = told;
        }

        protected override void Compose(IServiceCollection services) => services.AddSingleton<IReadOnlyDictionary<string, LibraryFile>>(
            static _ => LibraryFiles.Load(Path.Combine(Repository.Root, "tests/Integration/Payments/libraries")).OrThrow());

        protected override ServerOptions Options(ServerOptions standard)
        {
            Directory.CreateDirectory(Folder);
            var fixture = Path.Combine(Folder, "prepaid.yaml");
            File.WriteAllText(fixture, """
                network: prepaid
                agencies:
                  - {id: PO, name: Prepaid on line, library: prepaid-online, locations: [{code: P, name: Hall}]}
                terminals:
                  - {login: copier, secret: secret1, agency: PO, kind: copier, profile: copier, permissions: [pay, spend]}
                series:
                  - readers: 9
                    each: {card: "p{n}", agency: PO, name: "Reader {n}", pin: "1234", language: en, issued: -30d}
                """);
            return standard with { Empty = false, Fixture = fixture, Payments = new() { StandIns = true } };
        }
    }
}
