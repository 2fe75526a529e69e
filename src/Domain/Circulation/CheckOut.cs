using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Domain.Wallet;

namespace ProtocolServer.Domain.Circulation;

/// <summary>A reader takes an item home (SIP2 11, NCIP CheckOutItem; HF-4, HF-6).</summary>
public sealed record CheckOut(CardNumber Card, Barcode Barcode) : Command<CheckOut.Result>
{
    /// <summary>Whether the terminal may renew what this reader has already (SC renewal policy).</summary>
    public bool MayRenew { get; init; }

    /// <summary>The reader accepts the fee (BO).</summary>
    public bool FeeAcknowledged { get; init; }

    /// <summary>The amount the reader agrees to or has paid; null where none is named.</summary>
    public FeeSaid? FeeSaid { get; init; }

    /// <summary>Restrictions on the use that the reader agrees to (NCIP AcknowledgedItemUseRestrictionType).</summary>
    public ImmutableArray<string> RestrictionsAccepted { get; init; } = [];

    /// <summary>When the reader wants to bring it back; it counts where it is sooner than the rules have it (NCIP DesiredDateDue).</summary>
    public DateTimeOffset? WishedDueAt { get; init; }

    /// <summary>Where the copy is sent; null where the reader takes it.</summary>
    public ShippingAddress? ShipTo { get; init; }

    /// <summary>The loan was made off line and must not be refused (no block).</summary>
    public bool OffLine { get; init; }

    /// <summary>When the terminal made it.</summary>
    public DateTimeOffset? MadeAt { get; init; }

    /// <summary>The due date the terminal printed off line (nb due date).</summary>
    public DateTimeOffset? PromisedDueAt { get; init; }

    public override Needs Needs => new() { Card = Card, Item = Barcode, Account = true, History = OffLine };

    /// <summary>What became of the loan.</summary>
    public sealed record Result : Outcome
    {
        public Reader? Reader { get; init; }

        public Item? Item { get; init; }

        /// <summary>The renewed loan, where only its title was named.</summary>
        public Loan? Loan { get; init; }

        public DateTimeOffset? DueAt { get; init; }

        /// <summary>The reader had it already and it was renewed.</summary>
        public bool IsRenewal { get; init; }

        /// <summary>What the loan costs: asked for on a refusal, charged on acceptance.</summary>
        public Money? Fee { get; init; }

        public string? FeeType { get; init; }
    }

    public override Decision<Result> Decide(Snapshot now, Facts facts)
    {
        if (OffLine) return DecideOffLine(now, facts);
        if (now.Reader is not { } reader) return Refuse(now, new("card-unknown"));
        if (PinGate.Refuses(facts, Act.Borrow) is { } pin) return Refuse(now, pin);
        if (now.Item is not { } item) return Refuse(now, new("item-unknown"));
        if (item.Loan is { } loan && loan.Reader == reader.Id) return DecideRenewal(now, reader, item, loan, facts);
        var rules = facts.Caller.Rules;
        if (rules.NotLent.Contains(item.Kind)) return Refuse(now, new("not-permitted"));
        if (PatronStatus.Of(reader, facts).Borrowing is { } denied) return Refuse(now, denied);
        if (item.Loan is not null) return Refuse(now, new("on-loan"));
        if (item.Status is not (ItemStatus.Available or ItemStatus.Reshelving or ItemStatus.InTransit) && !rules.Overrides.Contains("item-not-available"))
            return Refuse(now, new("item-not-available"));
        if (item.CapturedFor is { } hold && hold.Reader != reader.Id && !rules.Overrides.Contains("on-hold-shelf")) return Refuse(now, new("on-hold-shelf"));
        if (facts.Library.Loans.Find(reader.Case(facts.Agency.Id, item.Kind)) is not { } terms || UseRestrictions.ForbidLoan(item, facts)) return Refuse(now, new("item-not-lent"));
        if (PatronStatus.LoansCounted(reader, terms, facts) >= terms.Limit && !rules.Overrides.Contains("loan-limit")) return Refuse(now, new("loan-limit", terms.Limit));
        if (UseRestrictions.Missing(item, RestrictionsAccepted, facts) is { IsEmpty: false } missing)
            return Refuse(now, new("restriction-unacknowledged", string.Join("; ", missing)));
        var fee = facts.Library.LoanFees.Find(reader.Case(facts.Agency.Id, item.Kind));
        var price = fee is null ? Money.Zero(facts.Library.Currency) : Amount(fee, facts);
        if (FeeConsent.Refuses(price, FeeAcknowledged, FeeSaid, facts) is { } dear) return Refuse(now, dear, price, fee?.FeeType);
        var dueAt = DueDate.NotAfter(item.ReturnBy, DueDate.After(facts.Library.Calendar, facts.Now, terms.Days));
        return Lend(now, reader, item, WishedDueAt > facts.Now ? DueDate.NotAfter(WishedDueAt, dueAt) : dueAt, fee, facts.Now, facts);
    }

