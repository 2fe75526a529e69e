using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ProtocolServer.Adapters.Files;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Conformance.Partners;

/// <summary>Which transcript shows which service succeed, which problem, version, transport and habit.</summary>
sealed partial class NcipCoverage
{
    /// <summary>Problems of a service's list that this server has no cause for, with the reason.</summary>
    public static readonly ImmutableDictionary<string, string> Without = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Non-Unique User"] = "a card number is one reader's in a network", ["Non-Unique Item"] = "a barcode is one copy's in a network",
        ["Non-Unique Request"] = "of two requests of a number the open one is meant",
        ["Item Not Available By Need Before Date"] = "nobody can say when a borrower brings a copy back",
        ["Request Already Processed"] = "of loans between libraries, which two servers show each other",
        ["CheckInItem Item Not Checked Out"] = "a copy that was not on loan is taken in all the same",
        ["LookupUser Element Rule Violated"] = "every value is either understood or no matter", ["LookupItem Element Rule Violated"] = "every value is either understood or no matter",
        ["LookupAgency Element Rule Violated"] = "every value is either understood or no matter", ["LookupAgency Agency Access Denied"] = "what is told of an agency is told to every partner",
        ["LookupItem Item Access Denied"] = "copies are no secret", ["LookupItemSet Item Access Denied"] = "copies are no secret",
        ["CheckOutItem Unknown Request"] = "of loans between libraries, which two servers show each other",
        ["ReportCirculationStatusChange Element Rule Violated"] = "the four reports are all understood",
        ["UpdateCirculationStatus Item Access Denied"] = "who may change copies may change all of its agency's network",
        ["UpdateCirculationStatus Unable To Add Element"] = "a status has no parts", ["UpdateCirculationStatus Unable To Delete Element"] = "a status has no parts",
        ["UpdateRequestItem Item Access Denied"] = "requests belong to readers", ["CancelRequestItem Element Rule Violated"] = "every kind of request can be cancelled",
        ["CancelRequestItem Unknown Item"] = "a copy nobody asked for is an unknown request",
        ["AcceptItem Element Rule Violated"] = "a place to collect is the only value with a rule", ["AcceptItem Unknown Item"] = "an item that is accepted is made",
        ["AcceptItem Unknown Request"] = "a request that is accepted need not be known",
        ["CreateItem Element Rule Violated"] = "shown by UpdateItem, whose rules are the same",
        ["CreateUserFiscalTransaction Account Access Denied"] = "who may not pay may not use the service",
        ["CreateUserFiscalTransaction User Access Denied"] = "every card can be paid for", ["CreateUserFiscalTransaction Unable To Add Element"] = "a posting has no parts to add to",
        ["CreateUserFiscalTransaction Unknown Item"] = "charges are told apart by their numbers", ["CreateUserFiscalTransaction Unknown Request"] = "charges are told apart by their numbers",
        ["UpdateAgency Element Rule Violated"] = "what can't be kept is an element that can't be added", ["UpdateUser Element Rule Violated"] = "what can't be kept is an element that can't be added",
        ["SendUserNotice Element Rule Violated"] = "a notice has one item or none",
        ["CreateUser User Authentication Failed"] = "the data of a new reader authenticate nobody yet",
        ["DeleteUser User Authentication Failed"] = "shown by UpdateUser, which asks alike",
        ["UndoCheckOutItem User Authentication Failed"] = "shown by RenewItem, which asks alike",
    }.ToImmutableDictionary();

    readonly ImmutableArray<Transcript> transcripts;
    readonly ILookup<string, string> shown;

    /// <param name="folder">Of the suite, where the fixtures are.</param>
    public NcipCoverage(ImmutableArray<Transcript> all, IReadOnlyDictionary<string, LibraryFile> libraries, string folder)
    {
        transcripts = [.. all.Where(static transcript => transcript.Partner is not null)];
        var fixtures = transcripts.Select(static transcript => transcript.Given).Distinct(StringComparer.Ordinal)
            .ToDictionary(static given => given, given => FixtureFiles.Read([Path.Combine(folder, given)], libraries, Transcript.UsualClock).OrThrow().Single(), StringComparer.Ordinal);
        shown = transcripts.SelectMany(transcript => ShownBy(transcript, fixtures[transcript.Given]).Select(what => (what, transcript.Name))).Distinct()
            .ToLookup(static pair => pair.what, static pair => pair.Name, StringComparer.Ordinal);
    }

    static IEnumerable<string> ShownBy(Transcript transcript, Fixture fixture)
    {
        var side = transcript.Partner!;
        yield return $"version {side.Version}";
        yield return $"transport {side.Transport}";
        var speaking = transcript.Steps.OfType<Step.Send>().Select(step => side.Partners.GetValueOrDefault(step.Terminal)?.Split('/')[0] ?? fixture.Partners[0].Id).Distinct(StringComparer.Ordinal);
        foreach (var partner in fixture.Partners.Where(partner => speaking.Contains(partner.Id, StringComparer.Ordinal)))
            foreach (var habit in Enum.GetValues<PartnerHabits>())
                if (habit != PartnerHabits.None && partner.Habits.HasFlag(habit))
                    yield return $"habit {Words.Of(habit)}";
        foreach (var answer in transcript.Steps.OfType<Step.Expect>())
        {
            var spelled = MessageTree.Spelled(answer.Text);
            if (AnswerPattern().Match(spelled) is not { Success: true } named) continue;
            var service = named.Groups["service"].Value;
            var problems = ProblemPattern().Matches(spelled).Select(static match => match.Groups["type"].Value).ToArray();
            if (problems.Length == 0) yield return $"{service} succeeds";
            foreach (var type in problems) yield return $"{service}: {type}";
        }
    }

    static IEnumerable<string> Wanted()
    {
        foreach (var version in Enum.GetValues<NcipVersion>()) yield return $"version {version}";
        yield return "transport http";
        yield return "transport tcp";
        foreach (var habit in Enum.GetValues<PartnerHabits>())
            // How a partner answers is seen where it is called, not where it calls.
            if (habit is not (PartnerHabits.None or PartnerHabits.AnswersNothing))
                yield return $"habit {Words.Of(habit)}";
        foreach (var pair in MessagePairs.All)
        {
            yield return $"{pair.Service} succeeds";
            foreach (var type in pair.ProblemTypes)
                if (ReasonWithout(pair.Service, type) is null)
                    yield return $"{pair.Service}: {type}";
        }
    }

    static string? ReasonWithout(string service, string type) => Without.GetValueOrDefault($"{service} {type}") ?? Without.GetValueOrDefault(type);

    /// <summary>What should be shown and is not.</summary>
    public IEnumerable<string> Missing() => Wanted().Where(what => !shown.Contains(what));

    /// <summary>What is said to have no cause and is shown all the same.</summary>
    public IEnumerable<string> Contradicted() => MessagePairs.All.SelectMany(pair => pair.ProblemTypes, (pair, type) => (pair.Service, type))
        .Where(one => ReasonWithout(one.Service, one.type) is not null && shown.Contains($"{one.Service}: {one.type}")).Select(one => $"{one.Service}: {one.type}");

    /// <summary>ncip/COVERAGE.md.</summary>
    public string Report()
    {
        var page = new StringBuilder();
        Line($"""
            # Coverage of NCIP

            Generated by `protocolserver conformance --write-docs`; a test fails when it is not up to date, and when a service, a problem of a
            service's list, a version, a transport or a habit has no transcript. {transcripts.DistinctBy(static one => one.Path).Count()} transcripts, {transcripts.Length} with their versions and transports.

            | version, transport, habit | transcripts |
            |---|---|
            """);
        foreach (var what in Wanted().TakeWhile(static what => !what.Contains(" succeeds", StringComparison.Ordinal))) Line($"| {what} | {Listed(what)} |");
        Line($"");
        foreach (var pair in MessagePairs.All)
        {
            Line($"## {pair.Service}\n\n| | transcripts |\n|---|---|\n| succeeds | {Listed($"{pair.Service} succeeds")} |");
            foreach (var type in pair.ProblemTypes)
                Line($"| {type} | {(ReasonWithout(pair.Service, type) is { } reason ? $"none: {reason}" : Listed($"{pair.Service}: {type}"))} |");
            Line($"");
        }
        return page.ToString().TrimEnd('\n') + "\n";

        void Line(FormattableString text) => page.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    string Listed(string what)
    {
        var names = shown[what].Select(static name => name["ncip/".Length..].Split(' ')[0]).Distinct(StringComparer.Ordinal).ToArray();
        return names.Length switch
        {
            0 => "**none**",
            <= 3 => string.Join(", ", names),
            _ => string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", names.Take(3))} and {names.Length - 3} more"),
        };
    }

    [GeneratedRegex("^<(?<service>[A-Za-z]+)Response[ />]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AnswerPattern();

    [GeneratedRegex("<ProblemType>(?<type>[^<]+)</ProblemType>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ProblemPattern();
}
