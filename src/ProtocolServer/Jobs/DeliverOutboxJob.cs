using System.Collections.Immutable;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Domain.Readers;

namespace ProtocolServer.Jobs;

/// <summary>
/// Readers' notices whose day has come go into the outbox, once; then everything that is due is sent, whatever the sender that runs all the time has
/// left. Two at once do no harm: a notice has a version, a destination a lease.
/// </summary>
static class DeliverOutboxJob
{
    const int Page = 500;

    public static async Task<long> RunAsync(JobParts parts, JobScope scope, CancellationToken cancel) =>
        await HandOverAsync(parts, scope, cancel) + await parts.Sender.SweepAsync(cancel);

    static async Task<long> HandOverAsync(JobParts parts, JobScope scope, CancellationToken cancel)
    {
        // Who takes notices is read anew, so that none goes to one that has just been stopped.
        parts.Webhooks.Forget();
        ImmutableArray<Webhook> takers =
            [.. (await parts.Webhooks.AllAsync(cancel)).Where(hook => hook.IsTold && hook.Network == scope.Network && hook.Wants(WebhookEvents.ReaderNotice))];
        if (takers.IsEmpty) return 0;
        var agencies = takers.SelectMany(hook => hook.Agencies.Add(hook.Agency)).Select(agency => agency.Value).Distinct().ToArray();
        for (var handed = 0L;;)
        {
            var due = await parts.Notices.DueNoticesAsync(scope.Network, parts.Time.GetUtcNow(), agencies, Page, cancel);
            foreach (var (agency, notice) in due)
                if ((await parts.ExecuteAsync(new HandOverNotice(notice, [.. takers.Where(hook => hook.Serves(agency))]), scope, agency, cancel)).IsHanded)
                    handed++;
            if (due.Length < Page) return handed;
        }
    }
}
