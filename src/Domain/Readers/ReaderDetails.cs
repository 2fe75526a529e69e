using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Readers;

/// <summary>What is registered of a reader besides the card (NO-6, HU-7), as another system tells it. Null: nothing was said.</summary>
public sealed record ReaderDetails
{
    /// <summary>Whole, or "Family, Given" where it came in parts.</summary>
    public string? Name { get; init; }

    public DateOnly? BirthDate { get; init; }

    /// <summary>ISO 639-1.</summary>
    public string? Language { get; init; }

    public ImmutableArray<ReaderAddress> Addresses { get; init; } = [];

    public string? Category { get; init; }

    public string? Level { get; init; }

    /// <summary>The last day of the card.</summary>
    public DateOnly? ValidUntil { get; init; }

    /// <summary>Slow salted hash; the PIN itself goes no further than the shell.</summary>
    public string? PinHash { get; init; }

    /// <summary>The PIN is one that others may know (HF-3).</summary>
    public bool PinMustChange { get; init; }

    /// <summary>Agencies of the network that she is made a member of (NO-5).</summary>
    public ImmutableArray<AgencyId> Memberships { get; init; } = [];

    public bool IsEmpty => this == new ReaderDetails { Memberships = Memberships, Addresses = Addresses } && Memberships.IsEmpty && Addresses.IsEmpty;
}

/// <summary>One datum of a reader, to say which one is meant.</summary>
public enum ReaderDatum { Name, BirthDate, Language, Address, Email, Phone, ValidUntil, Membership }
