using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Terminals;

namespace ProtocolServer.Domain.Readers;

/// <summary>A wrong PIN was given; the card is locked from the library's number of attempts on.</summary>
public sealed record PinFailed(ReaderId Reader, int Attempts, DateTimeOffset LockUntil) : DomainEvent;

/// <summary>The right PIN was given after wrong ones: the count starts anew.</summary>
public sealed record PinAccepted(ReaderId Reader) : DomainEvent;

/// <summary>What a PIN check means for the act and for the card (BJ-6).</summary>
public static class PinGate
{
    /// <summary>The refusal of a wrong PIN; null where it is right or none was given.</summary>
    public static Refusal? Refuses(PinCheck check) => check switch
    {
        PinCheck.Wrong => Wrong,
        PinCheck.Locked => Locked,
        PinCheck.NoneSet => Missing,
        _ => null,
    };

    /// <summary>The refusal of a wrong PIN, or of none where the terminal's profile asks for one before this act.</summary>
    public static Refusal? Refuses(Facts facts, Act act)
    {
        var rules = facts.Caller.Rules;
        return facts.Pin is PinCheck.NotGiven && rules.Pin is PinRequirement.Required && rules.PinActs.Contains(act) ? Missing : Refuses(facts.Pin);
    }

    /// <summary>What the check changes on the reader's record.</summary>
    public static ImmutableArray<DomainEvent> Events(Reader? reader, Facts facts) => (reader, facts.Pin) switch
    {
        (null, _) => [],
        (_, PinCheck.Wrong) =>
            [new PinFailed(reader.Id, facts.Library.Pins.Attempts, facts.Now.AddMinutes(facts.Library.Pins.LockMinutes))],
        ({ PinFailures: > 0 }, PinCheck.Right) => [new PinAccepted(reader.Id)],
        _ => [],
    };

    static readonly Refusal Wrong = new("pin-wrong");
    static readonly Refusal Locked = new("pin-locked");
    static readonly Refusal Missing = new("pin-missing");
}
