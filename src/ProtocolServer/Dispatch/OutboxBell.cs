namespace ProtocolServer.Dispatch;

/// <summary>Wakes the sender of this node when there is something to send; other nodes find it when they look.</summary>
public sealed class OutboxBell
{
    readonly SemaphoreSlim rung = new(0, 1);

    public void Ring()
    {
        try
        {
            if (rung.CurrentCount == 0) rung.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another has rung in the same moment.
        }
    }

    /// <summary>Returns when it was rung, or after the time.</summary>
    public Task WaitAsync(TimeSpan most, CancellationToken cancel) => rung.WaitAsync(most, cancel);
}
