using System.Collections.Immutable;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Payments;
using ProtocolServer.Sending;
using ProtocolServer.Webhooks;

namespace ProtocolServer.Jobs;

/// <summary>What jobs work with.</summary>
sealed record JobParts(ILibrarySystem Library, JobBook Book, LedgerSeals Seals, LedgerAudit Audit, OnlineSettlement Online, WebhookBook Webhooks, WebhookRegister Notices, OutboxSender Sender, TimeProvider Time)
{
    /// <summary>Executes a command in the job's name and gives its outcome.</summary>
    public async Task<TOutcome> ExecuteAsync<TOutcome>(Command<TOutcome> command, JobScope scope, AgencyId agency, CancellationToken cancel) where TOutcome : Outcome
    {
        TOutcome? outcome = null;
        var context = new CommandContext { Network = scope.Network, Agency = agency, Caller = scope.Caller, Location = scope.Agency.MainLocation };
        await Library.ExecuteAsync(command, context, (result, _) =>
        {
            outcome = result;
            return ReadOnlyMemory<byte>.Empty;
        }, cancel);
        return outcome!;
    }
}

/// <summary>Every job of the server.</summary>
static class JobCatalog
{
    public static ImmutableArray<JobDefinition> All { get; } =
    [
        new("accrue-fines", "Puts what overdue loans have come to on their readers' accounts, day by day.", "0 10 * * * ?", JobRhythm.DayOfAgency, AccrueFinesJob.RunAsync),
        new("note-overdue", "Tells those who want to know which loans became overdue, day by day.", "0 12 * * * ?", JobRhythm.DayOfAgency, NoteOverdueJob.RunAsync),
        new("expire-money-holds", "Gives money back that was held for jobs which never ended.", "0 */5 * * * ?", JobRhythm.Often, ExpireMoneyHoldsJob.RunAsync),
        new("expire-hold-shelf", "Ends holds that nobody has collected.", "0 20 * * * ?", JobRhythm.Often, ExpireHoldShelfJob.RunAsync),
        new("settle-online-payments", "Asks gateways about payments they have not told of, and sends refunds that were decided.", "30 * * * * ?", JobRhythm.Often,
            static (parts, scope, cancel) => parts.Online.RunAsync(scope.Network, cancel)),
        new("deliver-outbox", "Sends readers' notices whose day has come, and what waits in the outbox.", "15 * * * * ?", JobRhythm.Often, DeliverOutboxJob.RunAsync),
        new("seal-ledger", "Seals the day's entries of the ledger.", "0 30 * * * ?", JobRhythm.DayOfNetwork, static (parts, scope, cancel) => SealAsync(parts, scope, cancel)),
        new("reconcile", "Looks the ledger over and keeps the day's report.", "0 40 * * * ?", JobRhythm.DayOfNetwork, static (parts, scope, cancel) => ReconcileAsync(parts, scope, cancel)),
    ];

    public static JobDefinition? Find(string name) => All.FirstOrDefault(job => job.Name == name);

    static async Task<long> SealAsync(JobParts parts, JobScope scope, CancellationToken cancel) => await parts.Seals.SealAsync(scope.Network, cancel);

    static async Task<long> ReconcileAsync(JobParts parts, JobScope scope, CancellationToken cancel)
    {
        var findings = await parts.Audit.RunAsync(scope.Network, static _ => { }, cancel);
        await parts.Audit.KeepAsync(scope.Network, scope.Day, findings, cancel);
        return findings.Sum(finding => (long)finding.Wrong.Length);
    }
}
