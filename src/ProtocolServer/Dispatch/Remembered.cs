using System.Data.Common;

namespace ProtocolServer.Dispatch;

/// <summary>
/// Something that is read thousands of times for each change: kept in memory, looked at again once in a while, and used on while it can't be
/// read.
/// </summary>
sealed class Remembered<T>(Func<CancellationToken, Task<T>> load, TimeProvider time) where T : class
{
    static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(30);

    readonly SemaphoreSlim one = new(1);
    volatile Entry? known;

    public ValueTask<T> GetAsync(CancellationToken cancel) =>
        known is { } current && time.GetElapsedTime(current.At) <= MaxAge ? new(current.Value) : new(RefreshAsync(known, cancel));

    /// <summary>It has changed: look again at the next question.</summary>
    public void Forget() => known = null;

    async Task<T> RefreshAsync(Entry? stale, CancellationToken cancel)
    {
        // One looks; the others go on with what they have.
        if (!await one.WaitAsync(stale is null ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, cancel)) return stale!.Value;
        try
        {
            if (known is { } fresh && time.GetElapsedTime(fresh.At) <= MaxAge) return fresh.Value;
            var value = await load(cancel);
            known = new(value, time.GetTimestamp());
            return value;
        }
        catch (Exception away) when (stale is not null && away is DbException or TimeoutException)
        {
            known = stale with { At = time.GetTimestamp() };
            return stale.Value;
        }
        finally
        {
            one.Release();
        }
    }

    sealed record Entry(T Value, long At);
}
