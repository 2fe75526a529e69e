using FluentAssertions;
using ProtocolServer.Conformance;
using ProtocolServer.Conformance.Partners;
using ProtocolServer.Sip2.Dialects;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Conformance;

public sealed class CoverageTests
{
    const string Renew = "write it anew with: protocolserver conformance --write-docs";

    static readonly Coverage Coverage = new(ConformanceSuite.Transcripts, ConformanceSuite.Suite.Messages, ConformanceSuite.Libraries, ProfileDirectory.Load(null).Value!.Keys);

    [Fact]
    public void Every_message_every_field_that_can_have_data_and_every_requirement_and_profile_has_a_transcript() => Coverage.Missing().Should().BeEmpty();

    [Fact]
    public void A_field_that_is_said_to_have_no_data_is_shown_by_no_transcript() =>
        Coverage.Without.Keys.Where(what => Coverage.Of(what).Count > 0).Should().BeEmpty("it has data: take it out of the list");

    [Fact]
    public void The_pages_of_coverage_and_messages_are_up_to_date()
    {
        File.ReadAllText(Path.Combine(ConformanceSuite.Folder, "COVERAGE.md")).Should().Be(Coverage.Report(), Renew);
        File.ReadAllText(Path.Combine(ConformanceSuite.Folder, "MESSAGES.md")).Should().Be(MessageTables.Page(), Renew);
    }

    static readonly NcipCoverage Ncip = new(ConformanceSuite.Transcripts, ConformanceSuite.Libraries, ConformanceSuite.Folder);

    [Fact]
    public void Every_service_its_problems_versions_transports_and_habits_have_a_transcript() => Ncip.Missing().Should().BeEmpty();

    [Fact]
    public void A_problem_that_is_said_to_have_no_cause_is_shown_by_no_transcript() => Ncip.Contradicted().Should().BeEmpty("it has a cause: take it out of the list");

    [Fact]
    public void The_page_of_NCIP_s_coverage_is_up_to_date() =>
        File.ReadAllText(Path.Combine(ConformanceSuite.Folder, "ncip", "COVERAGE.md")).Should().Be(Ncip.Report(), Renew);
}
