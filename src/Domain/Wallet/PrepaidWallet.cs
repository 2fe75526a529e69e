using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Readers;

namespace ProtocolServer.Domain.Wallet;

/// <summary>What a reader has paid in advance (LV-2), with the money that is held for running jobs. It belongs to the reader, not to a card.</summary>
public sealed record PrepaidWallet
{
    /// <summary>Free to spend by the postings; money of expired holds is not in it yet.</summary>
    public required Money Posted { get; init; }

    /// <summary>Held by the postings.</summary>
    public required Money Held { get; init; }

    /// <summary>When the reader was registered, from which the activation is counted (LV-3).</summary>
    public required DateTimeOffset RegisteredAt { get; init; }

    public DateTimeOffset? AuthorisedAt { get; init; }

    public string? ChipId { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Open holds, also those that have expired and were not tidied up.</summary>
    public ImmutableArray<MoneyHold> Holds { get; init; } = [];

    /// <summary>The database's time of the look, which decides what has expired; null where the server's clock counts.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>A stopped scheduler never changes money: what has expired is free (domain reference 1.5).</summary>
    public IEnumerable<MoneyHold> ExpiredAt(DateTimeOffset now) => Holds.Where(hold => hold.ExpiresAt <= now);

    /// <summary>What may be spent and what is held at that time.</summary>
    public (Money Free, Money Held) BalanceAt(DateTimeOffset now)
    {
        var expired = ExpiredAt(now).Aggregate(Money.Zero(Posted.Currency), static (sum, hold) => sum + hold.Amount);
        return (Posted + expired, Held - expired);
    }

    public WalletFigures FiguresAt(DateTimeOffset now, WalletRule rule, CardState card)
    {
        var (free, held) = BalanceAt(now);
        var activeFrom = RegisteredAt.AddMinutes(rule.ActivationMinutes);
        var state = ClosedAt is not null ? WalletState.Closed
            : CardStanding.Refuses(card, Act.Copy) is not null && card is not CardState.Pending ? WalletState.Blocked
            : now < activeFrom || card is CardState.Pending ? WalletState.Pending
            : rule.NeedsFirstUse && AuthorisedAt is null ? WalletState.Unauthorised
            : WalletState.Active;
        return new(free, held, state, activeFrom) { CapMinor = rule.CapMinor };
    }
}

/// <summary>SIP2 WS.</summary>
public enum WalletState { Active, Pending, Unauthorised, Blocked, Closed }

/// <summary>What is told of a wallet (SIP2 WB, WH, WL, WM, WS, WT).</summary>
public sealed record WalletFigures(Money Available, Money Held, WalletState State, DateTimeOffset ActiveFrom)
{
    public long? CapMinor { get; init; }

    public Money Ledger => Available + Held;

    /// <summary>How much may still be paid in; null without a limit (LV-6).</summary>
    public Money? Headroom => CapMinor is { } cap ? new(Math.Max(0, cap - Ledger.AmountMinor), Available.Currency) : null;

    public WalletFigures Moved(Money available, Money held) => this with { Available = Available + available, Held = Held + held };
}

/// <summary>Money put aside for a job: open, then captured, released or expired, once (LV-5).</summary>
public sealed record MoneyHold
{
    public required MoneyHoldId Id { get; init; }

    public required ReaderId Reader { get; init; }

    public required TerminalId Terminal { get; init; }

    /// <summary>Terminals of this group may end it as well: a print server captures what a release station held.</summary>
    public string? Group { get; init; }

    /// <summary>The terminal's own number of it (SIP2 BK).</summary>
    public required string Reference { get; init; }

    public required string Purpose { get; init; }

    public required Money Amount { get; init; }

    public required DateTimeOffset PlacedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public MoneyHoldState State { get; init; }

    /// <summary>It had expired, and was charged all the same.</summary>
    public bool IsCapturedLate { get; init; }

    public bool IsFor(Caller caller) => Terminal == caller.Terminal || Group is { } group && group == caller.Rules.Wallet.Group;
}

public enum MoneyHoldState { Open, Captured, Released, Expired }

/// <summary>Something that was spent from a wallet, for giving it back after a fault (LV-7).</summary>
/// <param name="Income">Account that earned it.</param>
/// <param name="GivenBack">What of it was given back before.</param>
public sealed record Debit(Guid Entry, string? Terminal, string? Reference, ReaderId Reader, string Income, Money Amount, Money GivenBack)
{
    public Money Left => Amount - GivenBack;
}

/// <summary>Money was put aside.</summary>
public sealed record MoneyHeld(MoneyHold Hold, AgencyId Agency, LedgerEntry Entry) : DomainEvent;

/// <summary>Money put aside has come to its one end.</summary>
public sealed record MoneyHoldEnded(MoneyHold Hold, MoneyHoldState State, Money? Captured, LedgerEntry Entry, string? Source) : DomainEvent;

/// <summary>A job was charged although its hold had expired.</summary>
public sealed record MoneyHoldCapturedLate(MoneyHoldId Hold, Guid Entry) : DomainEvent;

/// <summary>An entry by itself: paid in, spent, given back.</summary>
/// <param name="Source">The sender's own number of it.</param>
public sealed record MoneyMoved(LedgerEntry Entry, string? Source) : DomainEvent;

/// <summary>A service was charged and paid from the wallet in one entry.</summary>
public sealed record ServicePaid(ChargeId Charge, ReaderId Reader, AgencyId Agency, string FeeType, LedgerEntry Entry, string? Source) : DomainEvent;

/// <summary>The card was used for the first time with its PIN (LV-4).</summary>
public sealed record WalletAuthorised(ReaderId Reader, Currency Currency, TerminalId By, string? ChipId) : DomainEvent;

/// <summary>An old copy card was emptied into a wallet and kept (LV-11).</summary>
public sealed record CopyCardTransferred(string CopyCard, ReaderId Reader, string? Operator, LedgerEntry Entry, string? Source) : DomainEvent;
