using System.Collections.Immutable;
using System.Net;
using System.Text.RegularExpressions;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Conformance;

/// <summary>A dialogue of terminals with a server, as a text file that a librarian can follow (format: conformance/README.md).</summary>
sealed partial record Transcript
{
    public const string NoLogin = "none";

    /// <summary>The instant at which a transcript begins that names none.</summary>
    public static readonly DateTimeOffset UsualClock = new(2026, 3, 10, 10, 15, 0, TimeSpan.Zero);

    /// <summary>Path below the folder of the suite: <c>sip2/checkout/loan-limit.sip</c>.</summary>
    public required string Path { get; init; }

    /// <summary>The path without its ending: what <c>--only</c> is compared with.</summary>
    public string Name => System.IO.Path.ChangeExtension(Path, null) + (Partner is { } partner ? $" ({partner.Version} {partner.Transport})" : "");

    /// <summary>How it is spoken, where it is a partner's (NCIP); null for terminals (SIP2).</summary>
    public PartnerSide? Partner { get; init; }

    /// <summary>The first line of narrative.</summary>
    public string Title { get; init; } = "";

    /// <summary>Requirement ids it proves (<c>@req</c>).</summary>
    public ImmutableArray<string> Requirements { get; init; } = [];

    /// <summary>Pairs and clauses of the standard (<c>@spec</c>): <c>11/12</c>, <c>§5</c>.</summary>
    public ImmutableArray<string> Spec { get; init; } = [];

    /// <summary>The library file whose zone and texts it speaks of (<c>@library</c>).</summary>
    public required string Library { get; init; }

    /// <summary>Fixture file below the folder of the suite (<c>@given</c>).</summary>
    public required string Given { get; init; }

    public DateTimeOffset Clock { get; init; } = UsualClock;

    /// <summary>It says at what time it happens, so that no other time will do.</summary>
    public bool NeedsClock => Clock != UsualClock;

    /// <summary>Account of each terminal that is not the fixture's first self-check (<c>@terminal</c>); <c>none</c>: it does not log in.</summary>
    public ImmutableDictionary<char, string> Terminals { get; init; } = ImmutableDictionary<char, string>.Empty;

    /// <summary>The address its terminals come from (<c>@from</c>); null: any.</summary>
    public IPAddress? From { get; init; }

    /// <summary>Terminal profiles that it shows (<c>@profile</c>).</summary>
    public ImmutableArray<string> Profiles { get; init; } = [];

    /// <summary>Whether the runner adds and demands sequence number and checksum (<c>@error-detection off</c>: it does not).</summary>
    public bool HasErrorDetection { get; init; } = true;

    /// <summary>Encoding of the terminals (<c>@encoding gbk</c>), by the names that profiles use.</summary>
    public string Encoding { get; init; } = "utf-8";

    public ImmutableArray<Step> Steps { get; init; } = [];

    /// <summary>Cards and items it speaks of.</summary>
    public IEnumerable<string> Ids => Partner is not null ? Steps.OfType<Step.Send>().SelectMany(IdsOfMessage).Distinct(StringComparer.Ordinal) : Steps.OfType<Step.Send>().SelectMany(IdsOf).Distinct(StringComparer.Ordinal);

    /// <summary>Cards and items that are not afterwards what they were before.</summary>
    public IEnumerable<string> ChangedIds
    {
        get
        {
            if (Partner is { } side)
            {
                if (side.IsUpdate)
                    foreach (var id in Ids) yield return id;
                yield break;
            }
            var asked = new Dictionary<char, Queue<Step.Send>>();
            foreach (var step in Steps)
            {
                if (step is Step.Send send)
                {
                    if (!asked.TryGetValue(send.Terminal, out var queue)) asked.Add(send.Terminal, queue = []);
                    queue.Enqueue(send);
                }
                else if (step is Step.Expect answer && asked.GetValueOrDefault(answer.Terminal) is { Count: > 0 } waiting
                         && waiting.Dequeue() is var request && IsChange(request, answer))
                {
                    foreach (var id in IdsOf(request)) yield return id;
                }
            }
        }
    }

    static bool IsChange(Step.Send request, Step.Expect answer) => request.Text.Length > 2 && request.Text[..2] is "01" or "25"
        || Array.Exists((string[])["121", "101", "301", "661", "161", "38Y", "201", "12{", "1{"], done => answer.Text.StartsWith(done, StringComparison.Ordinal));

    /// <summary>Cards and copies of a message: what stands in an identifier, or in its short form.</summary>
    static IEnumerable<string> IdsOfMessage(Step.Send send) => IdPattern().Matches(send.Text).Select(match => match.Groups["id"].Value.Trim());

    [GeneratedRegex(@"(?:\{(?:user|item|card):|(?:UserIdentifierValue|ItemIdentifierValue)>)(?<id>[^{}<>]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex IdPattern();

    static IEnumerable<string> IdsOf(Step.Send send) => send.Text.Split('|')
        .Where(piece => piece.StartsWith("AA", StringComparison.Ordinal) || piece.StartsWith("AB", StringComparison.Ordinal))
        .Select(piece => piece[2..].Trim());

    /// <summary>Why it can't be run against this server; null where it can.</summary>
    public string? WhyNot(IServerUnderTest server) => server.Control is null && NeedsControl is { } needs ? needs
        : From is { } address && !server.CanComeFrom(address) ? $"needs a terminal at {address}: @from" : null;

    /// <summary>Why it can't be run where clock, database and desk are somebody else's; null where it can.</summary>
    public string? NeedsControl => NeedsClock ? "needs control of the server's clock: @clock" : Steps.OfType<Step.Control>().FirstOrDefault(step => !step.IsOfLine) is { } control
        ? $"needs control of the server: ! {control.Verb}" : null;
}

/// <summary>A transcript of partners: who speaks, in which version, over what.</summary>
/// <param name="Partners">Partner of each letter; where one is missing, the first of the fixture.</param>
/// <param name="Transport"><c>http</c> or <c>tcp</c>.</param>
/// <param name="IsUpdate">Something is changed by it.</param>
sealed record PartnerSide(ImmutableDictionary<char, string> Partners, NcipVersion Version, string Transport, bool IsUpdate);

/// <summary>One line of a transcript that does something.</summary>
abstract record Step(int Line)
{
    /// <summary><c>A&gt;</c> a request; <c>A&gt;&gt;</c> raw bytes.</summary>
    public sealed record Send(int Line, char Terminal, string Text, bool IsRaw) : Step(Line);

    /// <summary><c>A&lt;</c> the answer; <c>A&lt;&lt;</c> the whole frame with sequence number and checksum.</summary>
    public sealed record Expect(int Line, char Terminal, string Text, bool IsRaw) : Step(Line);

    /// <summary><c>=</c> what the database must say.</summary>
    public sealed record State(int Line, string Claim) : Step(Line);

    /// <summary><c>!</c> something that happens besides the messages.</summary>
    public sealed record Control(int Line, string Verb, ImmutableArray<string> Arguments) : Step(Line)
    {
        /// <summary>It concerns the line alone, so that any server can be treated so.</summary>
        public bool IsOfLine => Verb is "split" or "together" or "resend" or "reconnect" or "close" or "drop" or "expect-close";
    }
}
