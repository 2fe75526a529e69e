using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Adapters.Files;

/// <summary>A line of a gateway's daily bill.</summary>
/// <param name="Number">The gateway's number of a payment; ours of a refund.</param>
/// <param name="Order">Our number of the payment.</param>
/// <param name="Day">In the gateway's own calendar.</param>
public sealed record StatementLine(bool IsRefund, string Number, string Order, Money Amount, DateTimeOffset At, DateOnly Day);

/// <summary>
/// Reads a gateway's daily bill: WeChat Pay's trade bill (a backtick before each value, refunds and payments in one list, sums below) and Alipay's trade
/// details (comments with #, values ended by tabs, refunds below zero, GB 18030). Columns are found by their published names, wherever they stand.
/// </summary>
public static class GatewayStatement
{
    /// <summary>Both gateways tell the time of China, which has no summer time.</summary>
    static readonly TimeSpan China = TimeSpan.FromHours(8);

    static readonly string[] Number = ["微信订单号", "支付宝交易号"], Order = ["商户订单号"], RefundNumber = ["商户退款单号", "退款批次号/请求号", "退款批次号"],
        Time = ["交易时间", "完成时间", "交易完成时间", "创建时间"], Amount = ["订单金额", "总金额", "订单金额（元）", "订单金额(元)"], RefundAmount = ["申请退款金额", "退款金额"],
        State = ["交易状态", "业务类型"], Letters = ["货币种类"];

    static readonly string[] Times = ["yyyy-MM-dd HH:mm:ss", "yyyy/MM/dd HH:mm:ss", "yyyy/M/d H:mm:ss", "yyyy-MM-dd HH:mm", "yyyy/M/d H:mm"];

    /// <param name="currency">Where the bill tells none.</param>
    /// <exception cref="SetupException">It is no such bill; the message names the line.</exception>
    public static ImmutableArray<StatementLine> Read(ReadOnlySpan<byte> file, Currency currency)
    {
        using var csv = new CsvReader(new StringReader(TextOf(file)), new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            HasHeaderRecord = false, AllowComments = true, BadDataFound = null, TrimOptions = TrimOptions.Trim, IgnoreBlankLines = true,
        });
        string[]? columns = null;
        var lines = ImmutableArray.CreateBuilder<StatementLine>();
        while (csv.Read())
        {
            string[] values = [.. (csv.Parser.Record ?? []).Select(static value => value.Trim().TrimStart('`', '\uFEFF').Trim())];
            if (columns is null)
            {
                if (values.Intersect(Number).Any() && values.Intersect(Order).Any()) columns = values;
            }
            // Another heading begins the sums.
            else if (values.Any(static value => value.StartsWith("总交易单数", StringComparison.Ordinal))) break;
            else if (values.Length >= columns.Length / 2) lines.Add(Line(columns, values, currency, csv.Parser.RawRow));
        }
        return columns is not null ? lines.ToImmutable() : throw new SetupException($"This is no daily bill: no line names the columns {string.Join(" or ", Number)} and {Order[0]}. Take the bill of trades, unpacked, as CSV.");
    }

    static StatementLine Line(string[] columns, string[] values, Currency usual, int row)
    {
        // The first of the names that the bill has.
        string Of(string[] names) => names.Select(name => Array.IndexOf(columns, name)).Where(at => at >= 0 && at < values.Length).Select(at => values[at]).FirstOrDefault("");
        var isRefund = Of(State) is "REFUND" or "退款";
        var currency = Currency.TryParse(Of(Letters), out var told) ? told : usual;
        var amountText = isRefund && Of(RefundAmount) is { Length: > 0 } back ? back : Of(Amount);
        if (!Money.TryParse(amountText.TrimStart('-'), currency, out var amount)) throw Wrong("the amount", amountText);
        if (!DateTime.TryParseExact(Of(Time), Times, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)) throw Wrong("the time", Of(Time));
        var number = isRefund ? Of(RefundNumber) : Of(Number);
        return number.Length > 0 ? new(isRefund, number, Of(Order), amount, new(at, China), DateOnly.FromDateTime(at)) : throw Wrong("the number", number);

        SetupException Wrong(string what, string value) => new($"Line {row} of the bill: {what} '{value}' can't be read. Nothing was taken over; correct the file or take it anew from the gateway.");
    }

    /// <summary>UTF-8 where it is that, else the letters of GB 18030.</summary>
    static string TextOf(ReadOnlySpan<byte> file)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(file);
        }
        catch (DecoderFallbackException)
        {
            return CodePagesEncodingProvider.Instance.GetEncoding("gb18030")!.GetString(file);
        }
    }
}
