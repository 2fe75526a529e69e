using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Dispatch;

/// <summary>
/// One after the other for the same card: a crowd that spends one account would otherwise decide in vain again and again. A courtesy among the
/// commands of one server and nothing more; what is right is decided by the journal.
/// </summary>
sealed class Turns
{
    const int Lines = 1024;

    readonly SemaphoreSlim[] lines = [.. Enumerable.Range(0, Lines).Select(static _ => new SemaphoreSlim(1))];

    public async ValueTask<Turn> TakeAsync(NetworkId network, CardNumber card, CancellationToken cancel)
    {
        var line = lines[(uint)HashCode.Combine(network, card) % Lines];
        await line.WaitAsync(cancel);
        return new(line);
    }

    public readonly struct Turn(SemaphoreSlim? line) : IDisposable
    {
        public void Dispose() => line?.Release();
    }
}
