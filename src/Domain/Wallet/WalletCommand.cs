using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Readers;

namespace ProtocolServer.Domain.Wallet;

/// <summary>What every act on a wallet comes to: SIP2 WR and 38, NCIP, the JSON API.</summary>
public sealed record WalletResult : Outcome
{
    public Reader? Reader { get; init; }

    /// <summary>After the act; null where the reader is unknown or may not be told.</summary>
    public WalletFigures? Figures { get; init; }

    /// <summary>The sender's own number, echoed (SIP2 BK).</summary>
    public string? TransactionId { get; init; }

    /// <summary>Our number: of a hold until its end, else of the entry (SIP2 WI).</summary>
    public Guid? Number { get; init; }

    /// <summary>What was really moved (a capture by page lines).</summary>
    public Money? Amount { get; init; }

    /// <summary>Until when money is held (SIP2 WE).</summary>
    public DateTimeOffset? HeldUntil { get; init; }

    public TimeSpan? HeldFor { get; init; }

    /// <summary>Nothing was done because it had been done already (reason 002).</summary>
    public bool WasReleased { get; init; }

    /// <summary>Number of the official receipt.</summary>
    public string? Receipt { get; init; }

    /// <summary>Denominations a cash machine may take now (SIP2 WD).</summary>
    public ImmutableArray<Money> Denominations { get; init; } = [];
}

/// <summary>The common way of every act on a wallet: who, may she, what is there; then the act itself.</summary>
/// <param name="Currency">Three letters; must be the library's.</param>
public abstract record WalletCommand(CardNumber Card, string Currency) : Command<WalletResult>
{
    /// <summary>The sender's own number, 1 to 64 printable letters of ASCII; without one nothing moves (domain reference 1.4, rule 2).</summary>
    public string? TransactionId { get; init; }

    public override Needs Needs => new() { Card = Card, Wallet = true, Currency = Currency, Versions = false };

    public override bool MovesMoney => true;

    public override WalletResult KeyConflict(Snapshot now) => new()
    {
        Refusal = new("key-conflict"), Reader = now.Reader, TransactionId = TransactionId, ReaderLanguage = now.Reader?.Language,
    };

    /// <summary>What the card must be good for.</summary>
    protected abstract Act Act { get; }

    /// <summary>What the sender's account must allow.</summary>
    protected abstract Permissions Needed { get; }

    protected abstract Decision<WalletResult> Decide(OpenWallet wallet, Snapshot now);

    /// <summary>What is written although the act is refused: money that a machine has swallowed.</summary>
    protected virtual Decision<WalletResult> Refused(Snapshot now, Facts facts, Refusal refusal, WalletFigures? figures) =>
        new(new() { Refusal = refusal, Reader = now.Reader, TransactionId = TransactionId, Figures = figures, ReaderLanguage = now.Reader?.Language }, []);

    public sealed override Decision<WalletResult> Decide(Snapshot now, Facts facts)
    {
        if (!facts.Caller.Permissions.HasFlag(Needed)) return Refuse(new("not-permitted"));
        if (MovesMoney && !IsNumber(TransactionId)) return Refuse(new("key-missing"));
        if (now.Reader is not { } reader) return Refuse(new("card-unknown"));
        if (facts.Library.Wallet is not { } rule || now.Wallet is not { } wallet) return Refuse(new("not-permitted"));
        if (PinGate.Refuses(facts, Act) is { } pin) return Refuse(pin);
        var open = new OpenWallet(wallet, reader, rule, facts, TransactionId);
        if (CardStanding.Refuses(reader.Card.StateOn(facts.Today), Act) is { } standing) return Refuse(standing);
        if (Currency != facts.Library.Currency.Code) return Refuse(new("payment-currency", facts.Library.Currency.Code), open.Figures);
        if (MovesMoney && open.Refusal is { } closed) return Refuse(closed, open.Figures);
        var decision = Decide(open, now);
        return decision.Outcome.Refusal is { } refusal && decision.Events.IsEmpty ? Refuse(refusal, open.Figures) : decision;

        Decision<WalletResult> Refuse(Refusal why, WalletFigures? figures = null) => Refused(now, facts, why, figures);
    }

