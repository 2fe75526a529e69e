using ProtocolServer.Domain.Wallet;

namespace ProtocolServer.Jobs;

/// <summary>Wallets with expired holds, a bounded number at a time; what a machine is doing at this moment wins.</summary>
static class ExpireMoneyHoldsJob
{
    const int Most = 500;

    public static async Task<long> RunAsync(JobParts parts, JobScope scope, CancellationToken cancel)
    {
        var holds = 0L;
        foreach (var (agency, currency, card) in await parts.Book.ExpiredMoneyAsync(scope.Network, Most, cancel))
        {
            var ended = (await parts.ExecuteAsync(new ExpireMoneyHolds(card, currency), scope, agency, cancel)).Holds;
            holds += ended;
            scope.Progress(ended);
        }
        return holds;
    }
}
