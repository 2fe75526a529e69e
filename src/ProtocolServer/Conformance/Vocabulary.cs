using System.Globalization;
using System.Text.RegularExpressions;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;

namespace ProtocolServer.Conformance;

/// <summary>What the placeholders of a transcript stand for at this moment: time, texts for readers, values kept from earlier answers.</summary>
/// <param name="Now">The server's clock.</param>
/// <param name="HasExactClock">False where the clock is somebody else's: then a date is any date, and a text any text.</param>
sealed partial record Vocabulary(DateTimeOffset Now, bool HasExactClock, LibraryFile Library, Messages Messages, Dictionary<string, string> Kept)
{
    /// <summary>Dates as XML has them, with the library's offset; else as SIP2 has them.</summary>
    public bool HasXmlDates { get; init; }

    /// <summary>A line as pieces: what is written, and what the placeholders become.</summary>
    /// <exception cref="FormatException">There is no such placeholder.</exception>
    public List<Piece> Read(string line)
    {
        var pieces = new List<Piece>();
        var at = 0;
        foreach (Match match in PlaceholderPattern().Matches(line))
        {
            if (match.Index > at) pieces.Add(new Piece.Literal(line[at..match.Index]));
            pieces.Add(match.Value == "..." ? new Piece.Rest() : Meaning(match.Value[1..^1]));
            at = match.Index + match.Length;
        }

        if (at < line.Length) pieces.Add(new Piece.Literal(line[at..]));
        return pieces;
    }

    /// <summary>A line that is sent: every placeholder must be a value.</summary>
    public string Fill(string line) => string.Concat(Read(line).Select(piece => piece switch
    {
        Piece.Literal literal => literal.Text,
        Piece.Uncertain uncertain => uncertain.Text,
        Piece.Checksum checksum => (checksum.IsShort ? RawBytes.ShortMark : RawBytes.Mark).ToString(),
        _ => throw new FormatException("{*}, {keep:NAME} and ... stand for what is received; a line that is sent needs values."),
    }));

    Piece Meaning(string inside)
    {
        var (name, argument) = inside.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? (inside[..colon], inside[(colon + 1)..]) : (inside, "");
        return name switch
        {
            "*" => new Piece.Any(argument.Length > 0 ? Number(argument) : null),
            "now" => Date(Now),
            "blank" => new Piece.Literal(new(' ', Number(argument))),
            "date" => Date(Instant(argument)),
            "day" => Uncertain(LocalDay(argument).ToString("yyyyMMdd", CultureInfo.InvariantCulture)),
            "text" => Uncertain(Text(argument)),
            "repeat" when argument.Split(' ') is [var what, var times] => new Piece.Literal(string.Concat(Enumerable.Repeat(what, Number(times)))),
            "az" => new Piece.Checksum(IsShort: argument == "short"),
            "keep" => new Piece.Keep(argument),
            "kept" => new Piece.Literal(Kept.TryGetValue(argument, out var kept) ? kept : throw new FormatException($"nothing was kept as '{argument}'; keep it with {{keep:{argument}}} in an answer before.")),
            _ => throw new FormatException($"there is no placeholder {{{inside}}}; there are now, date, day, blank, repeat, text, az, *, keep and kept."),
        };
    }

    /// <summary>What is certain only where the server is under our control.</summary>
    Piece Uncertain(string text) => HasExactClock ? new Piece.Literal(text) : new Piece.Uncertain(text);

    Piece Date(DateTimeOffset instant) =>
        Uncertain(TimeZoneInfo.ConvertTime(instant, Library.Calendar.Zone).ToString(HasXmlDates ? "yyyy-MM-dd'T'HH:mm:sszzz" : "yyyyMMdd'    'HHmmss", CultureInfo.InvariantCulture));

