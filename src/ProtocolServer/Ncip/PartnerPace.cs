using System.Collections.Concurrent;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Hosting;

namespace ProtocolServer.Ncip;

/// <summary>
/// The most messages a second of one partner over all its connections; a second's worth may come at once. What is too much is told to come
/// again later, so that who counts through card numbers costs nobody else anything.
/// </summary>
sealed class PartnerPace(LimitOptions limits, TimeProvider time)
{
    readonly ConcurrentDictionary<AgencyId, Saved> partners = new();

    public bool Allows(AgencyId partner)
    {
        var saved = partners.GetOrAdd(partner, static (_, so) => new() { Messages = so.perSecond, At = so.now }, (perSecond: limits.PartnerMessagesPerSecond, now: time.GetTimestamp()));
        lock (saved)
        {
            var now = time.GetTimestamp();
            saved.Messages = Math.Min(limits.PartnerMessagesPerSecond, saved.Messages + time.GetElapsedTime(saved.At, now).TotalSeconds * limits.PartnerMessagesPerSecond);
            saved.At = now;
            if (saved.Messages < 1) return false;
            saved.Messages--;
            return true;
        }
    }

    sealed class Saved
    {
        public double Messages { get; set; }

        public long At { get; set; }
    }
}
