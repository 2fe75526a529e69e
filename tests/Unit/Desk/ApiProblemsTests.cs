using System.Text.RegularExpressions;
using FluentAssertions;
using ProtocolServer.Desk;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Unit.Desk;

public sealed partial class ApiProblemsTests
{
    [Fact]
    public void Every_refusal_of_money_tells_programs_what_to_do_next()
    {
        var texts = File.ReadLines(Path.Combine(Repository.Root, "src/Domain/Libraries/Texts/en.yaml")).Select(line => line.Split(':')[0]).ToHashSet(StringComparer.Ordinal);
        var refusals = ((string[])["Wallet", "Payments"]).SelectMany(folder => Repository.Files("src/Domain/" + folder, "*.cs"))
            .SelectMany(path => Code().Matches(File.ReadAllText(path))).Select(match => match.Groups["code"].Value).Where(code => texts.Contains("refusal." + code)).Distinct().ToList();
        refusals.Should().HaveCountGreaterThan(25, "the search must find what is there");
        refusals.Where(code => !ApiProblems.Rows.ContainsKey(code)).Should().BeEmpty();
    }

    [Fact]
    public void Each_says_a_whole_sentence_and_has_a_status_of_an_error() =>
        ApiProblems.Rows.Values.Should().OnlyContain(row => row.Status >= 400 && row.Status < 600 && row.Title.Length > 5 && row.Next.EndsWith('.'));

    [Fact]
    public void What_the_rules_of_a_library_refuse_stands_for_itself() => ApiProblems.Of("card-lost").Status.Should().Be(409);

    [Theory]
    [InlineData("{\"type\":\"/api/problems#key-conflict\",\"title\":\"x\",\"status\":422,\"detail\":\"y\"}", 422)]
    [InlineData("{\"texts\":[],\"number\":\"1\"}", 200)]
    [InlineData("{\"type\":\"x\"}", 200)]
    public void An_answer_that_was_kept_tells_its_status_itself(string told, int status) => ApiJson.StatusOf(System.Text.Encoding.UTF8.GetBytes(told)).Should().Be(status);

    [GeneratedRegex("""new\("(?<code>[a-z]+(?:-[a-z]+)+)["]""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();
}
