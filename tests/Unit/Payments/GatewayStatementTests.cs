using System.Text;
using FluentAssertions;
using ProtocolServer.Adapters;
using ProtocolServer.Adapters.Files;
using ProtocolServer.Domain.Kernel;
using Xunit;

namespace ProtocolServer.Tests.Unit.Payments;

/// <summary>Daily bills as the gateways' public pages describe them (R15).</summary>
public sealed class GatewayStatementTests
{
    static readonly Currency Yuan = Currency.Parse("CNY");

    const string WeChat = """
        交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注
        `2026-03-10 12:15:00,`wx1,`190,`0,`,`4200001,`0198f4a0c7d27bd0a1c5d0c3a7f1e234,`o1,`NATIVE,`SUCCESS,`OTHERS,`CNY,`48.70,`0.00,`0,`0,`0.00,`0.00,`,`,`图书馆,`,`0.29,`0.60%,`48.70,`0.00,`
        `2026-03-10 13:00:05,`wx1,`190,`0,`,`4200001,`0198f4a0c7d27bd0a1c5d0c3a7f1e234,`o1,`NATIVE,`REFUND,`OTHERS,`CNY,`0.00,`0.00,`5030001,`0198f4a0c7d27bd0a1c5d0c3a7f1ffff,`0.70,`0.00,`ORIGINAL,`SUCCESS,`图书馆,`,`0.00,`0.60%,`0.00,`0.70,`
        总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额
        `2,`48.70,`0.70,`0.00,`0.29,`48.70,`0.70
        """;

    const string Alipay = """
        #支付宝业务明细查询
        #账号：[2088000000000000]
        支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,对方账户,订单金额（元）,商家实收（元）,退款批次号/请求号,服务费（元）,备注
        2026031022001	,0198f4a0c7d27bd0a1c5d0c3a7f1e234	,交易,图书馆,2026-03-10 12:14:30,2026-03-10 12:15:00,a*b,48.70,48.70,	,-0.29,
        2026031022001	,0198f4a0c7d27bd0a1c5d0c3a7f1e234	,退款,图书馆,2026-03-10 13:00:00,2026-03-10 13:00:05,a*b,-0.70,-0.70,0198f4a0c7d27bd0a1c5d0c3a7f1ffff	,0.00,"a, b"
        #-----------------------------------------业务明细列表结束------------------------------------
        """;

    [Theory]
    [InlineData(WeChat, "4200001")]
    [InlineData(Alipay, "2026031022001")]
    public void Payments_and_refunds_are_read_by_their_columns(string bill, string number)
    {
        foreach (var bytes in (byte[][])[Encoding.UTF8.GetBytes(bill), [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(bill)], CodePagesEncodingProvider.Instance.GetEncoding("gb18030")!.GetBytes(bill)])
        {
            var lines = GatewayStatement.Read(bytes, Yuan);
            lines.Should().HaveCount(2);
            lines[0].Should().Be(new StatementLine(false, number, "0198f4a0c7d27bd0a1c5d0c3a7f1e234", new(4870, Yuan), new(2026, 3, 10, 12, 15, 0, TimeSpan.FromHours(8)), new(2026, 3, 10)));
            (lines[1].IsRefund, lines[1].Number, lines[1].Amount.AmountMinor).Should().Be((true, "0198f4a0c7d27bd0a1c5d0c3a7f1ffff", 70));
        }
    }

    [Fact]
    public void A_day_without_trades_is_no_mistake() => GatewayStatement.Read(Encoding.UTF8.GetBytes(WeChat.Split('\n')[0] + "\n总交易单数,应结订单总金额\n`0,`0.00"), Yuan).Should().BeEmpty();

    [Theory]
    [InlineData("a,b,c\n1,2,3", "*no daily bill*微信订单号*")]
    [InlineData("", "*no daily bill*")]
    public void What_is_no_bill_is_refused(string text, string message) =>
        FluentActions.Invoking(() => GatewayStatement.Read(Encoding.UTF8.GetBytes(text), Yuan)).Should().Throw<SetupException>().WithMessage(message);

    [Theory]
    [InlineData("`48.70,`0.00,`0,`0", "`4x.70,`0.00,`0,`0", "`48.70,`0.00,`\n", "`oops,`0.00,`\n", "*Line 2*amount*oops*")]
    [InlineData("`2026-03-10 12:15:00", "`yesterday", "", "", "*Line 2*time*yesterday*")]
    public void A_line_that_cannot_be_read_is_named_and_nothing_is_taken_over(string one, string other, string more, string instead, string message)
    {
        var broken = WeChat.Replace(one, other, StringComparison.Ordinal);
        if (more.Length > 0) broken = broken.Replace(more, instead, StringComparison.Ordinal);
        FluentActions.Invoking(() => GatewayStatement.Read(Encoding.UTF8.GetBytes(broken), Yuan)).Should().Throw<SetupException>().WithMessage(message);
    }
}
