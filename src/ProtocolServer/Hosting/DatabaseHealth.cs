using Npgsql;
using ProtocolServer.Adapters;
using ProtocolServer.Adapters.Postgres;

namespace ProtocolServer.Hosting;

/// <summary>
/// Whether the database answers, asked once a second in the background: readers of <see cref="IsUp"/> (readiness, the
/// on-line status of message 98) never wait. An embedded cluster whose processes are gone is started again.
/// </summary>
public sealed class DatabaseHealth(Storage storage, TimeProvider time, ILogger<DatabaseHealth> log) : BackgroundService
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(2);

    readonly SemaphoreSlim doubted = new(0, 1);
    volatile bool isUp = true;

    public bool IsUp => isUp;

    /// <summary>Someone's statement failed for want of a database: ask now, do not wait for the next second.</summary>
    public void Doubt()
    {
        try
        {
            if (doubted.CurrentCount == 0) doubted.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another has asked in the same moment.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await ProbeAsync(stoppingToken);
            if (!isUp) await ReviveAsync(stoppingToken);
            await WaitAsync(stoppingToken);
        }
    }

    async Task ProbeAsync(CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(AnswerLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            await storage.Database.PingAsync(either.Token);
            if (isUp) return;
            storage.Database.Forget();
            Log.DatabaseUp(log);
            isUp = true;
        }
        catch (Exception away) when (away is NpgsqlException or OperationCanceledException or TimeoutException or IOException)
        {
            if (cancel.IsCancellationRequested) return;
            if (isUp) Log.DatabaseDown(log, away.Message);
            isUp = false;
        }
    }

    async Task ReviveAsync(CancellationToken cancel)
    {
        try
        {
            if (storage.Cluster is not { } cluster || await cluster.IsRunningAsync(cancel)) return;
            Log.ClusterGone(log);
            await cluster.StartAsync(cancel);
            await ProbeAsync(cancel);
        }
        catch (SetupException failed)
        {
            Log.ClusterStaysDown(log, failed.Message);
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    async Task WaitAsync(CancellationToken cancel)
    {
        using var second = new CancellationTokenSource(Interval, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(second.Token, cancel);
        try
        {
            await doubted.WaitAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            // A second has passed, or the server stops.
        }
    }
}
