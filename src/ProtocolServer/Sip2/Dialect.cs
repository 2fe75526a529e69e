using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Terminals;
using ProtocolServer.Sip2.Dialects;
using ProtocolServer.Sip2.Exchanges;
using ProtocolServer.Sip2.Wire;

namespace ProtocolServer.Sip2;

/// <summary>
/// What a terminal and the server have agreed to speak: a profile compiled for a version and a zone, frozen, shared by all terminals of
/// the same habits. A terminal keeps the dialect it logged in with, whatever becomes of the profile's file.
/// </summary>
sealed class Dialect
{
    /// <summary>The standard itself.</summary>
    public static readonly TerminalProfile Standard = new() { Name = "standard" };

    /// <summary>Before the first 99 and without a log-in: version 2.00 in UTC.</summary>
    public static readonly Dialect Initial = DialectCompiler.Compile(Standard, isVersion1: false, TimeZoneInfo.Utc);

    readonly Translator? translator;

    public Dialect(TerminalProfile profile, MessageTable table, bool isVersion1, Translator? translator) =>
        (Profile, Table, IsVersion1, this.translator) = (profile, table, isVersion1, translator);

    public TerminalProfile Profile { get; }

    public MessageTable Table { get; }

    /// <summary>SIP 1.00 (section 17).</summary>
    public bool IsVersion1 { get; }

    public string Version => IsVersion1 ? "1.00" : "2.00";

    /// <summary>A message without AY and AZ is answered with 96.</summary>
    public bool DemandsErrorDetection => Profile.Wire.ErrorDetection is ErrorDetection.Demanded;

    /// <summary>A frame as it came, in the standard's form.</summary>
    public ReadOnlyMemory<byte> Incoming(ReadOnlyMemory<byte> frame) => translator is null ? frame : translator.Incoming(frame);

    /// <summary>The body of an answer in the terminal's form.</summary>
    public ReadOnlyMemory<byte> Outgoing(ReadOnlyMemory<byte> body) => translator is null ? body : translator.Outgoing(body);

    /// <summary>Whether a terminal of this profile may send a message; log-in, status and resend always.</summary>
    public bool Allows(string code) =>
        Table.Find(code) is not null
        && (code is "93" or "97" or "99" || (Profile.Messages.Allowed.Count == 0 || Profile.Messages.Allowed.Contains(code)) && !Profile.Messages.Refused.Contains(code));

    /// <summary>The pair a request begins in this dialect; null for the session's own, for what the dialect lacks and what the profile refuses.</summary>
    public Sip2Exchange? ExchangeOf(string code) => Allows(code) ? AllExchanges.ByCode.GetValueOrDefault(code) : null;

    /// <summary>Places per line of print; what the profile says counts before what the terminal says in 99.</summary>
    public int PrintWidthOf(int told) => Profile.Print.Width ?? told;

    /// <summary>The language of texts: request, reader, profile, library, English, of those the machine can show (G-5).</summary>
    public string LanguageFor(Messages messages, LibraryFile? library, string? requested, string? readers)
    {
        var habits = Profile.Languages;
        if (habits.Allowed.IsEmpty) return messages.Choose(library, requested, readers ?? habits.Default);
        return messages.Choose(library, Shown(requested), Shown(readers) ?? habits.Default ?? library?.Languages.FirstOrDefault(l => Shown(l) is not null) ?? habits.Allowed[0]);

        string? Shown(string? language) => language is not null && habits.Allowed.Contains(language) ? language : null;
    }
}
