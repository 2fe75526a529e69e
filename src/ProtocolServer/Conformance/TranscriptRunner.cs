using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using ProtocolServer.Adapters.Files;
using ProtocolServer.Conformance.Partners;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Sip2.Wire;

namespace ProtocolServer.Conformance;

/// <summary>What became of a transcript.</summary>
/// <param name="Failure">What differed, with file and line; null when nothing did.</param>
/// <param name="Skipped">Why it was not run; null when it was.</param>
/// <param name="Unchecked">Assertions about a database that is somebody else's.</param>
sealed record TranscriptResult(Transcript Transcript, string? Failure = null, string? Skipped = null, int Unchecked = 0)
{
    public bool Passed => Failure is null && Skipped is null;
}

/// <summary>What all transcripts of a run share.</summary>
/// <param name="Suite">Folder of the suite, for the places of failures.</param>
sealed record Suite(string Folder, IReadOnlyDictionary<string, LibraryFile> Libraries, Messages Messages)
{
    /// <summary>What a schema finds wrong with an answer of NCIP; nothing where there is no schema.</summary>
    public Func<string, IReadOnlyList<string>> Validate { get; init; } = static _ => [];
}

/// <summary>Plays one transcript, line by line, up to the first difference.</summary>
sealed class TranscriptRunner(Transcript transcript, Suite suite, IServerUnderTest server, ImmutableArray<FixtureTerminal> accounts, ImmutableArray<FixturePartner> partners = default)
{
    readonly Dictionary<char, TerminalLine> lines = [];
    readonly Dictionary<char, PartnerDialogue> dialogues = [];
    readonly Dictionary<string, string> kept = new(StringComparer.Ordinal);
    readonly LibraryFile library = suite.Libraries.GetValueOrDefault(transcript.Library)
        ?? throw new Adapters.SetupException($"{transcript.Path}: there is no library file '{transcript.Library}'; there are {string.Join(", ", suite.Libraries.Keys)}.");
    int notChecked;

    public async Task<TranscriptResult> RunAsync(CancellationToken cancel)
    {
        if (transcript.WhyNot(server) is { } needs) return new(transcript, Skipped: needs);
        foreach (var step in transcript.Steps)
        {
            string? failure;
            try
            {
                failure = await PlayAsync(step, cancel);
            }
            catch (Exception stuck) when (stuck is FormatException or InvalidDataException or TimeoutException or IOException)
            {
                failure = stuck is TimeoutException ? "no answer came." : stuck.Message;
            }
            if (failure is not null) return await EndAsync(string.Create(CultureInfo.InvariantCulture, $"{suite.Folder}/{transcript.Path}:{step.Line}: {failure}"));
        }
        foreach (var (letter, line) in lines)
            if (line.Unasked() is { } more)
                return await EndAsync($"{suite.Folder}/{transcript.Path}: terminal {letter} got an answer that nobody expected: {more}");
        return await EndAsync(null);
    }

    async Task<TranscriptResult> EndAsync(string? failure)
    {
        foreach (var line in lines.Values) await line.CloseAsync(isAbrupt: false);
        foreach (var dialogue in dialogues.Values) await dialogue.CloseAsync(isAbrupt: false);
        return new(transcript, failure, Unchecked: notChecked);
    }

    async Task<string?> PlayAsync(Step step, CancellationToken cancel)
    {
        switch (step)
        {
            case Step.Send said when transcript.Partner is { } side:
                await (await DialogueAsync(said.Terminal, side, cancel)).SendAsync(said.Text, said.IsRaw, Words(), cancel);
                return null;
            case Step.Expect heard when transcript.Partner is { } side:
                return await (await DialogueAsync(heard.Terminal, side, cancel)).ExpectAsync(heard.Text, heard.IsRaw, Words(), cancel);
            case Step.Send send:
                var line = await LineAsync(send.Terminal, OpensItself(send), cancel);
                var text = Words().Fill(send.Text);
                if (send.IsRaw) text = RawBytes.Summed(text);
                await (send.IsRaw ? line.SendRawAsync(RawBytes.Read(text), cancel) : line.SendAsync(text, cancel));
                return null;
            case Step.Expect expect:
                return await ExpectAsync(await LineAsync(expect.Terminal, true, cancel), expect, cancel);
            case Step.State when server.Control is null:
                notChecked++;
                return null;
            case Step.State state:
                return await server.Control.CheckAsync(state.Claim, cancel) is { } found ? $"the database says otherwise\n  expected  {state.Claim}\n  found     {found}" : null;
            case Step.Control control:
                return await DoAsync(control, cancel);
            default:
                return null;
        }
    }

