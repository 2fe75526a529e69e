using System.Collections.Frozen;
using System.Collections.Immutable;

namespace ProtocolServer.Domain.Terminals;

/// <summary>
/// What a family of machines wants different from the standard, as data. It is compiled into a dialect when a terminal logs in; nothing
/// asks it afterwards.
/// </summary>
public sealed record TerminalProfile
{
    /// <summary>The file's name, which accounts refer to.</summary>
    public required string Name { get; init; }

    /// <summary>Eight hexadecimal digits of what the file and its models say: tells apart what terminals have logged in with.</summary>
    public string Edition { get; init; } = "";

    /// <summary>For people: which machine this is.</summary>
    public string Title { get; init; } = "";

    public VersionChoice Version { get; init; } = VersionChoice.AsAsked;

    public WireHabits Wire { get; init; } = new();

    public LogInHabits LogIn { get; init; } = new();

    public MessageChoice Messages { get; init; } = new();

    /// <summary>What 98 tells and what the server holds to.</summary>
    public AnnouncedLimits Announced { get; init; } = new();

    /// <summary>In the order of the file; where two set the same of the same field, the later one counts.</summary>
    public ImmutableArray<FieldRule> Fields { get; init; } = [];

    /// <summary>Message code → field ids that come first, in this order; the others follow as the standard has them.</summary>
    public FrozenDictionary<string, ImmutableArray<string>> Order { get; init; } = FrozenDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>AF.</summary>
    public TextHabits Screen { get; init; } = new();

    /// <summary>AG.</summary>
    public TextHabits Print { get; init; } = new();

    public LanguageHabits Languages { get; init; } = new();

    public CodeTables Codes { get; init; } = new();

    public AmountFields Amounts { get; init; } = new();

    /// <summary>What a machine takes for success besides the standard's own mark.</summary>
    public ImmutableArray<SuccessText> Success { get; init; } = [];

    public SecurityHabits Security { get; init; } = new();

    /// <summary>When 10 carries the alert type (CV).</summary>
    public Presence AlertType { get; init; } = Presence.WhenItMeansSomething;

    public TerminalRules Rules { get; init; } = TerminalRules.Usual;
}

public enum VersionChoice
{
    /// <summary>What 99 says; 2.00 until then.</summary>
    AsAsked,
    One,
    Two,
}

/// <summary>What a machine may send.</summary>
public sealed record MessageChoice
{
    /// <summary>Request codes; empty = all of the version.</summary>
    public FrozenSet<string> Allowed { get; init; } = FrozenSet<string>.Empty;

    public FrozenSet<string> Refused { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Further families of messages by name.</summary>
    public ImmutableArray<string> Extensions { get; init; } = [];
}

public sealed record AnnouncedLimits
{
    /// <summary>Tenths of a second before the terminal repeats (98).</summary>
    public int TimeoutTenths { get; init; } = 100;

    public int Retries { get; init; } = 3;

    /// <summary>Whether acts made off line may be uploaded later (98).</summary>
    public bool OffLine { get; init; } = true;

    /// <summary>Messages a second that are answered at once; null: the server's limit.</summary>
    public int? MessagesPerSecond { get; init; }
}

/// <summary>What is changed of one field in some messages; null where it stays.</summary>
public sealed record FieldRule
{
    /// <summary>Codes of the messages, requests or answers.</summary>
    public required ImmutableArray<string> Messages { get; init; }

    /// <summary>The standard's id of a variable field, or the standard's name of a fixed one with hyphens.</summary>
    public required string Field { get; init; }

    public bool? Hidden { get; init; }

    /// <summary>The id it travels under.</summary>
    public string? RenamedTo { get; init; }

    /// <summary>Sent without a value too.</summary>
    public bool? Always { get; init; }

    /// <summary>A value whatever the server has to say.</summary>
    public string? Constant { get; init; }

    /// <summary>A value where there is none.</summary>
    public string? Default { get; init; }

    /// <summary>A text with other fields in braces: <c>{AJ} ({AB})</c>.</summary>
    public string? Template { get; init; }

    /// <summary>Only where the answer says done (true) or not done (false); null: always.</summary>
    public bool? WhenDone { get; init; }

    public ImmutableArray<Replacement> Replacements { get; init; } = [];

    /// <summary>Letters as a reader counts them: never half a character.</summary>
    public int? MostLetters { get; init; }