    /// <summary>It is at home with this reader already: a renewal, if the terminal may renew (SIP2 section 13).</summary>
    Decision<Result> DecideRenewal(Snapshot now, Reader reader, Item item, Loan loan, Facts facts)
    {
        if (!MayRenew) return Refuse(now, new("already-yours"));
        var waiting = item.Queue.Count(hold => hold.Reader != reader.Id && hold.CapturedItem is null);
        if (Renewal.Refuses(reader, loan, waiting, facts) is { } refusal) return Refuse(now, refusal);
        var renewed = Renewal.Of(loan, reader.Case(loan.Agency, item.Kind), facts.Now, facts, item);
        return new(Answer(now, reader) with { IsRenewal = true, DueAt = renewed.Loan.DueAt }, renewed.Events);
    }

    /// <summary>
    /// It has happened: it is booked in its place in the order of dates, whatever speaks against it, and what does is listed for staff
    /// (design: no block).
    /// </summary>
    Decision<Result> DecideOffLine(Snapshot now, Facts facts)
    {
        var at = DueDate.WhenDone(true, MadeAt, facts.Now);
        if (now is not { Reader: { } reader, Item: { } item })
            return new(Answer(now, now.Reader) with { DueAt = PromisedDueAt },
                [new ContradictionNoted(now.Reader is null ? "card-unknown" : "item-unknown")]);
        var dueAt = PromisedDueAt ?? DueDate.After(facts.Library.Calendar, at, PeriodOf(reader, item, facts));
        if (item.Loan is { } own && own.Reader == reader.Id && own.CheckedOutAt <= at) return ProlongOffLine(now, reader, item, own, dueAt, facts);
        if (item.History.NextAfter(at) is { } next) return RecordLate(now, reader, item, at, next, dueAt, facts);
        var denied = item.Loan is not null ? new Refusal("on-loan")
            : PatronStatus.Of(reader, facts).Borrowing
              ?? (item.CapturedFor is { } hold && hold.Reader != reader.Id ? new Refusal("on-hold-shelf") : null);
        var lent = Lend(now, reader, item, dueAt, null, at, facts);
        return lent with
        {
            Events =
            [
                .. item.Loan is { } other ? (DomainEvent[])[new LoanEnded(other, at)] : [],
                .. lent.Events,
                .. denied is null ? (DomainEvent[])[] : [new ContradictionNoted(denied.Code)],
            ],
        };
    }

    /// <summary>The reader had it already: a later due date is kept, an earlier one is not.</summary>
    static Decision<Result> ProlongOffLine(Snapshot now, Reader reader, Item item, Loan own, DateTimeOffset dueAt, Facts facts)
    {
        var answer = Answer(now, reader) with { IsRenewal = true, DueAt = own.DueAt > dueAt ? own.DueAt : dueAt };
        return new(answer, own.DueAt >= dueAt ? [] : Renewal.To(own, dueAt, facts, item).Events);
    }

    /// <summary>Something happened to the copy after this loan began, so it has ended by then; who had the copy before lost it by it.</summary>
    Decision<Result> RecordLate(Snapshot now, Reader reader, Item item, DateTimeOffset at, DateTimeOffset next, DateTimeOffset dueAt, Facts facts)
    {
        var loan = Loan(reader, item, at, dueAt, facts);
        var before = item.History.RunningAt(at);
        ImmutableArray<DomainEvent> events =
        [
            .. before?.EndedAlready(at, item, facts) ?? [],
            new LoanRecorded(loan, next),
            .. before is null ? (DomainEvent[])[] : [new ContradictionNoted("on-loan")],
        ];
        return new(Answer(now, reader) with { DueAt = dueAt }, events);
    }

