using System.Collections.Concurrent;
using System.Data.Common;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Dispatch;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Hosting;
using ProtocolServer.Telemetry;

namespace ProtocolServer.Sending;

/// <summary>
/// Sends what the outbox holds. A destination belongs to one node at a time and gets its messages one after the other; one that does not
/// answer is left alone for a while and holds up nobody else (ADR 8).
/// </summary>
sealed class OutboxSender(
    Outbox outbox, IEnumerable<IDelivery> deliveries, OutboxBell bell, ServerOptions options, IIdSource ids, TimeProvider time, ILogger<OutboxSender> log)
    : BackgroundService
{
    /// <summary>Messages to one destination before another gets a turn.</summary>
    const int InARow = 200;

    /// <summary>Of a sweep: what comes in while it runs is for the next one.</summary>
    const int MostRounds = 1000;

    /// <summary>An answer is noted while the lease lasts.</summary>
    const int NoteAttempts = 20;

    static readonly TimeSpan NoteAgain = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan TidyEvery = TimeSpan.FromHours(1);
    static readonly TimeSpan CountEvery = TimeSpan.FromSeconds(15);

    readonly Dictionary<string, IDelivery> deliveries = deliveries.ToDictionary(one => one.Kind, StringComparer.Ordinal);
    readonly OutboxOptions own = options.Outbox;
    readonly Guid node = ids.Next();
    readonly ConcurrentDictionary<Task, bool> running = new();

    /// <summary>An attempt ends well before the lease does, so that nobody else begins while it lasts.</summary>
    TimeSpan Attempt => TimeSpan.FromSeconds(own.AnswerSeconds + 15);

    /// <summary>Longer than an attempt, so that it is not begun anew for each message.</summary>
    TimeSpan Lease => Attempt + TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!own.Sends) return;
        var (tidied, counted) = (DateTimeOffset.MinValue, DateTimeOffset.MinValue);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var found = await LookAsync(stoppingToken);
                if (time.GetUtcNow() - tidied > TidyEvery)
                {
                    await outbox.TidyAsync(own.GiveUpDays, own.KeepDays, stoppingToken);
                    tidied = time.GetUtcNow();
                }
                if (time.GetUtcNow() - counted > CountEvery)
                {
                    SendingTelemetry.Waits(await outbox.CountsAsync(stoppingToken));
                    counted = time.GetUtcNow();
                }
                if (!found) await bell.WaitAsync(TimeSpan.FromMilliseconds(own.LookMilliseconds), stoppingToken);
            }
            catch (Exception away) when (away is DbException or TimeoutException or IOException)
            {
                // The database's own watch tells of it.
                await bell.WaitAsync(TimeSpan.FromMilliseconds(own.LookMilliseconds), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
        }
        await Task.WhenAll(running.Keys);
    }

    /// <summary>Takes what is due and begins to send it. True where there may be more.</summary>
    async Task<bool> LookAsync(CancellationToken stopping)
    {
        var free = own.AtOnce - running.Count;
        if (free <= 0)
        {
            await Task.WhenAny(running.Keys);
            return true;
        }
        var claims = await outbox.ClaimAsync(node, Lease, free, stopping);
        foreach (var claim in claims)
        {
            var task = ServeAsync(claim, stopping);
            running[task] = true;
            _ = task.ContinueWith(done =>
            {
                running.TryRemove(done, out _);
                bell.Ring();
            }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
        return claims.Length == free;
    }

    /// <summary>
    /// Sends everything that is due and that nobody else is sending just now, and returns; for a scheduler, where the sender that runs all
    /// the time was asleep. Gives how many were answered.
    /// </summary>
    public async Task<long> SweepAsync(CancellationToken cancel)
    {
        if (!own.Sends) return 0;
        var answered = 0L;
        for (var round = 0; round < MostRounds; round++)
        {
            var claims = await outbox.ClaimAsync(node, Lease, own.AtOnce, cancel);
            if (claims.IsEmpty) break;
            answered += (await Task.WhenAll(claims.Select(claim => ServeAsync(claim, cancel)))).Sum();
        }
        return answered;
    }

    /// <summary>One destination, until nothing waits for it or it does not answer. Gives how many messages were answered.</summary>
    async Task<int> ServeAsync(OutboxClaim claim, CancellationToken stopping)
    {
        var answered = 0;
        try
        {
            for (var n = 0; n < InARow && !stopping.IsCancellationRequested; n++)
            {
                if (await outbox.NextAsync(claim, node, Lease, Attempt, stopping) is not { } letter) break;
                if (!await SendAsync(claim, letter, stopping)) return answered;
                answered++;
                // Answered: what comes next begins to be counted anew.
                claim = claim with { Failures = 0 };
            }
            await outbox.ReleaseAsync(claim, node, CancellationToken.None);
        }
        catch (Exception away) when (away is DbException or TimeoutException or IOException)
        {
            // The lease ends by itself.
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await ReleaseQuietlyAsync(claim);
        }
        return answered;
    }

    /// <summary>True where the message was answered.</summary>
    async Task<bool> SendAsync(OutboxClaim claim, OutboxLetter letter, CancellationToken stopping)
    {
        var began = time.GetTimestamp();
        var delivered = await AttemptAsync(letter, stopping);
        var took = time.GetElapsedTime(began);
        SendingTelemetry.Sent(letter.Kind, delivered.IsAnswered, took);
        // An answer that came is noted also while the server stops.
        if (delivered.IsAnswered)
        {
            if (delivered != Delivered.Done) Log.MessageRefused(log, letter.Subject, letter.Destination, delivered.Result);
            await NoteAsync(() => outbox.AnsweredAsync(letter, node, delivered.Result, took, CancellationToken.None));
            return true;
        }
        var failures = claim.Failures + 1;
        var wait = own.RetryAfter(failures, Spread(letter.Id));
        if (failures is 1 or 10 or 100) Log.DestinationAway(log, letter.Kind, letter.Destination, failures, delivered.Result);
        await outbox.FailedAsync(letter, node, delivered.Result, took, wait, CancellationToken.None);
        return false;
    }

    /// <summary>An answer that came is not lost because the database is away for a moment: nobody is told twice for that.</summary>
    async Task NoteAsync(Func<Task> note)
    {
        for (var attempt = 1;; attempt++)
        {
            try
            {
                await note();
                return;
            }
            catch (Exception away) when (attempt < NoteAttempts && away is DbException or TimeoutException or IOException)
            {
                await Task.Delay(NoteAgain, time, CancellationToken.None);
            }
        }
    }

    async Task<Delivered> AttemptAsync(OutboxLetter letter, CancellationToken stopping)
    {
        if (!deliveries.TryGetValue(letter.Kind, out var delivery)) return Delivered.Failed($"Nobody here delivers messages of kind {letter.Kind}.");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(TimeSpan.FromSeconds(own.AnswerSeconds));
        try
        {
            return await delivery.SendAsync(letter, limit.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return Delivered.Failed("There was no answer in time.");
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Log.DeliveryFailed(log, fault, letter.Subject, letter.Destination);
            return Delivered.Failed("It could not be sent; the log of this node says more.");
        }
    }

    async Task ReleaseQuietlyAsync(OutboxClaim claim)
    {
        try
        {
            await outbox.ReleaseAsync(claim, node, CancellationToken.None);
        }
        catch (Exception away) when (away is DbException or TimeoutException or IOException)
        {
            // The lease ends by itself.
        }
    }

    /// <summary>0 to 1, by the message: destinations that failed together do not come back together.</summary>
    static double Spread(Guid message) => message.ToByteArray()[15] / 255.0;
}
