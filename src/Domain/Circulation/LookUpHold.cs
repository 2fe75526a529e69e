using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Readers;

namespace ProtocolServer.Domain.Circulation;

/// <summary>How a request stands (NCIP LookupRequest): by its number, or by who asked for what.</summary>
/// <param name="Number">The number of the request; null where reader and copy are named.</param>
public sealed record LookUpHold(RequestNumber? Number, HoldTarget? Target) : Command<LookUpHold.Result>
{
    public override Needs Needs => Number is not null ? new() { Request = Number, Versions = false } : Target!.Value.Needs with { Versions = false };

    public sealed record Result : Outcome
    {
        public Hold? Hold { get; init; }
    }

    public override Decision<Result> Decide(Snapshot now, Facts facts)
    {
        if (Number is not null) return Found(now.Request);
        if (now.Reader is not { } reader) return Refuse("card-unknown");
        if (PinGate.Refuses(facts.Pin) is { } pin) return new(new() { Refusal = pin }, []);
        if (CardStanding.Refuses(reader.Card.StateOn(facts.Today), Act.Enquire) is { } standing) return new(new() { Refusal = standing }, []);
        return Found(reader.Holds.FirstOrDefault(hold => hold.IsMeantBy(now, null)));
    }

    static Decision<Result> Found(Hold? hold) => hold is null ? Refuse("hold-unknown") : new(new() { Hold = hold }, []);

    static Decision<Result> Refuse(string code) => new(new() { Refusal = new(code) }, []);
}