    Decision<Result> Lend(Snapshot now, Reader reader, Item item, DateTimeOffset dueAt, LoanFee? fee, DateTimeOffset at, Facts facts)
    {
        var loan = Loan(reader, item, at, dueAt, facts);
        var events = ImmutableArray.CreateBuilder<DomainEvent>();
        var before = ImmutableArray.CreateBuilder<HoldBefore>();
        var entries = ImmutableArray.CreateBuilder<Guid>();
        if (item.CapturedFor is { } captured && captured.Reader != reader.Id)
        {
            events.Add(new HoldSentBack(captured));
            before.Add(HoldBefore.Of(captured));
        }
        if (item.Queue.FirstOrDefault(h => h.Reader == reader.Id && (h.CapturedItem == item.Id || h.CapturedItem is null && h.IsMetBy(item))) is { } own)
        {
            events.Add(new HoldCollected(own, item.Id));
            before.Add(HoldBefore.Of(own));
        }
        events.Add(new ItemCheckedOut(loan, item));
        if (fee is not null)
        {
            var charged = new ChargeAssessed(new(facts.Ids.Next()), reader.Id, facts.Agency.Id, fee.FeeType, Amount(fee, facts), item, loan.Id, facts.Ids.Next());
            events.Add(charged);
            events.AddRange(FeeConsent.Settle(charged, FeeSaid, facts));
            entries.Add(charged.Entry);
        }
        events.Add(new ItemActNoted(item.Id, new()
        {
            Kind = ItemActKind.CheckedOut, At = at, Loan = loan.Id, Reader = reader.Id, Terminal = facts.Caller.Terminal,
            LocationBefore = item.CurrentLocation, StatusBefore = item.Status,
            HoldsBefore = before.ToImmutable(), Entries = entries.ToImmutable(),
        }));
        var outcome = Answer(now, reader) with { DueAt = dueAt, Fee = fee is null ? null : Amount(fee, facts), FeeType = fee?.FeeType };
        return new(outcome, events.ToImmutable());
    }

    Loan Loan(Reader reader, Item item, DateTimeOffset at, DateTimeOffset dueAt, Facts facts) => new()
    {
        Id = new(facts.Ids.Next()), Item = item.Id, Barcode = item.Barcode, TitleName = item.Title.Name, Title = item.Title.Id,
        ItemKind = item.Kind, Reader = reader.Id, Card = Card, Agency = facts.Agency.Id, CheckedOutAt = at, DueAt = dueAt, ShipTo = ShipTo,
    };

    static int PeriodOf(Reader reader, Item item, Facts facts) =>
        (facts.Library.Loans.Find(reader.Case(facts.Agency.Id, item.Kind)) ?? facts.Library.Loans.Find(reader.Case(facts.Agency.Id)))?.Days ?? 0;

    static Money Amount(LoanFee fee, Facts facts) => new(fee.AmountMinor, facts.Library.Currency);

    static Result Answer(Snapshot now, Reader? reader) => new() { Reader = reader, Item = now.Item, ReaderLanguage = reader?.Language };

    static Decision<Result> Refuse(Snapshot now, Refusal refusal, Money? fee = null, string? feeType = null) =>
        new(Answer(now, now.Reader) with { Refusal = refusal, Fee = fee, FeeType = feeType, DueAt = OwnDueAt(now) }, []);

    /// <summary>A reader who has the item already learns when it is due; nobody else does.</summary>
    static DateTimeOffset? OwnDueAt(Snapshot now) =>
        now is { Item.Loan: { } loan, Reader: { } reader } && loan.Reader == reader.Id ? loan.DueAt : null;
}

/// <summary>A copy went on loan.</summary>
public sealed record ItemCheckedOut(Loan Loan, Item Item) : DomainEvent;

/// <summary>A loan ended by what a terminal did off line, without a return of its own.</summary>
public sealed record LoanEnded(Loan Loan, DateTimeOffset At) : DomainEvent;

/// <summary>A loan that had already ended when it was heard of.</summary>
public sealed record LoanRecorded(Loan Loan, DateTimeOffset EndedAt) : DomainEvent;

/// <summary>The reader took what she was waiting for.</summary>
public sealed record HoldCollected(Hold Hold, ItemId Item) : DomainEvent;

/// <summary>The captured copy is gone: the hold waits again, where it was in the queue.</summary>
public sealed record HoldSentBack(Hold Hold) : DomainEvent;

/// <summary>What the last act on a copy was, for a cancel.</summary>
public sealed record ItemActNoted(ItemId Item, ItemAct Act) : DomainEvent;

/// <summary>An act that had happened contradicts what was known: listed for staff.</summary>
public sealed record ContradictionNoted(string Code) : DomainEvent;
