using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Terminals;
using static ProtocolServer.Adapters.Files.ProfileWords;

namespace ProtocolServer.Adapters.Files;

/// <summary>Turns a profile's file into the profile: its model with what the file says differently. The members stand here in the order of docs/profiles.md.</summary>
sealed class ProfileFileReader(Section top, TerminalProfile model, ProfileVocabulary vocabulary)
{
    readonly FileErrors errors = top.Errors;
    readonly ProfileFieldRules fields = new(top, vocabulary);

    public TerminalProfile Profile()
    {
        top.Value("like");
        var profile = model with
        {
            Title = top.Text("title") ?? model.Title,
            Version = top.Word("version", Versions) ?? model.Version,
            Wire = Wire(model.Wire),
            LogIn = LogIn(model.LogIn),
            Messages = Messages(model.Messages),
            Announced = Announced(model.Announced),
            Languages = Languages(model.Languages),
            Fields = [.. model.Fields, .. fields.Rules()],
            Order = Merged(model.Order, fields.Order()),
            Screen = Texts("screen", model.Screen),
            Print = Texts("print", model.Print),
            Codes = Codes(model.Codes),
            Amounts = Amounts(model.Amounts),
            Success = top.Has("success") ? fields.Success() : model.Success,
            Security = Security(model.Security),
            AlertType = top.Word("alert-type", Presences) ?? model.AlertType,
            Rules = new TerminalRulesReader(top).Rules(model.Rules),
        };
        top.Done();
        return profile;
    }

    WireHabits Wire(WireHabits of)
    {
        if (top.Child("wire") is not { } wire) return of;
        var habits = of with
        {
            LineEnd = wire.Word("terminator", LineEnds) ?? of.LineEnd,
            Delimiter = Delimiter(wire) ?? of.Delimiter,
            Encoding = Encoding(wire) ?? of.Encoding,
            ErrorDetection = wire.Word("error-detection", ErrorDetections) ?? of.ErrorDetection,
            WritesUtc = wire.Word("zone", Zones) ?? of.WritesUtc,
            DueDateFormat = DueDate(wire, of.DueDateFormat),
            LongestAnswer = wire.Whole("longest-answer", 256, 65_536) ?? of.LongestAnswer,
        };
        wire.Done();
        return habits;
    }

    static char? Delimiter(Section wire)
    {
        if (wire.Text("delimiter") is not { } text) return null;
        if (text is [> ' ' and <= '~' and var sign] && !char.IsAsciiLetterOrDigit(sign)) return sign;
        wire.Wrong("delimiter", $"'{text}' must be one printable ASCII sign that is no letter or digit, such as \"|\" or \"^\".");
        return null;
    }

    string? Encoding(Section wire)
    {
        if (wire.Text("encoding") is not { } name) return null;
        if (vocabulary.Encodings.Contains(name)) return name;
        wire.Wrong("encoding", $"'{name}' is not an encoding of this server; {Section.OneOf(name, vocabulary.Encodings)}");
        return null;
    }

    static string? DueDate(Section wire, string? usual)
    {
        if (wire.Text("due-date") is not { } format) return usual;
        if (format == "sip") return null;
        try
        {
            if (new DateTime(2026, 12, 31).ToString(format, CultureInfo.InvariantCulture).Contains("26", StringComparison.Ordinal)) return format;
        }
        catch (FormatException)
        {
            // Told below.
        }
        wire.Wrong("due-date", $"'{format}' must be 'sip' or a date format with day, month and year, such as \"dd.MM.yyyy\".");
        return usual;
    }

    LogInHabits LogIn(LogInHabits of)
    {
        if (top.Child("log-in") is not { } logIn) return of;
        var habits = of with
        {
            By = logIn.Word("by", LogInWays) ?? of.By,
            StatusFirst = logIn.Flag("status-first") ?? of.StatusFirst,
            NamePrompt = logIn.Text("name-prompt") ?? of.NamePrompt,
            PasswordPrompt = logIn.Text("password-prompt") ?? of.PasswordPrompt,
            Welcome = logIn.Text("welcome") ?? of.Welcome,
        };
        logIn.Done();
        return habits;
    }

    MessageChoice Messages(MessageChoice of)
    {
        if (top.Child("messages") is not { } messages) return of;
        var extensions = messages.Texts("extensions");
        foreach (var odd in extensions.Where(e => !vocabulary.Extensions.Contains(e.Value)))
            errors.Add(odd, $"'{odd.Value}' is not a family of messages; {Section.OneOf(odd.Value, vocabulary.Extensions)}");
        var choice = new MessageChoice
        {
            Allowed = messages.Has("allowed") ? Requests(messages, "allowed") : of.Allowed,
            Refused = messages.Has("refused") ? Requests(messages, "refused") : of.Refused,
            Extensions = messages.Has("extensions") ? [.. extensions.Select(e => e.Value)] : of.Extensions,
        };
        messages.Done();
        return choice;
    }

    FrozenSet<string> Requests(Section messages, string member)
    {
        var codes = messages.Texts(member);
        foreach (var odd in codes.Where(c => !vocabulary.Requests.Contains(c.Value)))
            errors.Add(odd, $"'{odd.Value}' is not a message of a terminal; write its two characters in quotes, such as \"11\".");
        return codes.Select(c => c.Value).ToFrozenSet(StringComparer.Ordinal);
    }

