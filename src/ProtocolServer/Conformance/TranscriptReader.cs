using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using ProtocolServer.Adapters;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Conformance;

/// <summary>Reads transcripts: headers, messages, assertions, controls, narrative. All mistakes of a file are told at once.</summary>
static partial class TranscriptReader
{
    static readonly string[] Headers = ["req", "spec", "library", "given", "clock", "terminal", "error-detection", "profile", "encoding", "partner", "version", "transport", "from"];

    static readonly ImmutableDictionary<string, (int Least, int Most)> Verbs = new Dictionary<string, (int, int)>(StringComparer.Ordinal)
    {
        ["advance"] = (1, 1), ["clock"] = (1, 1), ["cut"] = (1, 1), ["restore"] = (1, 1), ["restart"] = (1, 1), ["split"] = (1, 2), ["together"] = (1, 2),
        ["resend"] = (1, 4), ["reconnect"] = (1, 2), ["close"] = (1, 1), ["drop"] = (1, 1), ["expect-close"] = (1, 1), ["report-loss"] = (1, 1),
        ["cancel-loss-report"] = (1, 1),
    }.ToImmutableDictionary();

    /// <summary>Every transcript below a folder, in the order of their names.</summary>
    /// <exception cref="SetupException">Some can't be understood; each mistake is told with its line.</exception>
    public static ImmutableArray<Transcript> ReadAll(string suite)
    {
        if (!Directory.Exists(suite)) throw new SetupException($"There is no folder '{suite}'. Name the folder of the suite with --suite DIR.");
        var errors = new List<string>();
        var all = Directory.EnumerateFiles(suite, "*.sip", SearchOption.AllDirectories).Concat(Directory.EnumerateFiles(suite, "*.ncip", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(suite, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)
            .SelectMany(path => Variants(path, File.ReadAllText(Path.Combine(suite, path)), errors))
            .ToImmutableArray();
        return errors.Count == 0 ? all : throw new SetupException(string.Join('\n', errors));
    }

    /// <summary>A partner's transcript once for each version and transport it names; a terminal's as it is.</summary>
    static IEnumerable<Transcript> Variants(string path, string text, List<string> errors)
    {
        var transcript = Read(path, text, errors, out var sides);
        return sides.Length == 0 ? [transcript] : sides.Select(side => transcript with { Partner = side });
    }

    public static Transcript Read(string path, string text, List<string> errors) => Read(path, text, errors, out _);

    static Transcript Read(string path, string text, List<string> errors, out ImmutableArray<PartnerSide> sides)
    {
        var isPartners = path.EndsWith(".ncip", StringComparison.Ordinal);
        sides = [];
        var transcript = ReadLines(path, isPartners ? Joined(text) : text, errors, out var headers);
        if (!isPartners) return transcript;
        var isUpdate = transcript.Spec.Any(static service => MessagePairs.Find(service)?.Kind is ServiceKind.Update or ServiceKind.Notification);
        var partners = Words("partner", "").Select(static word => word is [var letter, '=', ..] ? (letter, word[2..]) : ('A', word)).ToImmutableDictionary(static pair => pair.Item1, static pair => pair.Item2);
        foreach (var odd in Words("version", "2.02").Where(static word => !NcipVersions.TryParse(word, out _))) errors.Add($"{path}:1: there is no version {odd}.");
        foreach (var odd in Words("transport", "http").Where(static word => word is not ("http" or "tcp"))) errors.Add($"{path}:1: there is no transport {odd}; there are http and tcp.");
        sides =
        [
            .. from version in Words("version", "2.02") from transport in Words("transport", "http")
               select new PartnerSide(partners, NcipVersions.TryParse(version, out var known) ? known : NcipVersion.V202, transport, isUpdate),
        ];
        return transcript;

        string[] Words(string name, string usual) => headers.GetValueOrDefault(name, usual).Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>What begins with blanks goes on with the line before; the numbers of lines stay.</summary>
    static string Joined(string text)
    {
        var joined = new List<string>();
        var message = -1;
        foreach (var line in text.Split('\n'))
        {
            var isMore = message >= 0 && line.Length > 0 && char.IsWhiteSpace(line[0]) && !string.IsNullOrWhiteSpace(line);
            if (isMore) joined[message] += line.Trim();
            else message = line.Length > 1 && line[1] is '>' or '<' ? joined.Count : -1;
            joined.Add(isMore ? "" : line.TrimEnd());
        }
        return string.Join('\n', joined);
    }

    static Transcript ReadLines(string path, string text, List<string> errors, out IReadOnlyDictionary<string, string> said)
    {
        var headers = new Dictionary<string, (string Value, int Line)>(StringComparer.Ordinal);
        var steps = ImmutableArray.CreateBuilder<Step>();
        var title = "";
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            var bare = line.TrimEnd('\r');
            if (string.IsNullOrWhiteSpace(bare)) continue;
            switch (bare[0])
            {
                case '@': Header(bare, number); break;
                case '#': title = title.Length > 0 ? title : bare[1..].Trim(); break;
                case '=': steps.Add(new Step.State(number, bare[1..].Trim())); break;
                case '!': foreach (var control in Controls(bare, number)) steps.Add(control); break;
                default:
                    if (Message(bare, number) is { } message) steps.Add(message);
                    else Tell(number, "is none of @header, # narrative, A> request, A< answer, = assertion, ! control.");
                    break;
            }
        }

        foreach (var needed in (string[])["spec", "library", "given"])
            if (!headers.ContainsKey(needed)) Tell(1, $"the header @{needed} is missing.");
        said = headers.ToDictionary(static header => header.Key, static header => header.Value.Value, StringComparer.Ordinal);
        return new()
        {
            Path = path, Title = title, Steps = steps.ToImmutable(),
            Requirements = Words("req"), Spec = [.. Words("spec").Where(static word => word is not ("SIP2" or "NCIP"))],
            Library = Value("library"), Given = Value("given"), Clock = Clock(), Terminals = Terminals(),
            From = From(), Profiles = Words("profile"),
            HasErrorDetection = Value("error-detection") != "off", Encoding = Value("encoding") is { Length: > 0 } encoding ? encoding : "utf-8",
        };

        void Tell(int at, string what) => errors.Add($"{path}:{at}: {what}");

        string Value(string name) => headers.TryGetValue(name, out var header) ? header.Value : "";

        ImmutableArray<string> Words(string name) => [.. Value(name).Split((char[])[' ', ','], StringSplitOptions.RemoveEmptyEntries)];

        void Header(string bare, int at)
        {
            foreach (Match header in HeaderPattern().Matches(bare))
            {
                var name = header.Groups["name"].Value;
                if (!Headers.Contains(name)) Tell(at, $"there is no header @{name}; there are @{string.Join(" @", Headers)}.");
                else if (!headers.TryAdd(name, (header.Groups["value"].Value.Trim(), at))) Tell(at, $"the header @{name} stands twice.");
            }
        }

        IEnumerable<Step.Control> Controls(string bare, int at)
        {
            foreach (var part in bare.Split('!', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                var words = part.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (!Verbs.TryGetValue(words[0], out var takes)) Tell(at, $"there is no control ! {words[0]}; there are {string.Join(", ", Verbs.Keys.Order(StringComparer.Ordinal))}.");
                else if (words.Length - 1 < takes.Least || words.Length - 1 > takes.Most) Tell(at, $"! {words[0]} has {words.Length - 1} words after it; it takes {takes.Least} to {takes.Most}.");
                else yield return new(at, words[0], [.. words.Skip(1)]);
            }
        }

        Step? Message(string bare, int at)
        {
            if (bare.Length < 3 || bare[0] is < 'A' or > 'Z' || bare[1] is not ('>' or '<')) return null;
            var isRaw = bare[2] == bare[1];
            var content = isRaw ? bare[3..] : bare[2..];
            content = content.StartsWith(' ') ? content[1..] : content;
            return bare[1] == '>' ? new Step.Send(at, bare[0], content, isRaw) : new Step.Expect(at, bare[0], content, isRaw);
        }

        DateTimeOffset Clock()
        {
            if (Value("clock") is not { Length: > 0 } given) return Transcript.UsualClock;
            if (DateTimeOffset.TryParse(given, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var clock)) return clock;
            Tell(headers["clock"].Line, $"'{given}' is no instant; write it as 2026-03-29T20:30:00+08:00.");
            return Transcript.UsualClock;
        }

        IPAddress? From()
        {
            if (Value("from") is not { Length: > 0 } given) return null;
            if (IPAddress.TryParse(given, out var address)) return address;
            Tell(headers["from"].Line, $"'{given}' is no address; write it as 127.1.0.1.");
            return null;
        }

        // "@terminal LOGIN" means terminal A; "@terminal A=LOGIN B=LOGIN" names each.
        ImmutableDictionary<char, string> Terminals() => Words("terminal")
            .Select(word => word is [var letter, '=', ..] ? (letter, word[2..]) : ('A', word))
            .ToImmutableDictionary(pair => pair.Item1, pair => pair.Item2);
    }

    [GeneratedRegex(@"@(?<name>[a-z-]+)\s*(?<value>[^@]*)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HeaderPattern();
}
