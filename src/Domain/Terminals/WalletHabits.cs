namespace ProtocolServer.Domain.Terminals;

/// <summary>How a machine spends from wallets and takes money for them.</summary>
public sealed record WalletHabits
{
    /// <summary>How long money is held where the machine says nothing: a copier's quarter of an hour, a release queue's day.</summary>
    public int HoldSeconds { get; init; } = 900;

    /// <summary>What becomes of a capture whose hold has expired.</summary>
    public LateCapture Late { get; init; } = LateCapture.Debit;

    /// <summary>What becomes of a capture for more than was held.</summary>
    public Overdraw Overdraw { get; init; } = Overdraw.IfFunds;

    /// <summary>Pages beyond the hold that <see cref="Overdraw"/> lets through, where the machine tells its pages.</summary>
    public int OverdrawPages { get; init; } = 3;

    /// <summary>Machines of the same group end each other's holds; null = none but itself.</summary>
    public string? Group { get; init; }

    /// <summary>More than is owed goes into the wallet; otherwise it is refused.</summary>
    public bool RestToWallet { get; init; }

    /// <summary>Payments get an official receipt with a number (LV-9).</summary>
    public bool IssuesReceipts { get; init; }

    /// <summary>It has a vault that swallows notes and coins and gives no change.</summary>
    public bool TakesCash { get; init; }
}

public enum LateCapture
{
    /// <summary>Refused; the machine has given its pages away.</summary>
    Refuse,

    /// <summary>Taken from the wallet where there is enough on it.</summary>
    Debit,

    /// <summary>A fee on the reader's account.</summary>
    Debt,
}

public enum Overdraw
{
    Deny,

    /// <summary>Taken from the wallet where there is enough on it.</summary>
    IfFunds,

    /// <summary>What the wallet lacks is a fee on the reader's account.</summary>
    Debt,
}
