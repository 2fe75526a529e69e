using System.Collections.Immutable;
using System.Net;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Partners;

/// <summary>Another system that speaks NCIP with an agency: who it is, what it may ask and how it writes.</summary>
public sealed record Partner
{
    /// <summary>Its own agency id (FromAgencyId); the same partner may be known to several agencies.</summary>
    public required AgencyId Id { get; init; }

    public required NetworkId Network { get; init; }

    /// <summary>Our agency it speaks with (ToAgencyId).</summary>
    public required AgencyId Agency { get; init; }

    /// <summary>Further agencies it may ask.</summary>
    public ImmutableArray<AgencyId> Agencies { get; init; } = [];

    /// <summary>The version we begin in: <c>1.0</c>, <c>1.01</c>, <c>2.0</c>, <c>2.01</c>, <c>2.02</c>. Answers have the version of the question.</summary>
    public string Version { get; init; } = "2.02";

    /// <summary><c>http</c> or <c>tcp</c>: how we reach it.</summary>
    public string Transport { get; init; } = "http";

    /// <summary>Slow salted hash of FromAgencyAuthentication; null where none is asked.</summary>
    public string? SecretHash { get; init; }

    /// <summary>Where what it does happens; the agency's main place when absent.</summary>
    public string? Location { get; init; }

    /// <summary>Services it may use; empty = all that are offered.</summary>
    public ImmutableArray<string> Services { get; init; } = [];

    /// <summary>Element types it never gets, such as <c>User Address Information</c>, whatever it asks for.</summary>
    public ImmutableArray<string> Hidden { get; init; } = [];

    public Permissions Permissions { get; init; }

    /// <summary>Addresses it may come from; empty = any.</summary>
    public ImmutableArray<IPNetwork> Addresses { get; init; } = [];

    public PartnerHabits Habits { get; init; }

    public bool IsEnabled { get; init; } = true;

    /// <summary>What it does is journalled under this name.</summary>
    public Caller Caller => field ??= new(new($"ncip/{Id}"), Permissions);

    public bool Serves(AgencyId agency) => agency == Agency || Agencies.Contains(agency);

    /// <summary>Whether it may come from there; no address is inside this process.</summary>
    public bool AllowsFrom(IPAddress? address) =>
        Addresses.IsEmpty || address is null || Addresses.Any(network => network.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address));
}

/// <summary>What a partner's software does that the standard does not say.</summary>
[Flags]
public enum PartnerHabits
{
    None = 0,

    /// <summary>Sends messages without a header; told apart by the path or the address it uses.</summary>
    NoHeader = 1,

    /// <summary>Puts something else than an agency into ToAgencyId, such as a pick-up place.</summary>
    AnyToAgency = 2,

    /// <summary>Sends Latin-1 or control characters without saying so: such a message is repaired and read.</summary>
    OddLetters = 4,

    /// <summary>Breaks on values with the address of their list.</summary>
    PlainValues = 8,

    /// <summary>Asks for nothing and needs the reader's name, privileges and card all the same.</summary>
    AsksNothing = 16,

    /// <summary>Identifies readers by the card alone in AuthenticationInput.</summary>
    CardAlone = 32,

    /// <summary>Reads a TCP answer until the connection is closed.</summary>
    ClosesAfterAnswer = 64,

    /// <summary>Sends the next message on a TCP connection before it has the answer to the last.</summary>
    SendsAhead = 128,

    /// <summary>Reads answers by the literal prefix <c>ns1</c>, whatever it writes itself.</summary>
    ReadsPrefix = 256,
}
