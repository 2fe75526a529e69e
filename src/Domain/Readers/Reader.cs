using System.Collections.Immutable;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Wallet;

namespace ProtocolServer.Domain.Readers;

/// <summary>A reader as loaded with the card that was presented: person, memberships, and what is open on the account.</summary>
public sealed record Reader
{
    public required ReaderId Id { get; init; }

    /// <summary>The card that was presented, not necessarily the reader's newest.</summary>
    public required Card Card { get; init; }

    /// <summary>Home library.</summary>
    public required AgencyId Home { get; init; }

    public required string Category { get; init; }

    public string? Level { get; init; }

    public required string Name { get; init; }

    /// <summary>ISO 639-1.</summary>
    public string? Language { get; init; }

    public DateOnly? BirthDate { get; init; }

    /// <summary>All ways to reach her.</summary>
    public ImmutableArray<ReaderAddress> Addresses { get; init; } = [];

    /// <summary>The postal address of who shows only one (SIP2 BD).</summary>
    public string? Address => Addresses.Shown.Postal;

    public string? Email => Addresses.Shown.Mail;

    public string? Phone => Addresses.Shown.Telephone;

    /// <summary>Slow salted hash; null where no PIN is set.</summary>
    public string? PinHash { get; init; }

    /// <summary>The PIN is still the first one, which the reader is asked to change (HF-3).</summary>
    public bool PinMustChange { get; init; }

    public int PinFailures { get; init; }

    public DateTimeOffset? PinLockedUntil { get; init; }

    public ImmutableArray<Membership> Memberships { get; init; } = [];

    /// <summary>Open loans, oldest due date first.</summary>
    public ImmutableArray<Loan> Loans { get; init; } = [];

    /// <summary>Open holds, oldest first.</summary>
    public ImmutableArray<Hold> Holds { get; init; } = [];

    /// <summary>Charges with something left to pay, oldest first.</summary>
    public ImmutableArray<Charge> Charges { get; init; } = [];

    public bool IsMemberOf(AgencyId agency) =>
        Memberships.Any(m => m.Agency == agency && m.State == MembershipState.Active);

    public RuleCase Case(AgencyId agency, string? itemKind = null) => new(Category, Level, itemKind, agency.Value);
}

/// <summary>A reader's membership in one agency (G-1, NO-5).</summary>
public sealed record Membership(AgencyId Agency, MembershipState State);

public enum MembershipState { Pending, Active, Suspended, Ended }
