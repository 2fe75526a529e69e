using System.Collections.Immutable;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Domain.Readers;

namespace ProtocolServer.Adapters.Files;

/// <summary>Everything of one network that fixture files say, checked and with its days reckoned (conformance/README.md).</summary>
public sealed record Fixture
{
    public required NetworkId Network { get; init; }

    public ImmutableArray<FixtureAgency> Agencies { get; init; } = [];

    public ImmutableArray<FixtureTerminal> Terminals { get; init; } = [];

    public ImmutableArray<FixturePartner> Partners { get; init; } = [];

    public ImmutableArray<Webhook> Webhooks { get; init; } = [];

    public ImmutableArray<FixtureTitle> Titles { get; init; } = [];

    public ImmutableArray<FixtureItem> Items { get; init; } = [];

    public ImmutableArray<FixtureReader> Readers { get; init; } = [];

    public ImmutableArray<FixtureLoan> Loans { get; init; } = [];

    public ImmutableArray<FixtureHold> Holds { get; init; } = [];

    public ImmutableArray<FixtureCharge> Charges { get; init; } = [];

    public ImmutableArray<FixtureWallet> Wallets { get; init; } = [];
}

/// <summary>Where a record stands in its file.</summary>
public sealed record FixturePlace(string File, int Line, string Key);

public sealed record FixtureLocation(string Code, string Name);

public sealed record FixtureAgency(AgencyId Id, string Name, LibraryFile Library, ImmutableArray<FixtureLocation> Locations, FixturePlace Place)
{
    public ImmutableArray<AgencyAddress> Addresses { get; init; } = [];

    public ImmutableArray<string> Profiles { get; init; } = [];
}

public sealed record FixtureTerminal
{
    public required TerminalId Login { get; init; }

    public required string Secret { get; init; }

    public required AgencyId Agency { get; init; }

    public required string Kind { get; init; }

    public required string Profile { get; init; }

    public required string Location { get; init; }

    public ImmutableArray<string> Agencies { get; init; } = [];

    public Permissions Permissions { get; init; }

    /// <summary>Networks in CIDR notation; empty: from anywhere.</summary>
    public ImmutableArray<string> Addresses { get; init; } = [];

    /// <summary>As the account has them.</summary>
    public ImmutableArray<string> Certificates { get; init; } = [];

    public required FixturePlace Place { get; init; }
}

public sealed record FixturePartner
{
    public required string Id { get; init; }

    public required AgencyId Agency { get; init; }

    public required string Version { get; init; }

    public required string Transport { get; init; }

    /// <summary>In the clear, as the file has it; only its hash is stored.</summary>
    public string? Secret { get; init; }

    public string? Location { get; init; }

    public ImmutableArray<string> Agencies { get; init; } = [];

    public ImmutableArray<string> Services { get; init; } = [];

    public ImmutableArray<string> Hidden { get; init; } = [];

    public Permissions Permissions { get; init; }

    /// <summary>Networks in CIDR notation; empty: from anywhere.</summary>
    public ImmutableArray<string> Addresses { get; init; } = [];

    public PartnerHabits Habits { get; init; }

    /// <summary>A bearer token, or name:password of HTTP Basic; only its hash is stored.</summary>
    public string? Token { get; init; }

    public string? SignedWith { get; init; }

    public ImmutableArray<string> Brokers { get; init; } = [];

    /// <summary>As the partner has them.</summary>
    public ImmutableArray<string> Certificates { get; init; } = [];

    public ImmutableArray<string> Profiles { get; init; } = [];

    public string? ItemKind { get; init; }

    public string? Category { get; init; }

    /// <summary>How we call it; null where we never do.</summary>
    public FixtureCalls? Calls { get; init; }

    public InterlibraryPolicy? Interlibrary { get; init; }

    public required FixturePlace Place { get; init; }
}

/// <summary>How a partner is called, and what it gets told.</summary>
public sealed record FixtureCalls(Uri Reach, string? Credentials, ImmutableArray<string> Subscriptions);

