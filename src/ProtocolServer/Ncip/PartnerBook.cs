using System.Collections.Frozen;
using System.Data.Common;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Domain.Ports;

namespace ProtocolServer.Ncip;

/// <summary>Every partner, kept in memory and looked at again once in a while.</summary>
public sealed class PartnerBook(IPartnerRegister register, TimeProvider time)
{
    static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(30);

    readonly SemaphoreSlim one = new(1);
    volatile Known? known;

    /// <summary>The partners that call themselves so, one for each agency they speak with.</summary>
    public async ValueTask<IReadOnlyList<Partner>> OfAsync(string agencyId, CancellationToken cancel) =>
        (await KnownAsync(cancel)).ById.GetValueOrDefault(new(agencyId)) ?? [];

    /// <summary>Partners that send no header and so must be told by the path or the address.</summary>
    public async ValueTask<IReadOnlyList<Partner>> NamelessAsync(CancellationToken cancel) => (await KnownAsync(cancel)).Nameless;

    /// <summary>Something was loaded: look again at the next question.</summary>
    public void Forget() => known = null;

    async ValueTask<Known> KnownAsync(CancellationToken cancel)
    {
        var stale = known;
        if (stale is not null && time.GetElapsedTime(stale.At) <= MaxAge) return stale;
        // One looks; the others go on with what they have.
        if (!await one.WaitAsync(stale is null ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, cancel)) return stale!;
        try
        {
            if (known is { } fresh && time.GetElapsedTime(fresh.At) <= MaxAge) return fresh;
            var all = (await register.LoadAsync(cancel)).Where(partner => partner.IsEnabled).ToArray();
            return known = new(
                all.GroupBy(partner => partner.Id).ToFrozenDictionary(group => group.Key, group => (IReadOnlyList<Partner>)[.. group]),
                [.. all.Where(partner => partner.Habits.HasFlag(PartnerHabits.NoHeader))], time.GetTimestamp());
        }
        catch (Exception away) when (away is DbException or TimeoutException or IOException)
        {
            if (stale is null) throw new LibrarySystemException("The partners can't be read.", away);
            return known = stale with { At = time.GetTimestamp() };
        }
        finally
        {
            one.Release();
        }
    }

    sealed record Known(FrozenDictionary<AgencyId, IReadOnlyList<Partner>> ById, IReadOnlyList<Partner> Nameless, long At);
}
