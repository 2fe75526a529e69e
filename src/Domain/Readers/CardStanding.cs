using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Readers;

/// <summary>What a reader does with a card.</summary>
public enum Act
{
    /// <summary>Look the account up; refused means "not a valid patron" (SIP2 BL N).</summary>
    Enquire,
    Borrow,
    Renew,
    PlaceHold,
    Return,
    Pay,
    Copy,
}

/// <summary>State × act → allowed or the refusal (G-2). The whole of it stands here, once.</summary>
public static class CardStanding
{
    /// <summary>The refusal, or null where the act is allowed.</summary>
    public static Refusal? Refuses(CardState state, Act act) => (state, act) switch
    {
        // A return is always accepted (G-3).
        (_, Act.Return) => null,
        (CardState.Active, _) => null,
        // Not yet activated: the account can be seen and paid for, nothing more (NO-4).
        (CardState.Pending, Act.Enquire or Act.Pay) => null,
        (CardState.Pending, _) => Pending,
        // Who finds a card learns nothing and does nothing with it (BJ-10).
        (CardState.Lost, _) => Lost,
        // Expired and suspended readers may still see and settle what they owe.
        (CardState.Expired, Act.Enquire or Act.Pay) => null,
        (CardState.Expired, _) => Expired,
        (CardState.Suspended, Act.Enquire or Act.Pay) => null,
        (CardState.Suspended, _) => Suspended,
        (CardState.Withdrawn, Act.Pay) => null,
        (CardState.Withdrawn, _) => Withdrawn,
        // The new card has the account; the old number is dead for ever (BJ-11).
        (CardState.Superseded, _) => Superseded,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "No such card state."),
    };

    static readonly Refusal Pending = new("card-pending");
    static readonly Refusal Lost = new("card-lost");
    static readonly Refusal Expired = new("card-expired");
    static readonly Refusal Suspended = new("card-suspended");
    static readonly Refusal Withdrawn = new("card-withdrawn");
    static readonly Refusal Superseded = new("card-superseded");
}
