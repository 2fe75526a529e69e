using System.Collections.Frozen;
using System.Data.Common;
using ProtocolServer.Dispatch;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Domain.Ports;

namespace ProtocolServer.Ncip;

/// <summary>Every partner that is not switched off.</summary>
public sealed class PartnerBook(IPartnerRegister register, TimeProvider time)
{
    readonly Remembered<Known> known = new(
        async cancel =>
        {
            var all = (await register.LoadAsync(cancel)).Where(partner => partner.IsEnabled).ToArray();
            return new(
                all.GroupBy(partner => partner.Id).ToFrozenDictionary(group => group.Key, group => (IReadOnlyList<Partner>)[.. group]),
                [.. all.Where(partner => partner.Habits.HasFlag(PartnerHabits.NoHeader))],
                all.SelectMany(partner => partner.Profiles, (partner, profile) => (partner, profile)).GroupBy(pair => pair.profile, pair => pair.partner, StringComparer.Ordinal)
                    .ToFrozenDictionary(group => group.Key, group => (IReadOnlyList<Partner>)[.. group], StringComparer.Ordinal),
                [.. all.Where(partner => partner.Reach is not null && !partner.Subscriptions.IsEmpty)]);
        },
        time);

    /// <summary>The partners that call themselves so, one for each agency they speak with.</summary>
    /// <exception cref="LibrarySystemException">They were never read, and can't be just now.</exception>
    public async ValueTask<IReadOnlyList<Partner>> OfAsync(string agencyId, CancellationToken cancel) =>
        (await KnownAsync(cancel)).ById.GetValueOrDefault(new(agencyId)) ?? [];

    /// <summary>Partners that send no header and so must be told by the path or the address.</summary>
    public async ValueTask<IReadOnlyList<Partner>> NamelessAsync(CancellationToken cancel) => (await KnownAsync(cancel)).Nameless;

    /// <summary>Partners that are known by the application profile they name.</summary>
    public async ValueTask<IReadOnlyList<Partner>> OfProfileAsync(string profile, CancellationToken cancel) =>
        (await KnownAsync(cancel)).ByProfile.GetValueOrDefault(profile) ?? [];

    /// <summary>Partners that want to be told what happens.</summary>
    public async ValueTask<IReadOnlyList<Partner>> SubscribersAsync(CancellationToken cancel) => (await KnownAsync(cancel)).Subscribers;

    /// <summary>The partner as one of our agencies knows it; null where they don't speak.</summary>
    public async ValueTask<Partner?> FindAsync(NetworkId network, AgencyId ours, AgencyId theirs, CancellationToken cancel)
    {
        var known = await OfAsync(theirs.Value, cancel);
        return known.FirstOrDefault(one => one.Network == network && one.Agency == ours)
               ?? known.FirstOrDefault(one => one.Network == network && one.Serves(ours));
    }

    /// <summary>Something was loaded: look again at the next question.</summary>
    public void Forget() => known.Forget();

    async ValueTask<Known> KnownAsync(CancellationToken cancel)
    {
        try
        {
            return await known.GetAsync(cancel);
        }
        catch (Exception away) when (away is DbException or TimeoutException)
        {
            throw new LibrarySystemException("The partners can't be read.", away);
        }
    }

    sealed record Known(
        FrozenDictionary<AgencyId, IReadOnlyList<Partner>> ById, IReadOnlyList<Partner> Nameless, FrozenDictionary<string, IReadOnlyList<Partner>> ByProfile,
        IReadOnlyList<Partner> Subscribers);
}
