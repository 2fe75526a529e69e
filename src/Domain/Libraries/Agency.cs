using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Libraries;

/// <summary>A library in its network, with the rules it works by (G-1).</summary>
public sealed record Agency
{
    public required NetworkId Network { get; init; }

    public required AgencyId Id { get; init; }

    /// <summary>As readers know it, in its own language.</summary>
    public required string Name { get; init; }

    public required LibraryFile Library { get; init; }

    /// <summary>Codes of its shelves, desks and machines' places (SIP2 AP, AQ, BS, CT); the first is its main place.</summary>
    public required ImmutableArray<string> Locations { get; init; }

    public string MainLocation => Locations[0];
}