public sealed record FixtureTitle(string Record, string Name, string? Author, string? Isbn, string MediaType, FixturePlace Place)
{
    public string? Resource { get; init; }

    /// <summary>What each agency has of it altogether.</summary>
    public ImmutableArray<(AgencyId Agency, string Summary)> Summaries { get; init; } = [];
}

public sealed record FixtureItem
{
    public required Barcode Barcode { get; init; }

    public required string Title { get; init; }

    public required AgencyId Agency { get; init; }

    public required string Kind { get; init; }

    public required string Location { get; init; }

    public required string CurrentLocation { get; init; }

    public required ItemStatus Status { get; init; }

    public string? CallNumber { get; init; }

    public string? Collection { get; init; }

    public string? Properties { get; init; }

    /// <summary>What it costs to replace, in the library's currency.</summary>
    public Money? Price { get; init; }

    public DateOnly? BoughtOn { get; init; }

    public bool IsMagnetic { get; init; }

    public string SecurityMarker { get; init; } = "00";

    public string? CopyNumber { get; init; }

    public string? Part { get; init; }

    public int? Pieces { get; init; }

    public ImmutableArray<string> Restrictions { get; init; } = [];

    public string? Note { get; init; }

    public required FixturePlace Place { get; init; }
}

public sealed record FixtureReader
{
    public required AgencyId Agency { get; init; }

    public required string Category { get; init; }

    public string? Level { get; init; }

    public required string Name { get; init; }

    public string? Language { get; init; }

    public DateOnly? BirthDate { get; init; }

    public ImmutableArray<ReaderAddress> Addresses { get; init; } = [];

    /// <summary>In the clear, as the file has it; only its hash is stored.</summary>
    public string? Pin { get; init; }

    public bool PinMustChange { get; init; }

    /// <summary>The reader's own card first.</summary>
    public required ImmutableArray<FixtureCard> Cards { get; init; }

    public required ImmutableArray<Membership> Memberships { get; init; }

    public string? Note { get; init; }

    public required FixturePlace Place { get; init; }
}

public sealed record FixtureCard(CardNumber Number, CardState State, DateOnly? ValidUntil, DateTimeOffset IssuedAt, CardNumber? SupersededBy);

public sealed record FixtureLoan
{
    public required Barcode Item { get; init; }

    public required CardNumber Card { get; init; }

    public required AgencyId Agency { get; init; }

    public required DateTimeOffset CheckedOutAt { get; init; }

    public required DateTimeOffset DueAt { get; init; }

    public int Renewals { get; init; }

    public DateTimeOffset? RecalledAt { get; init; }

    public bool ClaimedReturned { get; init; }

    public required FixturePlace Place { get; init; }
}

public sealed record FixtureHold
{
    public required CardNumber Card { get; init; }

    public required string Title { get; init; }

    public required HoldScope Scope { get; init; }

    public Barcode? Item { get; init; }

    public required string Pickup { get; init; }

    public required AgencyId Agency { get; init; }

    public required DateTimeOffset PlacedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public required HoldState State { get; init; }

    public Barcode? Captured { get; init; }

    public DateTimeOffset? ShelfUntil { get; init; }

    public required FixturePlace Place { get; init; }
}

public sealed record FixtureCharge
{
    public required CardNumber Card { get; init; }

    public required AgencyId Agency { get; init; }

    public required string FeeType { get; init; }

    public required Money Amount { get; init; }

    /// <summary>What of it was paid already.</summary>
    public required Money Paid { get; init; }

    /// <summary>Where it was paid.</summary>
    public TerminalId? PaidAt { get; init; }

    public required DateTimeOffset AssessedAt { get; init; }

    public Barcode? Item { get; init; }

    public required FixturePlace Place { get; init; }
}

/// <param name="Balance">Paid in before, by whatever way.</param>
/// <param name="IsAuthorised">The card was used once with its PIN (LV-4).</param>
public sealed record FixtureWallet(CardNumber Card, AgencyId Agency, Money Balance, bool IsAuthorised, FixturePlace Place);
