using System.Collections.Immutable;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Wallet;

namespace ProtocolServer.Domain.Readers;

/// <summary>What an account looks like (SIP2 23 and 63, NCIP LookupUser).</summary>
public sealed record LookUpReader(CardNumber Card) : Command<ReaderResult>
{
    /// <summary>Also the cards that hers has replaced.</summary>
    public bool WithOldCards { get; init; }

    /// <summary>The currency of the library's wallets, where the wallet is asked for as well.</summary>
    public string? Wallet { get; init; }

    public override Needs Needs => new()
    {
        Card = Card, Account = true, OldCards = WithOldCards, Wallet = Wallet is not null, Currency = Wallet ?? "", Versions = false,
    };

    public override Decision<ReaderResult> Decide(Snapshot now, Facts facts) => new(ReaderResult.Of(now, facts), []);
}

/// <summary>A reader's account with its standing and limits.</summary>
public sealed record ReaderResult : Outcome
{
    public Reader? Reader { get; init; }

    public required PatronStatus Status { get; init; }

    /// <summary>The card is known and usable for look-up (SIP2 BL).</summary>
    public bool IsValid { get; init; }

    public PinCheck Pin { get; init; }

    public Money Owed { get; init; }

    /// <summary>Cards that hers has replaced, newest first; only where they were asked for.</summary>
    public ImmutableArray<CardNumber> OldCards { get; init; } = [];

    public int? LoanLimit { get; init; }

    public int? OverdueLimit { get; init; }

    public int? HoldLimit { get; init; }

    /// <summary>From what is owed on borrowing ends (SIP2 CC).</summary>
    public Money? FeeLimit { get; init; }

    public ImmutableArray<Loan> Overdue { get; init; } = [];

    /// <summary>What was paid in advance; null where the library has no wallets or nobody asked.</summary>
    public WalletFigures? Wallet { get; init; }

    /// <summary>Money held for running jobs.</summary>
    public ImmutableArray<MoneyHold> MoneyHolds { get; init; } = [];

    /// <summary>Name, contacts and lists may be shown: the card is not in a stranger's hand and no wrong PIN was given.</summary>
    public bool MayShowAccount => IsValid && !LacksPin && Pin is PinCheck.NotGiven or PinCheck.Right;

    /// <summary>The terminal's profile asks for a PIN and none was given.</summary>
    public bool LacksPin { get; init; }

    public static ReaderResult Of(Snapshot now, Facts facts)
    {
        if (now.Reader is not { } reader)
            return new() { Status = PatronStatus.Unknown, Refusal = new("card-unknown"), Pin = facts.Pin, Owed = Money.Zero(facts.Library.Currency) };
        var status = PatronStatus.Of(reader, facts);
        var standing = CardStanding.Refuses(reader.Card.StateOn(facts.Today), Act.Enquire);
        var limits = facts.Library.Blocks;
        var pin = PinGate.Refuses(facts, Act.Enquire);
        return new()
        {
            Reader = reader,
            OldCards = now.OldCards,
            Status = status,
            IsValid = standing is null,
            Pin = facts.Pin,
            LacksPin = pin is not null,
            Owed = PatronStatus.Owed(reader, facts),
            LoanLimit = PatronStatus.LoanLimit(reader, facts)?.Limit,
            HoldLimit = facts.Library.Holds.FindForEachKind(reader.Case(facts.Agency.Id)).MaxBy(terms => terms.Limit)?.Limit,
            OverdueLimit = limits.OverdueItems,
            FeeLimit = (limits.FinesMinor ?? limits.FeesMinor) is { } minor ? new Money(minor, facts.Library.Currency) : null,
            Overdue = [.. reader.Loans.Where(loan => loan.IsOverdue(facts.Now))],
            Wallet = facts.Library.Wallet is { } rule ? now.Wallet?.FiguresAt(now.Wallet.AsOf ?? facts.Now, rule, reader.Card.StateOn(facts.Today)) : null,
            MoneyHolds = now.Wallet is { } wallet ? [.. wallet.Holds.Except(wallet.ExpiredAt(wallet.AsOf ?? facts.Now))] : [],
            Refusal = standing ?? pin ?? status.Borrowing,
            ReaderLanguage = reader.Language,
            Notices = NoticesFor(reader, standing, facts),
        };
    }

    static ImmutableArray<Notice> NoticesFor(Reader reader, Refusal? standing, Facts facts)
    {
        if (standing is not null || PinGate.Refuses(facts, Act.Enquire) is not null) return [];
        var ready = reader.Holds.Count(hold => hold.State is HoldState.Ready);
        var notices = ImmutableArray.CreateBuilder<Notice>();
        if (ready > 0) notices.Add(new("hold-for-you-ready", ready));
        // The first PIN is known to whoever knows the date of birth (HF-3).
        if (reader.PinMustChange && facts.Pin is PinCheck.Right) notices.Add(new("pin-change"));
        return notices.ToImmutable();
    }
}