    AnnouncedLimits Announced(AnnouncedLimits of)
    {
        if (top.Child("status") is not { } status) return of;
        var limits = of with
        {
            TimeoutTenths = status.Whole("timeout", 1, 999) ?? of.TimeoutTenths,
            Retries = status.Whole("retries", 0, 999) ?? of.Retries,
            OffLine = status.Flag("off-line") ?? of.OffLine,
            MessagesPerSecond = status.Whole("messages-per-second", 1, 100_000) ?? of.MessagesPerSecond,
        };
        status.Done();
        return limits;
    }

    LanguageHabits Languages(LanguageHabits of)
    {
        if (top.Child("languages") is not { } languages) return of;
        var usual = languages.Text("default");
        if (usual is not null && !LanguageCodes.Known.Contains(usual)) languages.Wrong("default", $"'{usual}' is not a language; write two letters of ISO 639-1.");
        var allowed = languages.Texts("allowed");
        foreach (var odd in allowed.Where(l => !LanguageCodes.Known.Contains(l.Value))) errors.Add(odd, $"'{odd.Value}' is not a language; write two letters of ISO 639-1.");
        var habits = of with { Default = usual ?? of.Default, Allowed = languages.Has("allowed") ? [.. allowed.Select(l => l.Value)] : of.Allowed };
        if (habits is { Default: { } first, Allowed.IsEmpty: false } && !habits.Allowed.Contains(first))
            languages.Wrong("default", $"'{first}' is not among the allowed languages; add it there or choose another.");
        languages.Done();
        return habits;
    }

    TextHabits Texts(string member, TextHabits of)
    {
        if (top.Child(member) is not { } texts) return of;
        var asPrint = texts.Value("width") is YamlText { Value: "as-printed" };
        var habits = of with
        {
            Joined = texts.Flag("joined") ?? of.Joined,
            Separator = texts.Text("separator") ?? of.Separator,
            Width = asPrint ? null : texts.Whole("width", 8, 255) ?? of.Width,
            AsWideAsPrint = texts.Has("width") ? asPrint : of.AsWideAsPrint,
            Hidden = texts.Flag("hidden") ?? of.Hidden,
        };
        texts.Done();
        return habits;
    }

    CodeTables Codes(CodeTables of)
    {
        if (top.Child("codes") is not { } codes) return of;
        var tables = of with
        {
            PaymentTypes = Table("payment-types", 2, of.PaymentTypes),
            FeeTypes = Table("fee-types", 2, of.FeeTypes),
            MediaTypes = Table("media-types", 3, of.MediaTypes),
            AlertTypes = Table("alert-types", 2, of.AlertTypes),
            CirculationStatus = Table("circulation-status", 2, of.CirculationStatus),
            SecurityMarkers = Table("security-markers", 2, of.SecurityMarkers),
            Currencies = Table("currencies", 3, of.Currencies),
            Languages = Table("languages", 3, of.Languages),
        };
        codes.Done();
        return tables;

        FrozenDictionary<string, string> Table(string member, int width, FrozenDictionary<string, string> usual)
        {
            if (codes.Child(member) is not { } table) return usual;
            var own = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var key in table.Map.Members.Keys)
                if (table.Text(key) is { } value)
                {
                    if (key.Length != width || value.Length != width) table.Wrong(key, $"both codes must have {width} characters, in quotes.");
                    own[key] = value;
                }
            return Merged(usual, own);
        }
    }

    AmountFields Amounts(AmountFields of)
    {
        if (top.Child("amounts") is not { } amounts) return of;
        var fields = new AmountFields
        {
            Owed = Field("owed", of.Owed), Limit = Field("limit", of.Limit), Wallet = Field("wallet", of.Wallet), Deposit = Field("deposit", of.Deposit),
        };
        string?[] all = [fields.Owed, fields.Limit, fields.Wallet, fields.Deposit];
        if (all.OfType<string>().GroupBy(id => id, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            errors.Add(amounts.Map, $"two amounts would stand in {twice.Key}; give one of them another field, or none.");
        amounts.Done();
        return fields;

        string? Field(string member, string? usual)
        {
            if (amounts.Text(member) is not { } id) return usual;
            if (id == "none") return null;
            if (ProfileFieldRules.IsId(id)) return id;
            amounts.Wrong(member, $"'{id}' must be a field id such as BV, or none.");
            return usual;
        }
    }

    SecurityHabits Security(SecurityHabits of)
    {
        if (top.Child("security") is not { } security) return of;
        var media = security.Texts("magnetic-media");
        foreach (var odd in media.Where(m => m.Value.Length != 3)) errors.Add(odd, $"'{odd.Value}' is not a media type; write three digits in quotes, such as \"004\".");
        var habits = of with
        {
            Desensitize = security.Word("desensitize", StripAnswers) ?? of.Desensitize,
            Resensitize = security.Word("resensitize", StripAnswers) ?? of.Resensitize,
            DesensitizesRenewals = security.Flag("desensitize-renewals") ?? of.DesensitizesRenewals,
            MagneticMedia = security.Has("magnetic-media") ? media.Select(m => m.Value).ToFrozenSet(StringComparer.Ordinal) : of.MagneticMedia,
            TellsMagnetic = security.Flag("tells-magnetic") ?? of.TellsMagnetic,
            Inhibited = security.Flag("inhibit") ?? of.Inhibited,
        };
        if (habits.Resensitize is StripAnswer.Unknown) security.Wrong("resensitize", "is Y or N on the wire; 'unknown' can't be said.");
        security.Done();
        return habits;
    }

    static FrozenDictionary<string, T> Merged<T>(FrozenDictionary<string, T> usual, IReadOnlyDictionary<string, T> own) =>
        own.Count == 0 ? usual : usual.Concat(own).GroupBy(pair => pair.Key).ToFrozenDictionary(group => group.Key, group => group.Last().Value, StringComparer.Ordinal);
}
