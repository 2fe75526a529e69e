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

    /// <summary>Names of the places for people, in the order of <see cref="Locations"/>.</summary>
    public ImmutableArray<string> LocationNames { get; init; } = [];

    public ImmutableArray<AgencyAddress> Addresses { get; init; } = [];

    /// <summary>Application profiles of NCIP it keeps, such as one of a country's interlibrary loan.</summary>
    public ImmutableArray<string> Profiles { get; init; } = [];

    /// <summary>What a place is called for people; its code where it has no name.</summary>
    public string NameOf(string location) =>
        Locations.IndexOf(location) is >= 0 and var at && at < LocationNames.Length ? LocationNames[at] : location;
}

/// <summary>A way to reach an agency.</summary>
/// <param name="Role">What for, in NCIP's words: <c>Official</c>, <c>Ship To</c>, <c>Bill To</c> …</param>
/// <param name="Kind"><c>postal</c>, <c>street</c>, or the scheme of an electronic address: <c>mailto</c>, <c>tel</c>, <c>https</c>.</param>
/// <param name="Data">Lines of a postal address end in line feeds.</param>
public sealed record AgencyAddress(string Role, string Kind, string Data);