    const int LongestNumber = 64;

    /// <summary>Something printable of ASCII that can be told again, and is not too long to keep (domain reference 1.4, rule 2).</summary>
    static bool IsNumber(string? text) => !string.IsNullOrWhiteSpace(text) && text.Length <= LongestNumber && !text.AsSpan().ContainsAnyExceptInRange(' ', '~');

    /// <summary>Reads amount text; the refusal where it is none.</summary>
    protected static Refusal? Read(string text, Facts facts, out Money amount) =>
        Money.TryParse(text, facts.Library.Currency, out amount) && amount.IsPositive ? null : new Refusal("payment-amount");
}

/// <summary>A wallet at this moment: what is free now, and the entries that an act makes of it.</summary>
public sealed class OpenWallet
{
    readonly PrepaidWallet wallet;

    public OpenWallet(PrepaidWallet wallet, Reader reader, WalletRule rule, Facts facts, string? transactionId)
    {
        (this.wallet, Reader, Rule, Facts, TransactionId) = (wallet, reader, rule, facts, transactionId);
        Now = wallet.AsOf ?? facts.Now;
        Figures = wallet.FiguresAt(Now, rule, reader.Card.StateOn(facts.Today));
    }

    public Reader Reader { get; }

    public WalletRule Rule { get; }

    public Facts Facts { get; }

    public string? TransactionId { get; }

    /// <summary>The time that decides what has expired.</summary>
    public DateTimeOffset Now { get; }

    public WalletFigures Figures { get; }

    public bool IsAuthorised => wallet.AuthorisedAt is not null;

    public string? ChipId => wallet.ChipId;

    /// <summary>Why nothing at all can be done with it; null where something can.</summary>
    public Refusal? Refusal => Figures.State switch
    {
        WalletState.Closed => new("wallet-closed"),
        WalletState.Pending => new("wallet-pending", (int)Math.Ceiling(Math.Max(1, (Figures.ActiveFrom - Now).TotalMinutes))),
        _ => null,
    };

    /// <summary>Why so much can't be spent; null where it can.</summary>
    public Refusal? RefusesSpending(Money amount) =>
        Figures.State is WalletState.Unauthorised ? new("wallet-unauthorised")
        : amount > Figures.Available ? new("wallet-insufficient", Figures.Available)
        : null;

    public string Account => Accounts.Wallet(Reader.Id);

    public string HeldAccount => Accounts.WalletHeld(Reader.Id);

    /// <summary>Earned by the agency that is acted for.</summary>
    public string Income(string purpose) => Accounts.Income(Facts.Agency.Id, purpose.ToLowerInvariant());

    public LedgerEntry Entry(string reason, params ImmutableArray<Posting> postings) =>
        new(Facts.Ids.Next(), reason, [.. postings.Where(posting => !posting.Amount.IsZero)]);

    /// <summary>Holds whose time is over give their money back, before anything else is done.</summary>
    public ImmutableArray<DomainEvent> Expired(MoneyHoldId? but = null) =>
    [
        .. wallet.ExpiredAt(Now).Where(hold => hold.Id != but).Select(hold => new MoneyHoldEnded(
            hold, MoneyHoldState.Expired, null, Entry("expired", new Posting(HeldAccount, hold.Amount), new Posting(Account, -hold.Amount)), hold.Reference)),
    ];

    /// <summary>What the account lacks for a service that was given: a fee; null where it lacks nothing.</summary>
    public ChargeAssessed? Debt(Money owed, string? reference) => owed.IsPositive
        ? new(new(Facts.Ids.Next()), Reader.Id, Facts.Agency.Id, FeeTypes.Printing, owed, null, null, Facts.Ids.Next()) { Reference = reference }
        : null;

    public static Decision<WalletResult> Refuse(Refusal refusal) => new(new() { Refusal = refusal }, []);

    public WalletResult Result(WalletFigures after, Guid? number, params ImmutableArray<Notice> notices) => new()
    {
        Reader = Reader, Figures = after, Number = number, TransactionId = TransactionId, ReaderLanguage = Reader.Language, Notices = notices,
    };
}
