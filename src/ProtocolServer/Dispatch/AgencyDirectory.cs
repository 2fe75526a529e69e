using System.Collections.Frozen;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Ports;

namespace ProtocolServer.Dispatch;

/// <summary>Every agency with its rules.</summary>
public sealed class AgencyDirectory(IAgencyRegister register, TimeProvider time)
{
    readonly Remembered<FrozenDictionary<NetworkId, FrozenDictionary<AgencyId, Agency>>> known = new(
        async cancel => (await register.LoadAsync(cancel)).GroupBy(agency => agency.Network)
            .ToFrozenDictionary(group => group.Key, group => group.ToFrozenDictionary(agency => agency.Id)),
        time);

    /// <summary>The agencies of a network; those known before when the register can't be read just now.</summary>
    public async ValueTask<FrozenDictionary<AgencyId, Agency>> OfAsync(NetworkId network, CancellationToken cancel) =>
        (await known.GetAsync(cancel)).GetValueOrDefault(network) ?? FrozenDictionary<AgencyId, Agency>.Empty;

    /// <summary>Something was loaded: look again at the next question.</summary>
    public void Forget() => known.Forget();
}
