using FluentAssertions;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Conformance;
using ProtocolServer.Jobs;
using ProtocolServer.Tests.TestKit;
using Xunit;

namespace ProtocolServer.Tests.Integration.Jobs;

/// <summary>The business day is the key of a job (domain reference 1.5, R9, R15; HF-5, G-6): twice, late, and on two nodes at once.</summary>
public sealed class JobTests
{
    const string Given = "fixtures/jobs.yaml";

    static readonly JobDefinition Accrue = JobCatalog.Find("accrue-fines")!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static Task<JobResult> RunAsync(MemoryServer server, JobDefinition job) => server.Part<JobRunner>().RunAsync(job, null, Cancel);

    static Task<string?> OwedAsync(MemoryServer server, string card) => server.AskAsync(
        "select coalesce(sum(amount_minor), 0)::text from posting join card on account = 'receivable/' || reader_id where card_number = $1", card, Cancel);

    static async Task SoundAsync(MemoryServer server)
    {
        foreach (var network in await server.Part<LedgerAudit>().NetworksAsync(Cancel))
            (await server.Part<LedgerAudit>().RunAsync(network, static _ => { }, Cancel)).Where(f => !f.IsClean).Should().BeEmpty();
    }

    [Fact]
    public async Task Fines_accrue_to_the_end_of_the_day_that_is_over_and_a_second_run_does_nothing()
    {
        await using var server = await ConformanceSuite.ServerAsync(Given, Cancel);
        (await RunAsync(server, Accrue)).Should().Be(new JobResult(1, 1002, 0));
        // 10 March is a Tuesday. Due on Thursday the 5th: Friday, Saturday and Monday, since Sundays are closed; 0.05 a day.
        (await OwedAsync(server, "5000001")).Should().Be("15");
        (await OwedAsync(server, "5000002")).Should().Be("500", "the cap is 5.00");
        (await OwedAsync(server, "5000003")).Should().Be("0", "it is not due yet");
        (await RunAsync(server, Accrue)).Should().Be(default(JobResult));
        (await OwedAsync(server, "5000001")).Should().Be("15");
        await SoundAsync(server);
    }

    [Fact]
    public async Task A_missed_week_is_caught_up_day_by_day()
    {
        await using var server = await ConformanceSuite.ServerAsync(Given, Cancel);
        await RunAsync(server, Accrue);
        server.Advance(TimeSpan.FromDays(7));
        (await RunAsync(server, Accrue)).Days.Should().Be(7);
        // Six more open days.
        (await OwedAsync(server, "5000001")).Should().Be("45");
        (await server.AskAsync("select count(*)::text from job_run where job = 'accrue-fines' and finished_at is not null", null, Cancel)).Should().Be("8");
        (await server.AskAsync("select count(*)::text from charge join card using (network_id, reader_id) where card_number = $1", "5000001", Cancel)).Should().Be("1", "one charge grows");
        await SoundAsync(server);
    }

