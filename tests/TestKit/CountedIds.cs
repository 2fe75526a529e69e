using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Tests.TestKit;

/// <summary>Ids 1, 2, 3 … so that a test's ids can be read.</summary>
public sealed class CountedIds : IIdSource
{
    int last;

    public Guid Next() => new(Interlocked.Increment(ref last), 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);
}
