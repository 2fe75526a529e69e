using System.Collections.Concurrent;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Adapters.StandIns;

/// <summary>What a stand-in does with the notification of a payment.</summary>
public enum StandInManner { Once, ThreeTimes, TwoAtOnce, Lost, LateButPaid, OutOfOrder, WrongAmount, Forged }

/// <summary>An order at a stand-in.</summary>
public sealed class StandInOrder
{
    public required string Number { get; init; }

    public required Money Amount { get; init; }

    public required string Subject { get; init; }

    public required string NotifyUrl { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The gateway's own number of the transaction.</summary>
    public required string Transaction { get; init; }

    public DateTimeOffset? PaidAt { get; set; }

    /// <summary>What went back, by the merchant's number of the refund.</summary>
    public ConcurrentDictionary<string, long> Refunds { get; } = new(StringComparer.Ordinal);
}

/// <param name="Headers">Of a signature.</param>
public sealed record StandInAnswer(int Status, string ContentType, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();
}

/// <summary>A request as it came to the stand-in.</summary>
public sealed record StandInRequest(string Method, string PathAndQuery, Func<string, string?> Header, string Body);

/// <summary>
/// A payment gateway for trying out and for tests: it speaks the real one's interface with keys of its own, checks what it is sent, and takes no
/// money. It forgets with the server.
/// </summary>
/// <param name="name">The gateway it stands for.</param>
/// <param name="cashier">Where its page for the phone is.</param>
public abstract class StandInGateway(string name, Func<string> cashier, HttpClient http, TimeProvider time)
{
    const int Tries = 3;

    static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    readonly ConcurrentDictionary<string, StandInOrder> orders = new(StringComparer.Ordinal);
    int transactions;

    public string Name => name;

    protected DateTimeOffset Now => time.GetUtcNow();

    public StandInOrder? Find(string number) => orders.GetValueOrDefault(number);

    /// <summary>Its programming interface.</summary>
    public abstract StandInAnswer Answer(StandInRequest request);

    /// <summary>A signed notification that the order has come to this state.</summary>
    /// <param name="isLast">Of those that Alipay sends: the trade is finished.</param>
    protected abstract HttpRequestMessage Notification(StandInOrder order, long amountMinor, bool isPaid, bool isLast, bool isForged);

    protected abstract bool IsTaken(int status, string body);

    /// <summary>An order that is there already stays as it is, as at the real ones.</summary>
    protected StandInOrder Order(string number, Money amount, string subject, string notifyUrl, DateTimeOffset expiresAt) =>
        orders.GetOrAdd(number, _ => new()
        {
            Number = number, Amount = amount, Subject = subject, NotifyUrl = notifyUrl, ExpiresAt = expiresAt,
            Transaction = $"{Now:yyyyMMddHHmmss}{Interlocked.Increment(ref transactions):D14}",
        });

    protected string Cashier(string number) => $"{cashier()}/{number}";

    /// <summary>The reader pays on her phone. False: there is no such order, or its time is over.</summary>
    public async Task<bool> PayAsync(string number, StandInManner manner, CancellationToken cancel)
    {
        if (Find(number) is not { } order || order.ExpiresAt < Now && manner is not StandInManner.LateButPaid) return false;
        var amount = order.Amount.AmountMinor;
        if (manner is StandInManner.Forged)
        {
            await DeliverAsync(order, () => Notification(order, amount, isPaid: true, isLast: false, isForged: true), 1, cancel);
            return true;
        }
        if (order.PaidAt is not null) return true;
        order.PaidAt = Now;
        Func<HttpRequestMessage> paid = () => Notification(order, amount, isPaid: true, isLast: false, isForged: false);
        Func<HttpRequestMessage> open = () => Notification(order, amount, isPaid: false, isLast: false, isForged: false);
        switch (manner)
        {
            case StandInManner.Lost: break;
            case StandInManner.WrongAmount: await DeliverAsync(order, () => Notification(order, amount + 1, isPaid: true, isLast: false, isForged: false), 1, cancel); break;
            case StandInManner.TwoAtOnce: await Task.WhenAll(DeliverAsync(order, paid, Tries, cancel), DeliverAsync(order, paid, Tries, cancel)); break;
            case StandInManner.ThreeTimes:
                for (var n = 0; n < 3; n++) await DeliverAsync(order, paid, Tries, cancel);
                break;
            case StandInManner.OutOfOrder:
                await DeliverAsync(order, () => Notification(order, amount, isPaid: true, isLast: true, isForged: false), Tries, cancel);
                await DeliverAsync(order, paid, Tries, cancel);
                await DeliverAsync(order, open, Tries, cancel);
                break;
            default: await DeliverAsync(order, paid, Tries, cancel); break;
        }
        return true;
    }

    /// <summary>Once more with a new signature while it is not taken.</summary>
    async Task DeliverAsync(StandInOrder order, Func<HttpRequestMessage> notification, int tries, CancellationToken cancel)
    {
        for (var n = 1; n <= tries; n++)
        {
            if (n > 1) await Task.Delay(Pause, time, cancel);
            try
            {
                using var message = notification();
                message.RequestUri = new(order.NotifyUrl);
                using var answer = await http.SendAsync(message, cancel);
                if (IsTaken((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(cancel))) return;
            }
            catch (HttpRequestException)
            {
                // As good as not taken.
            }
        }
    }
}
