using System.Collections.Immutable;
using System.Net;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Terminals;

/// <summary>A terminal's account: who it is, for whom it acts and what it may do.</summary>
public sealed record TerminalAccount
{
    /// <summary>SIP2 login user id (CN).</summary>
    public required TerminalId Login { get; init; }

    public required NetworkId Network { get; init; }

    public required AgencyId Agency { get; init; }

    /// <summary>Slow salted hash of the login password (CO).</summary>
    public required string SecretHash { get; init; }

    /// <summary>Name of its profile.</summary>
    public required string Profile { get; init; }

    /// <summary>Where it stands.</summary>
    public required string Location { get; init; }

    /// <summary>Further agencies it may act for (AO).</summary>
    public ImmutableArray<AgencyId> Agencies { get; init; } = [];

    public Permissions Permissions { get; init; }

    /// <summary>Addresses it may come from; empty = any.</summary>
    public ImmutableArray<IPNetwork> Addresses { get; init; } = [];

    /// <summary>Certificates it may show instead of a log-in: <c>sha256:</c> and 64 hexadecimal digits, or <c>subject:</c> and a distinguished name.</summary>
    public ImmutableArray<string> Certificates { get; init; } = [];

    public bool IsEnabled { get; init; } = true;

    /// <summary>Whether it may come from there; a connection without an address is inside this process.</summary>
    public bool AllowsFrom(IPAddress? address) =>
        Addresses.IsEmpty || address is null || Addresses.Any(network => network.Contains(Plain(address)));

    /// <summary>Bits of the narrowest of its networks that the address lies in; null where it lies in none.</summary>
    public int? NearestTo(IPAddress address)
    {
        int? nearest = null;
        foreach (var network in Addresses)
            if (network.Contains(Plain(address)) && !(network.PrefixLength < nearest))
                nearest = network.PrefixLength;
        return nearest;
    }

    static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
