using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Libraries;

/// <summary>What is known of an agency of the network (NCIP LookupAgency).</summary>
public sealed record LookUpAgency(AgencyId Id) : Command<LookUpAgency.Result>
{
    public override Needs Needs => new() { Versions = false };

    public sealed record Result : Outcome
    {
        public Agency? Agency { get; init; }
    }

    public override Decision<Result> Decide(Snapshot now, Facts facts) => facts.Agencies.TryGetValue(Id, out var agency)
        ? new(new() { Agency = agency }, [])
        : new(new() { Refusal = new("agency-unknown") }, []);
}
