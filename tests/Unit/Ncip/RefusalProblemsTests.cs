using System.Text.RegularExpressions;
using FluentAssertions;
using ProtocolServer.Ncip;
using ProtocolServer.Ncip.Wire;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Unit.Ncip;

public sealed partial class RefusalProblemsTests
{
    [Fact]
    public void Every_refusal_of_the_domain_has_its_row()
    {
        var refusals = Repository.Files("src/Domain", "*.cs")
            .SelectMany(path => RefusalCode().Matches(File.ReadAllText(path))).Select(match => match.Groups["code"].Value)
            .Where(code => TextOf("refusal." + code)).Distinct().ToList();

        refusals.Should().HaveCountGreaterThan(35, "the search must find what is there");
        refusals.Where(code => !RefusalProblems.Rows.ContainsKey(code)).Should().BeEmpty("each refusal needs its problem");
    }

    [Fact]
    public void Every_row_gives_every_service_a_type_of_its_own_list_or_a_general_one()
    {
        foreach (var (code, row) in RefusalProblems.Rows)
            foreach (var pair in MessagePairs.All)
                ProblemTypes.IsOf(row.TypeFor(pair), pair).Should().BeTrue($"{pair.Service} must be able to say {code}");
    }

    [Fact]
    public void Every_type_a_row_names_is_known_to_some_service() =>
        RefusalProblems.Rows.Values.SelectMany(row => row.Types).Distinct()
            .Where(type => !MessagePairs.All.Any(pair => ProblemTypes.IsOf(type, pair))).Should().BeEmpty("a misspelt type reaches nobody");

    static readonly HashSet<string> Texts =
        File.ReadLines(Path.Combine(Repository.Root, "src/Domain/Libraries/Texts/en.yaml")).Select(line => line.Split(':')[0]).ToHashSet(StringComparer.Ordinal);

    static bool TextOf(string key) => Texts.Contains(key);

    [GeneratedRegex(@"(?:Refusal|new|Refuse)\((?:now, (?:null, |loan, )?)?(?:new\()?""(?<code>[a-z]+(?:-[a-z]+)+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RefusalCode();
}