    /// <summary>Entries of a repeated field.</summary>
    public int? MostEntries { get; init; }
}

/// <summary>Every match of the pattern is replaced; bounded in time.</summary>
public sealed record Replacement(System.Text.RegularExpressions.Regex Pattern, string With);

public sealed record TextHabits
{
    /// <summary>All texts in one field, for machines that show only the last one.</summary>
    public bool Joined { get; init; }

    public string Separator { get; init; } = " ";

    /// <summary>Letters per line; null: as 99 says for print lines, no limit for the screen.</summary>
    public int? Width { get; init; }

    /// <summary>Lines for the screen are as wide as 99 says of the printer.</summary>
    public bool AsWideAsPrint { get; init; }

    /// <summary>Not sent at all.</summary>
    public bool Hidden { get; init; }
}

public sealed record LanguageHabits
{
    /// <summary>Where neither request nor reader names one of the allowed; null: the library's.</summary>
    public string? Default { get; init; }

    /// <summary>Languages (ISO 639-1) the machine can show; empty = all.</summary>
    public ImmutableArray<string> Allowed { get; init; } = [];
}

/// <summary>Local codes. Outgoing tables go from the standard's code to the machine's, incoming ones back; what is not listed stays.</summary>
public sealed record CodeTables
{
    /// <summary>The machine's payment type → ours (BIC's list). Where there is a table, a type missing from it is refused, never read as cash.</summary>
    public FrozenDictionary<string, string> PaymentTypes { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Ours ↔ the machine's.</summary>
    public FrozenDictionary<string, string> FeeTypes { get; init; } = FrozenDictionary<string, string>.Empty;

    public FrozenDictionary<string, string> MediaTypes { get; init; } = FrozenDictionary<string, string>.Empty;

    public FrozenDictionary<string, string> AlertTypes { get; init; } = FrozenDictionary<string, string>.Empty;

    public FrozenDictionary<string, string> CirculationStatus { get; init; } = FrozenDictionary<string, string>.Empty;

    public FrozenDictionary<string, string> SecurityMarkers { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>ISO 4217 ↔ what the machine says for it: CNY ↔ RMB.</summary>
    public FrozenDictionary<string, string> Currencies { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>The standard's language code ↔ the machine's.</summary>
    public FrozenDictionary<string, string> Languages { get; init; } = FrozenDictionary<string, string>.Empty;
}

/// <summary>Which field of 24 and 64 means which amount; null: it is not sent. The meaning of BV is never guessed.</summary>
public sealed record AmountFields
{
    /// <summary>What the reader owes.</summary>
    public string? Owed { get; init; } = "BV";

    /// <summary>From what is owed on borrowing ends.</summary>
    public string? Limit { get; init; } = "CC";

    /// <summary>What the reader has to spend.</summary>
    public string? Wallet { get; init; }

    /// <summary>What the reader has left as a deposit.</summary>
    public string? Deposit { get; init; }
}

/// <summary>A text that a machine reads as success or failure.</summary>
/// <param name="Messages">Codes of the answers.</param>
/// <param name="Field">Where it stands, mostly AF.</param>
/// <param name="Done">Put in front of the field's text when done; null: nothing.</param>
/// <param name="Refused">The same when not done.</param>
public sealed record SuccessText(ImmutableArray<string> Messages, string Field, string? Done, string? Refused);

/// <summary>Security strips: what 10, 12 and 30 say of them.</summary>
public sealed record SecurityHabits
{
    public StripAnswer Desensitize { get; init; } = StripAnswer.AsDecided;

    public StripAnswer Resensitize { get; init; } = StripAnswer.AsDecided;

    /// <summary>Whether a renewal switches the strip off as a loan does.</summary>
    public bool DesensitizesRenewals { get; init; }

    /// <summary>Media types that must not meet the magnet, whatever the item's record says.</summary>
    public FrozenSet<string> MagneticMedia { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Whether the machine hears of magnetic media at all; otherwise U.</summary>
    public bool TellsMagnetic { get; init; } = true;

    /// <summary>CI Y in 12 and 30: the machine must leave the strip alone.</summary>
    public bool Inhibited { get; init; }
}

public enum StripAnswer { AsDecided, Never, Always, Unknown }

public enum Presence { WhenItMeansSomething, Always, Never }
