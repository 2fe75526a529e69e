using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Dispatch;

/// <summary>Ids of production: version 7, so that rows of one time lie together.</summary>
public sealed class VersionSevenIds(TimeProvider time) : IIdSource
{
#pragma warning disable RS0030 // The one place where ids are made.
    public Guid Next() => Guid.CreateVersion7(time.GetUtcNow());
#pragma warning restore RS0030
}
