using System.Collections.Concurrent;

namespace ProtocolServer.Dispatch;

/// <summary>The most messages a second of each sender over all its connections; a second's worth may come at once.</summary>
sealed class Allowances<TSender>(TimeProvider time) where TSender : notnull
{
    readonly ConcurrentDictionary<TSender, Saved> senders = new();

    /// <summary>Takes one message from the sender's allowance; how long it has to wait where nothing is left, null where it may go on.</summary>
    public TimeSpan? Wait(TSender sender, int perSecond)
    {
        var saved = senders.GetOrAdd(sender, static (_, so) => new() { Messages = so.perSecond, At = so.now }, (perSecond, now: time.GetTimestamp()));
        lock (saved)
        {
            var now = time.GetTimestamp();
            saved.Messages = Math.Min(perSecond, saved.Messages + time.GetElapsedTime(saved.At, now).TotalSeconds * perSecond);
            saved.At = now;
            if (saved.Messages < 1) return TimeSpan.FromSeconds((1 - saved.Messages) / perSecond);
            saved.Messages--;
            return null;
        }
    }

    sealed class Saved
    {
        public double Messages { get; set; }

        public long At { get; set; }
    }
}
