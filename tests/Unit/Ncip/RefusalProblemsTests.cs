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

    /// <summary>Said by terminals, the desk's API and the log-in, which are no partners.</summary>
    static readonly string[] NotOverNcip = ["terminal-unknown", "fault", "busy", "key-unknown", "too-fast"];

    [Fact]
    public void The_table_has_a_row_for_every_refusal_that_has_a_text_and_no_other()
    {
        var said = Texts.Where(key => key.StartsWith("refusal.", StringComparison.Ordinal)).Select(key => key["refusal.".Length..]).Except(NotOverNcip).ToList();
        said.Except(RefusalProblems.Rows.Keys).Should().BeEmpty("a refusal without a row is told as something else");
        RefusalProblems.Rows.Keys.Except(said).Should().BeEmpty("a row nobody can refuse with is dead");
    }

    /// <summary>What a partner's software expects of the refusals that matter to it (ncip reference 7), said once more so that a change is noticed.</summary>
    [Theory]
    [InlineData("CheckOutItem", "card-unknown", "Unknown User")]
    [InlineData("CheckOutItem", "item-unknown", "Unknown Item")]
    [InlineData("CheckOutItem", "item-not-lent", "Item Does Not Circulate")]
    [InlineData("CheckOutItem", "loan-limit", "Maximum Check Outs Exceeded")]
    [InlineData("CheckOutItem", "fines-owed", "User Blocked")]
    [InlineData("CheckOutItem", "card-expired", "User Blocked")]
    [InlineData("CheckOutItem", "on-hold-shelf", "User Ineligible To Check Out This Item")]
    [InlineData("CheckOutItem", "on-loan", "Resource Cannot Be Provided")]
    [InlineData("CheckOutItem", "restriction-unacknowledged", "Needed Data Missing")]
    [InlineData("RenewItem", "not-on-loan", "Item Not Checked Out")]
    [InlineData("RenewItem", "renewal-limit", "Maximum Renewals Exceeded")]
    [InlineData("RenewItem", "renewal-held", "Renewal Not Allowed - Item Has Outstanding Requests")]
    [InlineData("RenewItem", "renewal-overdue", "Item Not Renewable")]
    [InlineData("RenewItem", "renewal-none", "Item Not Renewable")]
    [InlineData("RenewItem", "not-your-loan", "User Ineligible To Renew This Item")]
    [InlineData("RequestItem", "hold-duplicate", "Duplicate Request")]
    [InlineData("RequestItem", "hold-limit", "User Ineligible To Request This Item")]
    [InlineData("CancelRequestItem", "hold-unknown", "Unknown Request")]
    [InlineData("RecallItem", "not-on-loan", "Item Not Checked Out")]
    [InlineData("CancelRecallItem", "not-recalled", "Recall Cannot Be Cancelled At This Time")]
    [InlineData("ReportCirculationStatusChange", "not-your-loan", "Item Not Checked Out To This User")]
    [InlineData("AcceptItem", "item-exists", "Cannot Accept Item")]
    [InlineData("CreateItem", "item-exists", "Duplicate Item")]
    [InlineData("CreateUser", "person-exists", "Duplicate User")]
    [InlineData("CreateAgency", "agency-exists", "Duplicate Agency")]
    [InlineData("UpdateUser", "datum-absent", "Unable To Delete Element")]
    [InlineData("UpdateUser", "datum-present", "Unable To Add Element")]
    [InlineData("UpdateAgency", "agency-elsewhere", "Agency Access Denied")]
    [InlineData("DeleteUser", "loans-open", "Element Rule Violated")]
    [InlineData("DeleteUser", "wallet-left", "Element Rule Violated")]
    [InlineData("SendUserNotice", "reader-unreachable", "Unsupported Notice")]
    [InlineData("CreateUserFiscalTransaction", "wallet-insufficient", "Insufficient Balance")]
    [InlineData("CreateUserFiscalTransaction", "wallet-closed", "Account Access Denied")]
    [InlineData("CreateUserFiscalTransaction", "key-conflict", "Duplicate Fiscal Transaction")]
    [InlineData("CreateUserFiscalTransaction", "copy-card-used", "Duplicate Fiscal Transaction")]
    [InlineData("LookupUser", "pin-wrong", "User Authentication Failed")]
    public void A_service_says_a_refusal_in_its_own_word(string service, string code, string type)
    {
        var pair = MessagePairs.Find(service)!;
        RefusalProblems.Rows[code].TypeFor(pair).Should().Be(type);
        ProblemTypes.SchemeOf(type, pair).Should().NotBeEmpty();
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
