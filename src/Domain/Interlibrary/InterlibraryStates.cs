namespace ProtocolServer.Domain.Interlibrary;

/// <summary>Where a loan between libraries stands; the same word on both sides (ADR 9).</summary>
public enum InterlibraryState
{
    /// <summary>The borrower has asked; the lender has not answered, or has it in its queue.</summary>
    Requested,

    /// <summary>The lender has taken the request.</summary>
    Accepted,

    /// <summary>The lender does not lend it. Final.</summary>
    Refused,

    /// <summary>The borrower has asked to give it up, and waits for the answer.</summary>
    Cancelling,

    /// <summary>Given up by one of both. Final.</summary>
    Cancelled,

    /// <summary>On its way to the borrower.</summary>
    Shipped,

    /// <summary>At the borrowing library or with its reader.</summary>
    Received,

    /// <summary>On its way back.</summary>
    Returning,

    /// <summary>Back at the lender. Final.</summary>
    Returned,
}

/// <summary>What moves a loan on.</summary>
public enum InterlibraryStep
{
    Accept, Refuse,

    /// <summary>The borrower asks to give it up.</summary>
    AskToCancel,

    /// <summary>It is given up.</summary>
    Cancel,

    /// <summary>The lender sends the copy.</summary>
    Ship,

    /// <summary>The borrower has the copy.</summary>
    Receive,

    /// <summary>The borrower sends the copy back.</summary>
    SendBack,

    /// <summary>The lender has the copy again.</summary>
    TakeBack,

    /// <summary>The lender had not: the return was taken back.</summary>
    Reopen,
}

/// <summary>
/// Which step follows from where. Messages cross on their way and get lost, so that a later step may come without those before it; what
/// has ended does not begin again.
/// </summary>
public static class InterlibraryStates
{
    public static InterlibraryState? Next(InterlibraryState from, InterlibraryStep step) => (step, from) switch
    {
        (InterlibraryStep.Accept, InterlibraryState.Requested or InterlibraryState.Cancelling) => InterlibraryState.Accepted,
        (InterlibraryStep.Refuse, InterlibraryState.Requested or InterlibraryState.Cancelling) => InterlibraryState.Refused,
        (InterlibraryStep.AskToCancel, InterlibraryState.Requested or InterlibraryState.Accepted) => InterlibraryState.Cancelling,
        (InterlibraryStep.Cancel, InterlibraryState.Requested or InterlibraryState.Accepted or InterlibraryState.Cancelling) => InterlibraryState.Cancelled,
        (InterlibraryStep.Ship, InterlibraryState.Requested or InterlibraryState.Accepted or InterlibraryState.Cancelling) => InterlibraryState.Shipped,
        (InterlibraryStep.Receive, InterlibraryState.Requested or InterlibraryState.Accepted or InterlibraryState.Cancelling or InterlibraryState.Shipped) => InterlibraryState.Received,
        (InterlibraryStep.SendBack, InterlibraryState.Shipped or InterlibraryState.Received) => InterlibraryState.Returning,
        (InterlibraryStep.TakeBack, InterlibraryState.Shipped or InterlibraryState.Received or InterlibraryState.Returning) => InterlibraryState.Returned,
        _ => null,
    };

    public static bool IsFinal(InterlibraryState state) => state is InterlibraryState.Refused or InterlibraryState.Cancelled or InterlibraryState.Returned;
}