    static async Task<string?> CompareAsync(TerminalLine line, bool isRaw, List<Piece> pattern, Dictionary<string, string> kept, CancellationToken cancel)
    {
        var (body, problem) = await line.ReceiveAsync(isRaw, cancel);
        if (body is null) return problem;
        return AnswerMatch.Find(pattern, body, kept) is { } difference ? Explained.Difference(difference) : problem;
    }

    Task<string?> ExpectAsync(TerminalLine line, Step.Expect expect, CancellationToken cancel) =>
        CompareAsync(line, expect.IsRaw, Words().Read(expect.Text), kept, cancel);

    async Task<string?> DoAsync(Step.Control control, CancellationToken cancel)
    {
        var to = control.Arguments[0];
        var rest = control.Arguments[1..];
        switch (control.Verb)
        {
            case "advance": server.Control!.Advance(Vocabulary.Span(to)); return null;
            case "clock": server.Control!.Advance(DateTimeOffset.Parse(to, CultureInfo.InvariantCulture) - server.Control.Now); return null;
            case "cut": await server.Control!.CutDatabaseAsync(true, cancel); return null;
            case "restore": await server.Control!.CutDatabaseAsync(false, cancel); return null;
            case "restart": await server.Control!.RestartAsync(cancel); return null;
            case "report-loss": await server.Control!.ReportLossAsync(to, true, cancel); return null;
            case "cancel-loss-report": await server.Control!.ReportLossAsync(to, false, cancel); return null;
        }
        // The rest concern a line: "! resend A", "! split A 3,1,7"; terminal A where none is named.
        var letter = to is [>= 'A' and <= 'Z'] ? to[0] : 'A';
        if (letter == 'A' && to != "A") rest = control.Arguments;
        if (transcript.Partner is { } side) return await DoAsync(control.Verb, rest, letter, await DialogueAsync(letter, side, cancel), cancel);
        var line = await LineAsync(letter, control.Verb is "expect-close" or "close" or "drop", cancel);
        switch (control.Verb)
        {
            case "split": line.SplitNext([.. rest[0].Split(',').Select(size => int.Parse(size, CultureInfo.InvariantCulture))]); return null;
            case "together": line.HoldNext(int.Parse(rest[0], CultureInfo.InvariantCulture)); return null;
            case "resend": await line.ResendAsync(rest.SequenceEqual(["as", "new"]), cancel); return null;
            case "expect-close": return await line.ExpectCloseAsync(cancel);
        }
        await line.CloseAsync(isAbrupt: control.Verb == "drop");
        lines.Remove(letter);
        if (control.Verb == "reconnect") (await LineAsync(letter, false, cancel)).Inherit(line);
        return null;
    }

    async Task<string?> DoAsync(string verb, ImmutableArray<string> rest, char letter, PartnerDialogue dialogue, CancellationToken cancel)
    {
        switch (verb)
        {
            case "split": dialogue.SplitNext([.. rest[0].Split(',').Select(size => int.Parse(size, CultureInfo.InvariantCulture))]); return null;
            case "together": dialogue.HoldNext(int.Parse(rest[0], CultureInfo.InvariantCulture)); return null;
            case "resend": await dialogue.ResendAsync(cancel); return null;
            case "expect-close": return await dialogue.ExpectCloseAsync(cancel);
        }
        await dialogue.CloseAsync(isAbrupt: verb == "drop");
        dialogues.Remove(letter);
        if (verb == "reconnect") (await DialogueAsync(letter, transcript.Partner!, cancel)).Inherit(dialogue);
        return null;
    }

