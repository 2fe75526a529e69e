using System.Collections.Immutable;
using Npgsql;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Payments;

namespace ProtocolServer.Adapters.Postgres;

/// <summary>Rows of payments over gateways, to records and back.</summary>
static class OnlineRows
{
    public static OnlinePayment Payment(NpgsqlDataReader row, ImmutableArray<StreamVersion>.Builder streams)
    {
        var id = row.GetGuid(0);
        streams.Add(new($"online/{id}", row.GetInt32(16)));
        var currency = Currency.Parse(row.GetString(7));
        return new()
        {
            Id = id, Agency = new(row.GetString(1)), Reader = new(row.GetGuid(2)), Card = new(row.GetString(3)), Gateway = row.GetString(4),
            Purpose = Words.Read<OnlinePurpose>(row.GetString(5)), Amount = new(row.GetInt64(6), currency),
            Charges = [.. row.GetFieldValue<Guid[]>(8).Select(charge => new ChargeId(charge))], State = Words.Read<OnlinePaymentState>(row.GetString(9)),
            StartedAt = row.Instant(10), ExpiresAt = row.Instant(11), Received = new(row.GetInt64(12), currency), Rest = new(row.GetInt64(13), currency),
            Refunded = new(row.GetInt64(14), currency), RefundedOfRest = new(row.GetInt64(15), currency),
        };
    }

    public static Covered Covered(NpgsqlDataReader row) =>
        new(row.GetInt64(0), row.GetString(1), new(row.GetString(2)), new(row.GetInt64(3), Currency.Parse(row.GetString(4))));

    public static void Add(this NpgsqlBatch batch, string network, OnlinePayment p) => batch.Add("online_payment_insert", network, p.Id, p.Agency.Value, p.Reader.Value,
        p.Card.Value, p.Gateway, Words.Of(p.Purpose), p.Amount.AmountMinor, p.Amount.Currency.Code, p.Charges.Select(charge => charge.Value).ToArray(), p.StartedAt, p.ExpiresAt);

    public static void Add(this NpgsqlBatch batch, string network, OnlinePaymentReceived e, DateTimeOffset at)
    {
        batch.Add("online_receipt_insert", network, e.Receipt.Gateway, e.Receipt.Number, e.Payment.Id, e.Receipt.AmountMinor, e.Receipt.Currency, e.Receipt.PaidAt, at,
            e.Entry?.Id, e.Rest.AmountMinor, e.Findings.Select(Words.Of).ToArray());
        if (e.Entry is not null) batch.Add("online_payment_state", network, e.Payment.Id, Words.Of(OnlinePaymentState.Paid));
        if (!e.Settled.IsEmpty) batch.Add("charge_settle", network, e.Settled.Select(charge => charge.Value).ToArray(), at);
    }

    public static void Add(this NpgsqlBatch batch, string network, OnlineRefundDecided e, DateTimeOffset at) => batch.Add("online_refund_insert", network, e.Refund.Id,
        e.Refund.Payment, e.Refund.Amount.AmountMinor, e.Refund.OfRest.AmountMinor, e.Refund.Amount.Currency.Code, e.Refund.Reason, e.Refund.Operator, at, e.Entry?.Id);
}