    /// <summary><c>+30d</c>, <c>-2h</c>, <c>2026-04-09</c>, each with a local time of day behind it or not: <c>+30d 23:59:59</c>.</summary>
    DateTimeOffset Instant(string argument)
    {
        var (day, time) = argument.IndexOf(' ', StringComparison.Ordinal) is >= 0 and var blank ? (argument[..blank], argument[(blank + 1)..]) : (argument, null);
        var zone = Library.Calendar.Zone;
        if (time is null && Offset().Match(day) is { Success: true } offset && offset.Groups["unit"].Value is not "d") return Now + Span(day);
        var clock = time is null ? TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(Now, zone).DateTime) : TimeOnly.Parse(time, CultureInfo.InvariantCulture);
        var local = LocalDay(day).ToDateTime(clock, DateTimeKind.Unspecified);
        return new(local, zone.GetUtcOffset(local));
    }

    DateOnly LocalDay(string argument) =>
        DateOnly.TryParseExact(argument, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : Library.Calendar.DayOf(Now).AddDays((int)Span(argument).TotalDays);

    /// <summary>A key of the texts, the language after its last point, and the arguments: <c>refusal.loan-limit.zh(5)</c>.</summary>
    string Text(string argument)
    {
        var parts = TextPattern().Match(argument);
        if (!parts.Success) throw new FormatException($"'{argument}' names no text; write {{text:KEY.LANGUAGE(ARGUMENT; ARGUMENT)}}.");
        var (key, language) = (parts.Groups["key"].Value, parts.Groups["language"].Value);
        var given = parts.Groups["arguments"].Value.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var text = Messages.Text(Library, language, key, [.. given.Select(Argument)]);
        return text != key ? text : throw new FormatException($"there is no text '{key}' in '{language}'.");
    }

    object Argument(string text)
    {
        if (text.Split(' ') is [var amount, var code] && Currency.TryParse(code, out var currency) && Money.TryParse(amount, currency, out var money)) return money;
        if (Offset().IsMatch(text) || DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)) return LocalDay(text);
        return text;
    }

    static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>A span with its sign and unit: <c>+30d</c>, <c>-2h</c>, <c>10m</c>, <c>45s</c>.</summary>
    public static TimeSpan Span(string text)
    {
        var parts = Offset().Match(text);
        if (!parts.Success) throw new FormatException($"'{text}' is no span of time; write 30s, 10m, -2h or +30d.");
        var value = Number(parts.Groups["value"].Value);
        return parts.Groups["unit"].Value switch
        {
            "d" => TimeSpan.FromDays(value),
            "h" => TimeSpan.FromHours(value),
            "m" => TimeSpan.FromMinutes(value),
            _ => TimeSpan.FromSeconds(value),
        };
    }

    [GeneratedRegex(@"\{[^{}]+\}|\.\.\.", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PlaceholderPattern();

    [GeneratedRegex(@"^(?<value>[-+]?[0-9]{1,6})(?<unit>[dhms])$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Offset();

    [GeneratedRegex(@"^(?<key>[a-z0-9.-]+)\.(?<language>[a-z]{2})(\((?<arguments>.*)\))?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TextPattern();
}

/// <summary>A piece of a line with its placeholders read.</summary>
abstract record Piece
{
    public sealed record Literal(string Text) : Piece;

    /// <summary>Sent as it stands; received, one value like it.</summary>
    public sealed record Uncertain(string Text) : Piece;

    /// <summary><c>{*}</c>: the rest of the field; with a width, so many characters.</summary>
    public sealed record Any(int? Width) : Piece;

    /// <summary><c>{keep:NAME}</c>: the rest of the word, kept for later lines.</summary>
    public sealed record Keep(string Name) : Piece;

    /// <summary><c>{az}</c>: four digits, the sum of what stands before them; <c>{az:short}</c> without the leading zeros.</summary>
    public sealed record Checksum(bool IsShort) : Piece;

    /// <summary><c>...</c>: further fields may follow here.</summary>
    public sealed record Rest : Piece;
}
