using ProtocolServer.Dispatch;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Hosting;

namespace ProtocolServer.Ncip;

/// <summary>
/// The most messages a second of one partner. What is too much is told to come again later, so that who counts through card numbers costs
/// nobody else anything.
/// </summary>
sealed class PartnerPace(LimitOptions limits, TimeProvider time)
{
    readonly Allowances<AgencyId> allowances = new(time);

    public bool Allows(AgencyId partner) => allowances.Wait(partner, limits.PartnerMessagesPerSecond) is null;
}
