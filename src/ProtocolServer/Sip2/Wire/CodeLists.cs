using System.Collections.Frozen;
using System.Globalization;

namespace ProtocolServer.Sip2.Wire;

/// <summary>The code lists of SIP2 sections 7.3 and 9 to 12, in words for people.</summary>
static class CodeLists
{
    public static readonly FrozenDictionary<string, string> YesNo = List(("Y", "yes"), ("N", "no"));
    public static readonly FrozenDictionary<string, string> YesNoUnknown = List(("Y", "yes"), ("N", "no"), ("U", "unknown"));
    public static readonly FrozenDictionary<string, string> Done = List(("1", "done"), ("0", "not done"));

    public static readonly FrozenDictionary<string, string> Algorithm = List(("0", "clear text"));
    public static readonly FrozenDictionary<string, string> TerminalStatus = List(("0", "ready"), ("1", "out of paper"), ("2", "about to shut down"));
    public static readonly FrozenDictionary<string, string> HoldMode = List(("+", "place"), ("-", "cancel"), ("*", "change"));

    public static readonly FrozenDictionary<string, string> CirculationStatus = Counted(1, 2,
        "other", "on order", "available", "charged", "charged, not to be recalled before the earliest recall date", "in process", "recalled",
        "waiting on the hold shelf", "waiting to be reshelved", "in transit between library locations", "claimed returned", "lost", "missing");

    public static readonly FrozenDictionary<string, string> SecurityMarker = Counted(0, 2, "other", "none", "Tattle-Tape strip", "Whisper Tape");

    public static readonly FrozenDictionary<string, string> HoldType = Counted(1, 1,
        "other", "any copy of the title", "this copy", "any copy at one branch or sublocation");

    public static readonly FrozenDictionary<string, string> FeeType = Counted(1, 2,
        "other or unknown", "administrative", "damage", "overdue", "processing", "rental", "replacement", "computer access", "hold fee");

    public static readonly FrozenDictionary<string, string> PaymentType = List(
        ("00", "cash"), ("01", "VISA"), ("02", "credit card"), ("05", "cheque, by custom"), ("06", "write-off, by custom"));

    public static readonly FrozenDictionary<string, string> MediaType = Counted(0, 3,
        "other", "book", "magazine", "bound journal", "audio tape", "video tape", "CD or CD-ROM", "diskette", "book with diskette", "book with CD",
        "book with audio tape");

    public static readonly FrozenDictionary<string, string> AlertType = List(
        ("00", "unknown"), ("01", "hold, for this location"), ("02", "hold, for another location"), ("03", "interlibrary loan"),
        ("04", "to another location, no hold"), ("99", "other"));

    public static readonly FrozenDictionary<string, string> Language = Counted(0, 3,
        "unknown or default", "English", "French", "German", "Italian", "Dutch", "Swedish", "Finnish", "Spanish", "Danish", "Portuguese",
        "Canadian French", "Norwegian", "Hebrew", "Japanese", "Russian", "Arabic", "Polish", "Greek", "Chinese", "Korean", "North American Spanish",
        "Tamil", "Malay", "British English", "Icelandic", "Belgian", "Taiwanese");

    public static readonly FrozenDictionary<string, string> WalletState = List(
        ("A", "active"), ("P", "pending activation"), ("N", "not authorised yet"), ("B", "blocked"), ("X", "closed"));

    public static readonly FrozenDictionary<string, string> WalletOperation = List(
        ("BALA", "balance"), ("AUTH", "first use"), ("HOLD", "hold"), ("CAPT", "capture"), ("VOID", "release"), ("DEBT", "direct debit"), ("TOPU", "top-up"),
        ("RCRD", "re-credit"), ("XFER", "old copy card"), ("STAT", "earlier outcome"));

    public static readonly FrozenDictionary<string, string> WalletDone = List(
        ("1", "done"), ("0", "refused"), ("2", "temporary failure, nothing recorded"), ("3", "never seen"));

    /// <summary>Positions of the patron status (section 10).</summary>
    public static readonly IReadOnlyList<string> PatronStatus =
    [
        "charge privileges denied", "renewal privileges denied", "recall privileges denied", "hold privileges denied", "card reported lost",
        "too many items charged", "too many items overdue", "too many renewals", "too many claims of items returned", "too many items lost",
        "excessive outstanding fines", "excessive outstanding fees", "recall overdue", "too many items billed",
    ];

    /// <summary>Positions of the summary (section 11).</summary>
    public static readonly IReadOnlyList<string> Summary =
        ["hold items", "overdue items", "charged items", "fine items", "recall items", "unavailable holds"];

    /// <summary>Positions of the supported messages, BX (section 12).</summary>
    public static readonly IReadOnlyList<string> SupportedMessages =
    [
        "patron status request", "checkout", "checkin", "block patron", "SC/ACS status", "request resend", "login", "patron information",
        "end patron session", "fee paid", "item information", "item status update", "patron enable", "hold", "renew", "renew all",
    ];

    static FrozenDictionary<string, string> List(params (string Value, string Meaning)[] rows) =>
        rows.ToFrozenDictionary(row => row.Value, row => row.Meaning, StringComparer.Ordinal);

    static FrozenDictionary<string, string> Counted(int first, int digits, params string[] meanings) =>
        meanings.Select((meaning, at) => ((first + at).ToString("D" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), meaning))
            .ToFrozenDictionary(row => row.Item1, row => row.meaning, StringComparer.Ordinal);
}
