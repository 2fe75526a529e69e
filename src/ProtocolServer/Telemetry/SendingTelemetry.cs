using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using ProtocolServer.Adapters.Postgres;

namespace ProtocolServer.Telemetry;

/// <summary>Instruments of what is sent to others.</summary>
static class SendingTelemetry
{
    static readonly Histogram<double> Attempts = ServerTelemetry.Meter.CreateHistogram<double>(
        "outbox.attempts", "ms", "Attempts to send a message; tags kind and result");

    static ImmutableArray<OutboxCount> waiting = [];

    static SendingTelemetry()
    {
        ServerTelemetry.Meter.CreateObservableGauge("outbox.waiting", static () => Measured(static count => count.Messages), "{message}");
        ServerTelemetry.Meter.CreateObservableGauge("outbox.oldest", static () => Measured(static count => count.OldestSeconds), "s");
    }

    public static void Sent(string kind, bool isAnswered, TimeSpan took) => Attempts.Record(took.TotalMilliseconds,
        new KeyValuePair<string, object?>("kind", kind), new KeyValuePair<string, object?>("result", isAnswered ? "answered" : "failed"));

    public static void Waits(ImmutableArray<OutboxCount> counts) => ImmutableInterlocked.InterlockedExchange(ref waiting, counts);

    static IEnumerable<Measurement<long>> Measured(Func<OutboxCount, long> value) =>
        waiting.Select(count => new Measurement<long>(value(count), new KeyValuePair<string, object?>("kind", count.Kind)));
}
