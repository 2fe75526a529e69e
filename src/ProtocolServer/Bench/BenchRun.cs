using System.Diagnostics;
using ProtocolServer.Sip2.Wire;

namespace ProtocolServer.Bench;

/// <summary>All connections of a run, its clock and its end.</summary>
sealed class BenchRun(BenchPlan plan, TimeProvider time) : IDisposable
{
    /// <summary>Connections that are being opened at one time: a server's backlog is finite.</summary>
    const int OpenedTogether = 64;

    readonly List<BenchConnection> connections = [];
    Moment moment = new(0, new byte[Sip2Date.Length]);
    long lastNumber = time.GetUtcNow().Ticks;

    /// <summary>Nobody begins anything new.</summary>
    public bool IsOver { get; private set; }

    /// <summary>The warm-up is over.</summary>
    public bool IsMeasured { get; private set; }

    /// <summary>Numbers of money are unique for ever: those of a run go on from the tick at which it began.</summary>
    public long NextNumber() => Interlocked.Increment(ref lastNumber);

    /// <summary>The date of a request in SIP2's form; written once a second.</summary>
    /// <param name="timestamp">Of <see cref="Stopwatch"/>.</param>
    public ReadOnlySpan<byte> DateAt(long timestamp)
    {
        var now = moment;
        if (timestamp < now.Until) return now.Date;
        var date = new byte[Sip2Date.Length];
        Sip2Date.WriteLocal(time.GetLocalNow().DateTime, date);
        moment = now = new(timestamp + Stopwatch.Frequency, date);
        return now.Date;
    }

    /// <param name="progress">Told about once a second: answers so far, and seconds left.</param>
    public async Task<BenchReport> RunAsync(Action<long, int> progress, CancellationToken cancel)
    {
        for (var at = 0; at < plan.Connections; at++) connections.Add(new(plan, this, ReadersOf(at)));
        return plan.Mix is BenchMix.Idle ? await StayAsync(progress, cancel) : await LoadAsync(progress, cancel);
    }

    async Task<BenchReport> LoadAsync(Action<long, int> progress, CancellationToken cancel)
    {
        var working = Task.WhenAll(connections.Select(connection => Task.Run(() => connection.RunAsync(cancel), CancellationToken.None)));
        await WaitAsync(plan.WarmUp, progress, cancel);
        var before = (Answers: Answers, At: time.GetTimestamp());
        IsMeasured = true;
        await WaitAsync(plan.Duration, progress, cancel);
        IsMeasured = false;
        var (answers, elapsed) = (Answers - before.Answers, time.GetElapsedTime(before.At));
        IsOver = true;
        // What is in hand is finished: a loan is returned. A server that is silent does not hold us.
        await Task.WhenAny(working, Task.Delay(plan.Patience, CancellationToken.None));
        return Report(answers, elapsed);
    }

    /// <summary>Logs in everywhere, waits, and asks everybody at the end whether they are still there.</summary>
    async Task<BenchReport> StayAsync(Action<long, int> progress, CancellationToken cancel)
    {
        var before = ProcessMemory.Of(plan.ServerProcess);
        var opened = 0L;
        using var ticker = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        var opening = Parallel.ForEachAsync(connections, new ParallelOptions { MaxDegreeOfParallelism = OpenedTogether, CancellationToken = cancel },
            async (connection, token) =>
            {
                await connection.RunAsync(token);
                Interlocked.Increment(ref opened);
            });
        while (!opening.IsCompleted && await ticker.WaitForNextTickAsync(cancel)) progress(Interlocked.Read(ref opened), (int)plan.Duration.TotalSeconds);
        await opening;
        await WaitAsync(plan.Duration, (_, left) => progress(opened, left), cancel);
        var after = ProcessMemory.Of(plan.ServerProcess);
        IsOver = true;
        var alive = 0;
        foreach (var connection in connections)
            if (await connection.IsAliveAsync()) alive++;
        return Report(0, plan.Duration) with { Alive = alive, BytesPerConnection = (after - before) / plan.Connections };
    }

    async Task WaitAsync(TimeSpan duration, Action<long, int> progress, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        using var ticker = new PeriodicTimer(TimeSpan.FromMilliseconds(250), time);
        while (time.GetElapsedTime(began) < duration && await ticker.WaitForNextTickAsync(cancel))
        {
            foreach (var connection in connections)
                if (connection.Waiting > plan.Patience) connection.Cut();
            progress(Answers, (int)Math.Ceiling((duration - time.GetElapsedTime(began)).TotalSeconds));
        }
    }

    long Answers => connections.Sum(connection => connection.Answers);

    /// <summary>Every connection has its own readers and copies; with too few of them the later ones share readers.</summary>
    IReadOnlyList<BenchReader> ReadersOf(int connection)
    {
        if (plan.Readers.Count == 0) return [];
        if (plan.Readers.Count <= connection % Math.Max(1, plan.Connections)) return [plan.Readers[connection % plan.Readers.Count]];
        return [.. plan.Readers.Where((_, at) => at % plan.Connections == connection)];
    }

    BenchReport Report(long answers, TimeSpan elapsed)
    {
        var latency = new LatencyHistogram();
        var errors = new long[Enum.GetValues<BenchError>().Length];
        foreach (var connection in connections)
        {
            latency.Add(connection.Latency);
            for (var at = 0; at < errors.Length; at++) errors[at] += connection.Errors[at];
        }
        return new()
        {
            Mix = plan.Mix, Connections = plan.Connections, Seconds = elapsed.TotalSeconds, Answers = answers,
            AnswersPerSecond = answers / elapsed.TotalSeconds,
            P50Milliseconds = latency.Percentile(0.5), P99Milliseconds = latency.Percentile(0.99), P999Milliseconds = latency.Percentile(0.999),
            Errors = Enum.GetValues<BenchError>().Where(error => error is not BenchError.None && errors[(int)error] > 0)
                .ToDictionary(error => error, error => errors[(int)error]),
            Reason = connections.Select(connection => connection.Reason).FirstOrDefault(reason => reason is not null),
        };
    }

    public void Dispose()
    {
        foreach (var connection in connections) connection.Dispose();
    }

    sealed record Moment(long Until, byte[] Date);
}
