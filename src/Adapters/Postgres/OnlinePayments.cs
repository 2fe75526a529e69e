using System.Collections.Immutable;
using Npgsql;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Payments;

namespace ProtocolServer.Adapters.Postgres;

/// <summary>Looks at payments over gateways that need no decision: whose one is, what waits, what staff should see.</summary>
public sealed class OnlinePayments(Database database, TimeProvider time)
{
    /// <summary>Where a payment belongs; null where there is none of that number.</summary>
    public Task<OnlineOwner?> FindAsync(Guid payment, CancellationToken cancel) =>
        database.OneAsync("find_online_payment", static row => new OnlineOwner(new(row.GetString(0)), new(row.GetString(1)), new(row.GetString(2))), cancel, payment);

    public async Task<OnlineView?> ViewAsync(Guid payment, CancellationToken cancel)
    {
        var view = await database.OneAsync("view_online_payment", static row =>
        {
            var currency = Currency.Parse(row.GetString(6));
            return new OnlineView(new(row.GetString(0)), new(row.GetString(1)), new(row.GetString(2)), row.GetString(3), Words.Read<OnlinePurpose>(row.GetString(4)),
                new(row.GetInt64(5), currency), Words.Read<OnlinePaymentState>(row.GetString(7)), row.Instant(8), row.TextOrNull(9), new(row.GetInt64(10), currency),
                new(row.GetInt64(11), currency), new(row.GetInt64(12), currency), []);
        }, cancel, payment);
        return view is null ? null : view with { Covered = await database.ManyAsync("load_online_covered", OnlineRows.Covered, cancel, view.Network.Value, payment) };
    }

    /// <summary>Payments whose notification has not come: begun a while ago, and not asked about just now.</summary>
    public Task<ImmutableArray<OpenOnlinePayment>> OpenAsync(NetworkId network, TimeSpan age, TimeSpan pause, int most, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        return database.ManyAsync("list_online_open", static row => new OpenOnlinePayment(row.GetGuid(0), new(row.GetString(1)), new(row.GetString(2)), row.GetString(3), row.Instant(4)),
            cancel, network.Value, now - age, now - pause, most);
    }

    public Task NoteAskedAsync(NetworkId network, Guid payment, CancellationToken cancel) => database.DoAsync("online_payment_asked", cancel, network.Value, payment, time.GetUtcNow());

    /// <summary>Refunds that the gateway has not done yet.</summary>
    /// <param name="only">That one, or all.</param>
    public Task<ImmutableArray<OpenRefund>> RefundsAsync(NetworkId network, Guid? only, int most, CancellationToken cancel) => database.ManyAsync("list_online_refunds", static row =>
    {
        var currency = Currency.Parse(row.GetString(5));
        return new OpenRefund(
            new(row.GetGuid(0), row.GetGuid(1), new(row.GetGuid(2)), row.GetString(3), new(row.GetInt64(4), currency), new(row.GetInt64(6), currency), row.GetString(7), row.GetString(8)),
            new(row.GetString(9)), new(row.GetInt64(10), currency));
    }, cancel, network.Value, only, most);

    public Task NoteTriedAsync(NetworkId network, Guid refund, CancellationToken cancel) => database.DoAsync("online_refund_tried", cancel, network.Value, refund);

    /// <summary>What came in and staff should look at, the latest first.</summary>
    public Task<ImmutableArray<FoundReceipt>> FindingsAsync(NetworkId network, AgencyId agency, int most, CancellationToken cancel) => database.ManyAsync("list_online_findings",
        static row => new FoundReceipt(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetString(4), row.GetInt64(5), row.GetFieldValue<string[]>(6),
            row.Instant(7), row.GetString(8), row.GetInt64(9)), cancel, network.Value, agency.Value, most);
}

/// <summary>Whose a payment is.</summary>
public sealed record OnlineOwner(NetworkId Network, AgencyId Agency, CardNumber Card);

public sealed record OpenOnlinePayment(Guid Id, AgencyId Agency, CardNumber Card, string Gateway, DateTimeOffset ExpiresAt);

/// <param name="Total">What the payment was.</param>
public sealed record OpenRefund(OnlineRefund Refund, AgencyId Agency, Money Total);

/// <summary>A payment as it stands.</summary>
/// <param name="Language">Of the reader.</param>
/// <param name="Received">What came in and was booked.</param>
/// <param name="Rest">What of it is owed to the reader.</param>
public sealed record OnlineView(NetworkId Network, AgencyId Agency, CardNumber Card, string Gateway, OnlinePurpose Purpose, Money Amount, OnlinePaymentState State,
    DateTimeOffset ExpiresAt, string? Language, Money Received, Money Rest, Money Refunded, ImmutableArray<Covered> Covered);

/// <summary>A transaction of a gateway that staff should look at.</summary>
/// <param name="WantedMinor">What was asked for.</param>
public sealed record FoundReceipt(Guid Payment, string Gateway, string Number, long AmountMinor, string Currency, long RestMinor, string[] Findings, DateTimeOffset ReceivedAt,
    string Card, long WantedMinor);
