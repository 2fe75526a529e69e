namespace ProtocolServer.Tests.TestKit;

/// <summary>
/// A clock that is moved by hand. What waits for longer than a few seconds is woken by <see cref="Advance"/>; shorter waits (between two
/// tries) really pass, because nobody would move the clock for them.
/// </summary>
public sealed class ManualTime(DateTimeOffset start) : TimeProvider
{
    static readonly TimeSpan Short = TimeSpan.FromSeconds(3);

    readonly Lock one = new();
    readonly List<Timer> timers = [];
    DateTimeOffset now = start;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (one) return now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public void Advance(TimeSpan span)
    {
        if (span < TimeSpan.Zero) throw new ArgumentOutOfRangeException(nameof(span), span, "Time goes forwards.");
        Timer[] due;
        lock (one)
        {
            now += span;
            due = [.. timers.Where(timer => timer.Due <= now)];
        }
        foreach (var timer in due) timer.Fire();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime <= Short && dueTime != Timeout.InfiniteTimeSpan) return System.CreateTimer(callback, state, dueTime, period);
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    sealed class Timer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        TimeSpan repeat = Timeout.InfiniteTimeSpan;

        public DateTimeOffset Due { get; private set; } = DateTimeOffset.MaxValue;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time.one)
            {
                repeat = period;
                Due = dueTime == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue : time.now + dueTime;
                if (!time.timers.Contains(this)) time.timers.Add(this);
            }
            return true;
        }

        public void Fire()
        {
            lock (time.one) Due = repeat > TimeSpan.Zero ? time.now + repeat : DateTimeOffset.MaxValue;
            callback(state);
        }

        public void Dispose()
        {
            lock (time.one) time.timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
