using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Readers;

/// <summary>A reader's card (G-2). Validity is a day in the calendar of the agency that issued it.</summary>
public sealed record Card
{
    public required CardNumber Number { get; init; }

    public required AgencyId IssuedBy { get; init; }

    public required CardState State { get; init; }

    public DateOnly? ValidUntil { get; init; }

    /// <summary>A terminal's block (SIP2 01), which 25 lifts; a staff suspension has none.</summary>
    public CardBlock? Block { get; init; }

    /// <summary>The state that counts on that day: an active card past its validity is expired (HU-5).</summary>
    public CardState StateOn(DateOnly day) =>
        State is CardState.Active or CardState.Pending && ValidUntil < day ? CardState.Expired
        : State is CardState.Active && Block is not null ? CardState.Suspended
        : State;
}

/// <summary>Card states (G-2).</summary>
public enum CardState { Pending, Active, Lost, Expired, Suspended, Withdrawn, Superseded }

/// <param name="Message">What the terminal said (AL).</param>
/// <param name="CardRetained">Whether the terminal kept the card.</param>
public sealed record CardBlock(TerminalId By, DateTimeOffset At, string Message, bool CardRetained);
