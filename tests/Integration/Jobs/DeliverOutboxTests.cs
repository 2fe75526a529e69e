using FluentAssertions;
using ProtocolServer.Conformance;
using ProtocolServer.Jobs;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Jobs;

/// <summary>Jobs that tell others: each thing once, whoever runs them, how often and on how many nodes (issue 5, deliver outbox). No sender runs beside them here.</summary>
public sealed class DeliverOutboxTests
{
    const string Given = "fixtures/jobs.yaml";

    static readonly JobDefinition Deliver = JobCatalog.Find("deliver-outbox")!;
    static readonly JobDefinition Overdue = JobCatalog.Find("note-overdue")!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static async Task<MemoryServer> ServerAsync(PartnerDouble partner, params string[] subscriptions)
    {
        var server = await ConformanceSuite.ServerAsync(Given, Cancel);
        await server.AskAsync(
            "insert into partner (network_id, agency_id, partner_id, version, transport, permissions, reach, subscriptions) "
            + $"values ('conformance-jobs', 'JTEST', 'EARS', '2.02', 'http', '{{staff-data}}', $1, '{{{string.Join(',', subscriptions)}}}')", partner.Address.AbsoluteUri, Cancel);
        return server;
    }

    static Task<JobResult[]> OnBothAsync(MemoryServer one, MemoryServer other, JobDefinition job) =>
        Task.WhenAll(Enumerable.Range(0, 6).Select(n => (n % 2 == 0 ? one : other).Part<JobRunner>().RunAsync(job, null, Cancel)));

    [Fact]
    public async Task What_a_sleeping_sender_has_left_is_sent_once_by_two_nodes_together()
    {
        using var partner = new PartnerDouble();
        await using var one = await ServerAsync(partner, "ItemCheckedOut");
        await using var other = await one.SecondNodeAsync(Cancel);
        var terminal = await one.ConnectAsync(null, Cancel);
        await AskAsync(terminal, "9300CNj-kiosk|COs3cret|");
        foreach (var item in (string[])["6000006", "6000007", "6000008"])
            (await AskAsync(terminal, $"11YN20260310    121500                  AOJTEST|AA5000005|AB{item}|AC|")).Should().StartWith("121");
        partner.All.Should().BeEmpty("nobody sends");
        (await OnBothAsync(one, other, Deliver)).Sum(result => result.Done).Should().Be(3);
        partner.All.Select(message => message.Document[message.Document.IndexOf("600000", StringComparison.Ordinal)..][..7]).Should().Equal("6000006", "6000007", "6000008");
        (await OnBothAsync(one, other, Deliver)).Sum(result => result.Done).Should().Be(0, "it was answered");
        partner.All.Should().HaveCount(3);
    }

    [Fact]
    public async Task A_notice_goes_into_the_outbox_once_when_its_day_has_come()
    {
        using var hook = new PartnerDouble();
        await using var one = await ConformanceSuite.ServerAsync(Given, Cancel);
        await one.AskAsync(
            "insert into webhook (network_id, webhook_id, agency_id, url, credentials, subscriptions, permissions) "
            + "values ('conformance-jobs', 'sms', 'JTEST', $1, 'none', '{reader.notice}', '{staff-data}')", hook.Address.AbsoluteUri, Cancel);
        foreach (var (text, due) in ((string, string)[])[("today", "2026-03-10T09:00:00Z"), ("tomorrow", "2026-03-11T09:00:00Z")])
            await one.AskAsync(
                "insert into reader_notice (network_id, notice_id, at, due_at, reader_id, agency_id, partner, kind, body) "
                + $"select network_id, gen_random_uuid(), now(), '{due}', reader_id, 'JTEST', 'ncip/ILL', 'reminder', '{text}' from card where card_number = $1", "5000001", Cancel);
        await using var other = await one.SecondNodeAsync(Cancel);
        await OnBothAsync(one, other, Deliver);
        await OnBothAsync(one, other, Deliver);
        (await one.AskAsync("select string_agg(subject, ',') from outbox", null, Cancel)).Should().Be("reader.notice");
        one.Advance(TimeSpan.FromDays(1));
        other.Advance(TimeSpan.FromDays(1));
        await OnBothAsync(one, other, Deliver);
        (await one.AskAsync("select count(*)::text from outbox", null, Cancel)).Should().Be("2");
        (await one.AskAsync("select last_error from outbox_destination", null, Cancel)).Should().Contain("Credentials:none", "staff see why it waits");
    }

    [Fact]
    public async Task A_loan_that_has_become_overdue_is_told_once_and_again_only_after_a_renewal()
    {
        using var partner = new PartnerDouble();
        await using var one = await ServerAsync(partner, "CirculationStatusUpdated");
        await using var other = await one.SecondNodeAsync(Cancel);
        (await OnBothAsync(one, other, Overdue)).Sum(result => result.Done).Should().Be(1, "those of weeks ago are no news");
        await OnBothAsync(one, other, Overdue);
        await one.Part<JobRunner>().RunAsync(Deliver, null, Cancel);
        var told = partner.All.Should().ContainSingle().Subject;
        told.Document.Should().Contain("Item Overdue").And.Contain("6000004");
        NcipSchemas.Mistakes(told.Document).Should().BeEmpty();
        one.Advance(TimeSpan.FromDays(6));
        (await one.Part<JobRunner>().RunAsync(Overdue, null, Cancel)).Should().Be(new JobResult(6, 1, 0), "missed days are caught up; another fell due on one of them");
    }

    static async Task<string> AskAsync(TerminalLine terminal, string message)
    {
        await terminal.SendAsync(message, Cancel);
        return (await terminal.ReceiveAsync(isRaw: false, Cancel)).Body!;
    }
}
