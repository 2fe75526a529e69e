using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Readers;

/// <summary>The reader has gone (SIP2 35). Nothing is loaded, nothing is undone; it always succeeds.</summary>
public sealed record EndSession : Command<EndSession.Result>
{
    public override Needs Needs => new() { Versions = false };

    public sealed record Result : Outcome;

    public override Decision<Result> Decide(Snapshot now, Facts facts) => new(new() { Notices = [new("session-ended")] }, []);
}
