using ProtocolServer.Domain.Circulation;

namespace ProtocolServer.Jobs;

/// <summary>Copies that nobody has collected, a bounded number at a time.</summary>
static class ExpireHoldShelfJob
{
    const int Most = 1000;

    public static async Task<long> RunAsync(JobParts parts, JobScope scope, CancellationToken cancel)
    {
        var holds = 0L;
        foreach (var (agency, barcode, hold) in await parts.Book.ExpiredShelfAsync(scope.Network, Most, cancel))
            if ((await parts.ExecuteAsync(new ExpireShelf(barcode, hold), scope, agency, cancel)).Expired)
                holds++;
        return holds;
    }
}