    async Task<PartnerDialogue> DialogueAsync(char letter, PartnerSide side, CancellationToken cancel)
    {
        if (dialogues.TryGetValue(letter, out var dialogue)) return dialogue;
        // "ID/AGENCY" where a partner speaks with more than one of ours.
        var wanted = side.Partners.GetValueOrDefault(letter)?.Split('/');
        var partner = (wanted is null ? partners.FirstOrDefault() : partners.FirstOrDefault(one => one.Id == wanted[0]))
            ?? throw new InvalidDataException($"{transcript.Given} has no partner '{wanted?[0]}'.");
        var line = await server.ConnectPartnerAsync(side.Transport, cancel);
        return dialogues[letter] = new(partner, wanted is [_, var agency] ? agency : partner.Agency.Value, side.Version, line, suite.Validate);
    }

    /// <summary>Whether the terminal's conversation begins with what it sends itself: a log-in, or raw bytes with one in them.</summary>
    static bool OpensItself(Step.Send send) => send.Text.StartsWith("93", StringComparison.Ordinal);

    async Task<TerminalLine> LineAsync(char letter, bool opensItself, CancellationToken cancel)
    {
        if (lines.TryGetValue(letter, out var line)) return line;
        lines[letter] = line = await server.ConnectAsync(transcript.From, cancel);
        line.HasErrorDetection = transcript.HasErrorDetection;
        line.Letters = WireEncoding.Named(transcript.Encoding);
        if (opensItself || transcript.Terminals.GetValueOrDefault(letter) == Transcript.NoLogin) return line;
        var account = Account(letter);
        if (letter == 'A' && !transcript.Profiles.IsEmpty && !transcript.Profiles.Contains(account.Profile))
            throw new InvalidDataException($"the account {account.Login} speaks {account.Profile}, which @profile does not name.");
        await line.SendAsync($"9300CN{account.Login}|CO{account.Secret}|", cancel);
        if (await CompareAsync(line, false, [new Piece.Literal("941"), new Piece.Rest()], kept, cancel) is { } refused)
            throw new InvalidDataException($"terminal {letter} could not log in as {account.Login}: {refused}");
        return line;
    }

    FixtureTerminal Account(char letter)
    {
        var wanted = transcript.Terminals.GetValueOrDefault(letter);
        var found = wanted is null ? accounts.FirstOrDefault(account => account.Kind == "self-check") : accounts.FirstOrDefault(account => account.Login.Value == wanted);
        return found ?? throw new InvalidDataException($"{transcript.Given} has no terminal '{wanted ?? "of kind self-check"}'.");
    }

    Vocabulary Words() => new(server.Control?.Now ?? TimeProvider.System.GetUtcNow(), server.Control is not null, library, suite.Messages, kept) { HasXmlDates = transcript.Partner is not null };
}

/// <summary>Raw bytes as a transcript writes them: text with <c>\r \n \0 \xHH \\</c>, and <c>{az}</c> for the checksum of what stands before it.</summary>
static class RawBytes
{
    public static byte[] Read(string text)
    {
        var bytes = new List<byte>();
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '\\' || at + 1 == text.Length)
            {
                var rune = Rune.GetRuneAt(text, at);
                bytes.AddRange(Encoding.UTF8.GetBytes(rune.ToString()));
                at += rune.Utf16SequenceLength - 1;
                continue;
            }
            at++;
            switch (text[at])
            {
                case 'r': bytes.Add((byte)'\r'); break;
                case 'n': bytes.Add((byte)'\n'); break;
                case '0': bytes.Add(0); break;
                case 'x': bytes.Add(byte.Parse(text.AsSpan(at + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)); at += 2; break;
                default: bytes.Add((byte)text[at]); break;
            }
        }
        return [.. bytes];
    }

    /// <summary>Each mark of a checksum replaced by the sum of its frame, whole or without its leading zero.</summary>
    public static string Summed(string text)
    {
        for (var at = text.AsSpan().IndexOfAny(Mark, ShortMark); at >= 0; at = text.AsSpan().IndexOfAny(Mark, ShortMark))
        {
            var frame = Read(text[..at]);
            var begins = frame.AsSpan().LastIndexOfAny((byte)'\r', (byte)'\n') + 1;
            var sum = Sip2Checksum.Of(frame.AsSpan(begins)).ToString("X4", CultureInfo.InvariantCulture);
            text = text[..at] + (text[at] == Mark ? sum : sum.TrimStart('0')) + text[(at + 1)..];
        }
        return text;
    }

    /// <summary>Stands for a checksum until the bytes before it are known.</summary>
    public const char Mark = '\uE000', ShortMark = '\uE001';
}
