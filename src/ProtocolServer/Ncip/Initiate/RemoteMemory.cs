using ProtocolServer.Domain.Ports;
using ProtocolServer.Hosting;

namespace ProtocolServer.Ncip.Initiate;

/// <summary>Answers of other agencies for a while: bounded in number and in age.</summary>
sealed class RemoteMemory(RemoteOptions options, TimeProvider time)
{
    readonly Lock guard = new();
    readonly Dictionary<RemoteQuestion, LinkedListNode<Entry>> known = [];

    /// <summary>The oldest first.</summary>
    readonly LinkedList<Entry> byAge = new();

    /// <summary>An answer as good as a new one.</summary>
    public RemoteAnswer? Fresh(RemoteQuestion question) => Find(question, TimeSpan.FromSeconds(options.FreshSeconds));

    /// <summary>An answer that is better than none.</summary>
    public RemoteAnswer? Kept(RemoteQuestion question) => Find(question, TimeSpan.FromSeconds(options.KeptSeconds));

    public void Put(RemoteQuestion question, RemoteAnswer answer)
    {
        lock (guard)
        {
            Forget(question);
            if (answer is not (RemoteAnswer.Known or RemoteAnswer.Unknown)) return;
            known[question] = byAge.AddLast(new Entry(question, answer, time.GetTimestamp()));
            while (byAge.First is { } oldest && (known.Count > options.Kept || time.GetElapsedTime(oldest.Value.At).TotalSeconds > options.KeptSeconds)) Forget(oldest.Value.Question);
        }
    }

    RemoteAnswer? Find(RemoteQuestion question, TimeSpan age)
    {
        lock (guard) return known.TryGetValue(question, out var node) && time.GetElapsedTime(node.Value.At) <= age ? node.Value.Answer : null;
    }

    void Forget(RemoteQuestion question)
    {
        if (known.Remove(question, out var node)) byAge.Remove(node);
    }

    sealed record Entry(RemoteQuestion Question, RemoteAnswer Answer, long At);
}
