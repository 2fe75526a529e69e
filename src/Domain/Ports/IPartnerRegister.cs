using ProtocolServer.Domain.Partners;

namespace ProtocolServer.Domain.Ports;

/// <summary>The partners of every agency.</summary>
public interface IPartnerRegister
{
    Task<IReadOnlyList<Partner>> LoadAsync(CancellationToken cancel);
}
