using System.Collections.Frozen;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Ports;

namespace ProtocolServer.Dispatch;

/// <summary>Every agency, kept in memory and looked at again once in a while: rules are read thousands of times for each change.</summary>
public sealed class AgencyDirectory(IAgencyRegister register, TimeProvider time)
{
    static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(30);

    readonly SemaphoreSlim one = new(1);
    volatile Known? known;

    /// <summary>The agencies of a network; those known before when the register can't be read just now.</summary>
    public async ValueTask<FrozenDictionary<AgencyId, Agency>> OfAsync(NetworkId network, CancellationToken cancel)
    {
        var current = known;
        if (current is null || time.GetElapsedTime(current.At) > MaxAge) current = await RefreshAsync(current, cancel);
        return current.ByNetwork.GetValueOrDefault(network) ?? FrozenDictionary<AgencyId, Agency>.Empty;
    }

    /// <summary>Something was loaded: look again at the next question.</summary>
    public void Forget() => known = null;

    async Task<Known> RefreshAsync(Known? stale, CancellationToken cancel)
    {
        // One looks; the others go on with what they have.
        if (!await one.WaitAsync(stale is null ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, cancel)) return stale!;
        try
        {
            if (known is { } fresh && time.GetElapsedTime(fresh.At) <= MaxAge) return fresh;
            var agencies = await register.LoadAsync(cancel);
            return known = new(
                agencies.GroupBy(agency => agency.Network).ToFrozenDictionary(group => group.Key, group => group.ToFrozenDictionary(agency => agency.Id)),
                time.GetTimestamp());
        }
        catch (Exception away) when (stale is not null && away is System.Data.Common.DbException or TimeoutException)
        {
            return known = stale with { At = time.GetTimestamp() };
        }
        finally
        {
            one.Release();
        }
    }

    sealed record Known(FrozenDictionary<NetworkId, FrozenDictionary<AgencyId, Agency>> ByNetwork, long At);
}