    [Fact]
    public async Task Two_nodes_never_do_the_same_day_twice()
    {
        await using var one = await ConformanceSuite.ServerAsync(Given, Cancel);
        await using var other = await one.SecondNodeAsync(Cancel);
        for (var day = 0; day < 5; day++)
        {
            var both = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => RunAsync(n % 2 == 0 ? one : other, Accrue)));
            both.Sum(result => result.Days).Should().Be(1);
            one.Advance(TimeSpan.FromDays(1));
            other.Advance(TimeSpan.FromDays(1));
        }
        (await OwedAsync(one, "5000001")).Should().Be("35", "6, 7, 9, 10, 11, 12 and 13 March are open and over");
        await SoundAsync(one);
    }

    [Fact]
    public async Task HF_5_the_return_settles_what_has_not_accrued_and_its_undoing_takes_only_that_back()
    {
        await using var server = await ConformanceSuite.ServerAsync(Given, Cancel);
        await RunAsync(server, Accrue);
        var terminal = await server.ConnectAsync(null, Cancel);
        await LogInAsync(terminal);
        // Three days have accrued; today, the 10th, is the fourth.
        (await AskAsync(terminal, "09N20260310    12150020260310    121500APJ-1|AOJTEST|AB6000001|AC|")).Should().Contain("101").And.Contain("0.20");
        (await OwedAsync(server, "5000001")).Should().Be("20");
        (await server.AskAsync("select count(*)::text from charge join card using (network_id, reader_id) where card_number = $1 and settled_at is null", "5000001", Cancel)).Should().Be("1");
        await SoundAsync(server);
    }

    static async Task<string> AskAsync(TerminalLine terminal, string message)
    {
        await terminal.SendAsync(message, Cancel);
        return (await terminal.ReceiveAsync(isRaw: false, Cancel)).Body!;
    }

    static async Task LogInAsync(TerminalLine terminal, string login = "j-kiosk")
    {
        (await AskAsync(terminal, $"9300CN{login}|COs3cret|")).Should().StartWith("941");
    }

    const string BackOnThe6th = "09N20260310    12150020260306    121500APJ-1|AOJTEST|AB6000001|AC|", TakenBack = "09N20260310    12160020260306    121500APJ-1|AOJTEST|AB6000001|AC|BIY|";

    static Task<string?> OpenChargesAsync(MemoryServer server) => server.AskAsync(
        "select count(*)::text from charge join card using (network_id, reader_id) where card_number = $1 and settled_at is null", "5000001", Cancel);

    [Fact]
    public async Task What_came_back_earlier_than_it_was_noticed_costs_what_its_return_costs_and_its_undoing_brings_it_back()
    {
        await using var server = await ConformanceSuite.ServerAsync(Given, Cancel);
        await RunAsync(server, Accrue);
        var terminal = await server.ConnectAsync(null, Cancel);
        await LogInAsync(terminal);
        // Three days have accrued; it lay in the box since Friday, the first of them.
        (await AskAsync(terminal, BackOnThe6th)).Should().Contain("101").And.Contain("0.05");
        (await OwedAsync(server, "5000001")).Should().Be("5");
        (await server.AskAsync("select count(*)::text from contradiction where code = 'fine-accrued'", null, Cancel)).Should().Be("1");
        await SoundAsync(server);
        (await AskAsync(terminal, TakenBack)).Should().StartWith("101");
        (await OwedAsync(server, "5000001")).Should().Be("15");
        (await OpenChargesAsync(server)).Should().Be("1");
        server.Advance(TimeSpan.FromDays(1));
        await RunAsync(server, Accrue);
        (await OwedAsync(server, "5000001")).Should().Be("20", "the loan goes on, and only what is missing is added");
        await SoundAsync(server);
    }

    [Fact]
    public async Task R16_what_was_paid_of_a_fine_that_was_too_high_is_for_staff()
    {
        await using var server = await ConformanceSuite.ServerAsync(Given, Cancel);
        await RunAsync(server, Accrue);
        var terminal = await server.ConnectAsync(null, Cancel);
        await LogInAsync(terminal);
        await AskAsync(terminal, "3720260310    1215000400EURBV0.12|AOJTEST|AA5000001|BKjob-2|");
        await AskAsync(terminal, BackOnThe6th);
        (await OwedAsync(server, "5000001")).Should().Be("0", "what was still open is taken off, and nothing more");
        (await OpenChargesAsync(server)).Should().Be("0");
        (await server.AskAsync("select count(*)::text from contradiction where code = 'fine-accrued'", null, Cancel)).Should().Be("1");
        await SoundAsync(server);
        // All of it is paid: nothing is written, and the return can be taken back all the same.
        await AskAsync(terminal, TakenBack);
        (await OwedAsync(server, "5000001")).Should().Be("3");
        await AskAsync(terminal, "3720260310    1217000400EURBV0.03|AOJTEST|AA5000001|BKjob-3|");
        (await AskAsync(terminal, BackOnThe6th.Replace("121500APJ", "121800APJ", StringComparison.Ordinal))).Should().StartWith("101");
        (await AskAsync(terminal, TakenBack.Replace("121600", "121900", StringComparison.Ordinal))).Should().StartWith("101");
        (await OwedAsync(server, "5000001")).Should().Be("0");
        await SoundAsync(server);
    }

    [Fact]
    public async Task A_renewal_of_an_overdue_loan_that_is_taken_back_neither_forgets_nor_doubles_what_had_accrued()
    {
        await using var server = await ConformanceSuite.ServerAsync(Given, Cancel);
        await RunAsync(server, Accrue);
        var terminal = await server.ConnectAsync(null, Cancel);
        await LogInAsync(terminal, "j-desk");
        (await AskAsync(terminal, "29NN20260310    121500                  AOJTEST|AA5000001|AB6000001|")).Should().StartWith("301");
        server.Advance(TimeSpan.FromDays(1));
        await RunAsync(server, Accrue);
        (await OwedAsync(server, "5000001")).Should().Be("15", "the days before the renewal were late");
        (await AskAsync(terminal, "11NN20260311    121600                  AOJTEST|AA5000001|AB6000001|AC|BIY|")).Should().StartWith("121");
        server.Advance(TimeSpan.FromDays(1));
        await RunAsync(server, Accrue);
        // Thursday the 5th to the end of Wednesday the 11th, without Sunday: five days, as if nothing had been renewed.
        (await OwedAsync(server, "5000001")).Should().Be("25");
        (await OpenChargesAsync(server)).Should().Be("1", "it grows on the same charge");
        await SoundAsync(server);
    }

    [Fact]
    public async Task What_is_paid_and_accrues_again_is_open_again()
    {
        await using var server = await ConformanceSuite.ServerAsync(Given, Cancel);
        await RunAsync(server, Accrue);
        var terminal = await server.ConnectAsync(null, Cancel);
        await LogInAsync(terminal);
        (await AskAsync(terminal, "3720260310    1215000400EURBV0.15|AOJTEST|AA5000001|BKjob-1|")).Should().StartWith("38Y");
        server.Advance(TimeSpan.FromDays(1));
        await RunAsync(server, Accrue);
        (await OwedAsync(server, "5000001")).Should().Be("5");
        await SoundAsync(server);
    }

    [Fact]
    public async Task Money_of_expired_holds_is_posted_back_and_a_hold_that_nobody_collects_ends()
    {
        await using var server = await ConformanceSuite.ServerAsync(Given, Cancel);
        var terminal = await server.ConnectAsync(null, Cancel);
        await AskAsync(terminal, "9300CNj-copier|COs3cret|");
        (await AskAsync(terminal, "WQHOLD20260310    121500EURAOJTEST|AA5000004|BV1.00|BKx-1|WPCOPY|")).Should().StartWith("WR1HOLD000");
        (await RunAsync(server, JobCatalog.Find("expire-money-holds")!)).Done.Should().Be(0);
        server.Advance(TimeSpan.FromMinutes(16));
        (await RunAsync(server, JobCatalog.Find("expire-money-holds")!)).Done.Should().Be(1);
        (await server.AskAsync("select available_minor || '/' || held_minor from wallet join card using (network_id, reader_id) where card_number = $1", "5000004", Cancel)).Should().Be("1000/0");
        server.Advance(TimeSpan.FromDays(3));
        (await RunAsync(server, JobCatalog.Find("expire-hold-shelf")!)).Done.Should().Be(1);
        (await server.AskAsync("select state from hold", null, Cancel)).Should().Be("expired");
        (await server.AskAsync("select status from item where barcode = '6000005'", null, Cancel)).Should().Be("reshelving");
        await SoundAsync(server);
    }

    [Fact]
    public async Task The_days_entries_are_sealed_and_the_days_report_is_kept()
    {
        await using var server = await ConformanceSuite.ServerAsync(Given, Cancel);
        (await RunAsync(server, JobCatalog.Find("seal-ledger")!)).Days.Should().Be(1);
        (await RunAsync(server, JobCatalog.Find("reconcile")!)).Should().Be(new JobResult(1, 0, 0));
        (await server.Part<LedgerAudit>().ReportsAsync(9, Cancel)).Should().ContainSingle().Which.IsClean.Should().BeTrue();
    }
}
