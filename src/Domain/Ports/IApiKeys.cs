using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Ports;

/// <summary>A program that may use the JSON API, with what it may do.</summary>
/// <param name="Id">The open part of the key.</param>
/// <param name="SecretHash">SHA-256 of the secret part, which is long and random.</param>
/// <param name="PerSecond">Requests a second; null without a limit.</param>
public sealed record ApiKey(NetworkId Network, string Id, AgencyId Agency, ReadOnlyMemory<byte> SecretHash, Permissions Permissions, string Location, int? PerSecond = null);

public interface IApiKeys
{
    /// <summary>The key; null where there is none or it was revoked.</summary>
    Task<ApiKey?> FindAsync(string id, CancellationToken cancel);
}
