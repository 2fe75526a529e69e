namespace ProtocolServer.Sip2;

/// <summary>
/// The most messages a second of one connection: who sends faster waits, and nobody else does. A second's worth may come at once.
/// </summary>
sealed class Pace(int perSecond, TimeProvider time)
{
    double saved = perSecond;
    long last = time.GetTimestamp();

    public ValueTask WaitAsync(CancellationToken cancel)
    {
        var now = time.GetTimestamp();
        saved = Math.Min(perSecond, saved + time.GetElapsedTime(last, now).TotalSeconds * perSecond) - 1;
        last = now;
        return saved >= 0 ? ValueTask.CompletedTask : new(Task.Delay(TimeSpan.FromSeconds(-saved / perSecond), time, cancel));
    }
}
