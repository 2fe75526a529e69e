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

    /// <summary>Address of its responder, such as <c>https://ill.example.org/ncip</c>, <c>tcp://…:6011</c> or <c>tls://…</c>; null where we never call it.</summary>
    public Uri? Reach { get; init; }

    /// <summary>Name of what we prove ourselves with, among the settings (<c>Credentials</c>).</summary>
    public string? Credentials { get; init; }

    /// <summary>Notifications it gets of what happens at the agencies it serves, by their names (<see cref="Notifications.All"/>).</summary>
    public ImmutableArray<string> Subscriptions { get; init; } = [];

    /// <summary>What is lent to it and borrowed from it; null for no interlibrary loan at all.</summary>
    public InterlibraryPolicy? Interlibrary { get; init; }

    /// <summary>Slow salted hash of FromAgencyAuthentication; null where none is asked.</summary>
    public string? SecretHash { get; init; }

    /// <summary>Slow salted hash of a bearer token, or of <c>name:password</c> of HTTP Basic; null where none is asked.</summary>
    public string? TokenHash { get; init; }

    /// <summary>Certificates of which it must show one: <c>sha256:</c> and 64 hexadecimal digits, or <c>subject:</c> and a name; empty = none is asked.</summary>
    public ImmutableArray<string> Certificates { get; init; } = [];

    /// <summary>Name of the credentials, among the settings, with whose secret its HTTP requests are signed; null where none is asked.</summary>
    public string? SignedWith { get; init; }

    /// <summary>Agencies that may speak for it (OnBehalfOfAgency).</summary>
    public ImmutableArray<AgencyId> Brokers { get; init; } = [];

    /// <summary>Application profiles by which it is found where it puts something else into FromAgencyId.</summary>
    public ImmutableArray<string> Profiles { get; init; } = [];

    /// <summary>Kind of the copies it makes, where it does not say; the library's first when absent.</summary>
    public string? ItemKind { get; init; }

    /// <summary>Category of the readers it makes, where it names none of ours; the library's first when absent.</summary>
    public string? Category { get; init; }

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
    public Caller Caller => field ??= new(TerminalOf(Id), Permissions);

    /// <summary>The name under which the acts of a partner are journalled.</summary>
    public static TerminalId TerminalOf(AgencyId partner) => new($"ncip/{partner}");

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

    /// <summary>Breaks on dates in any other form than UTC with a Z.</summary>
    UtcDates = 512,

    /// <summary>Reads answers without a namespace.</summary>
    NoNamespace = 1024,

    /// <summary>Needs the DOCTYPE of 1.x in the answer.</summary>
    ReadsDoctype = 2048,

    /// <summary>Takes the word "Problem" anywhere in an answer for a refusal, also in a title.</summary>
    SearchesText = 4096,

    /// <summary>Sends <c>&amp;</c> as it stands, such as in the addresses of lists.</summary>
    BareAmpersands = 8192,

    /// <summary>Reads privileges named STATUS, PROFILE and LIBRARY, with their values where the state stands.</summary>
    NamedPrivileges = 16384,

    /// <summary>Takes the card from the UserId whose type is "Primary Key".</summary>
    PrimaryKey = 32768,

    /// <summary>Needs UserOptionalFields in the answer to a return, if empty.</summary>
    EmptyUserFields = 65536,

    /// <summary>Answers a notification with an empty body.</summary>
    AnswersNothing = 131072,

    /// <summary>Reads one fiscal account and takes it for what is owed.</summary>
    SingleAccount = 262144,

    /// <summary>Writes a place behind our agency and an underscore, in ToAgencyId and PickupLocation.</summary>
    PlaceSuffix = 524288,

    /// <summary>Looks for the e-mail address under <c>emailAddress</c>.</summary>
    EmailAddress = 1048576,

    /// <summary>Reads the library on level 3 of a location and the place in it on level 4, and needs them in the answer to a request.</summary>
    DeepLocations = 2097152,

    /// <summary>Reads title, record number and place in the queue of loans and requests in their Ext.</summary>
    FactsInExt = 4194304,
}
