using System.Collections.Immutable;
using ProtocolServer.Domain.Interlibrary;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Wallet;

namespace ProtocolServer.Domain.Circulation;

/// <summary>
/// A terminal could not finish: the last act on the copy is taken back whole, and nothing else (SIP2 BI in 11 and 09, NCIP
/// UndoCheckOutItem). Accepted also when it has been taken back before; refused when anybody else has acted on the copy since.
/// </summary>
/// <param name="Card">The reader of the loan (11); null where the message names none (09).</param>
public sealed record TakeBack(Barcode Barcode, CardNumber? Card) : Command<TakeBack.Result>
{
    /// <summary>Only a loan or a renewal is meant (NCIP UndoCheckOutItem), never a return.</summary>
    public bool LoansOnly { get; init; }

    public override Needs Needs => new() { Card = Card, Item = Barcode, LastAct = true, Interlibrary = LoansOnly ? null : new(default, null, Barcode) { Ended = true } };

    public sealed record Result : Outcome
    {
        public Item? Item { get; init; }

        /// <summary>The act that was taken back.</summary>
        public ItemActKind? Undone { get; init; }
    }

    public override Decision<Result> Decide(Snapshot now, Facts facts)
    {
        if (Card is not null && now.Reader is null) return Refuse(now, "card-unknown");
        if (now.Item is not { } item) return Refuse(now, "item-unknown");
        if (item.LastAct is not { } act || act.Terminal != facts.Caller.Terminal) return Refuse(now, "cancel-impossible");
        if (LoansOnly && act.Kind is ItemActKind.CheckedIn) return Refuse(now, "cancel-impossible");
        if (act.Kind is ItemActKind.TakenBack) return new(Done(now, null), []);
        if (now.Reader is { } reader && act.Reader is { } owner && reader.Id != owner) return Refuse(now, "cancel-impossible");
        if (now.LastActIsPaid) return Refuse(now, "cancel-impossible");
        var events = ImmutableArray.CreateBuilder<DomainEvent>();
        switch (act)
        {
            case { Kind: ItemActKind.CheckedOut, Loan: { } loan }:
                events.Add(new CheckOutUndone(loan));
                break;
            case { Kind: ItemActKind.Renewed, Loan: { } loan, DueBefore: { } due }:
                events.Add(new RenewalUndone(loan, due, act.RenewalsBefore));
                break;
            case { Kind: ItemActKind.CheckedIn, Loan: { } loan }:
                events.Add(new CheckInUndone(loan, act.Card, act.DueBefore, act.RenewalsBefore));
                if (now.Interlibrary is { } between && between.Id.Value == act.Interlibrary && between.After(InterlibraryStep.Reopen, facts.Now) is { } reopened)
                    events.Add(new InterlibraryMoved(reopened, InterlibraryStep.Reopen, IsTold: false));
                break;
        }
        if (act.Kind is not ItemActKind.Renewed && (act.LocationBefore != item.CurrentLocation || act.StatusBefore != item.Status))
            events.Add(new ItemMoved(item.Id, act.LocationBefore, act.StatusBefore));
        events.AddRange(act.HoldsBefore.Select(hold => new HoldRestored(hold)));
        events.AddRange(act.Entries.Select(entry => new EntryReversed(facts.Ids.Next(), entry)));
        events.Add(new ItemActNoted(item.Id, act with { Kind = ItemActKind.TakenBack, HoldsBefore = [], Entries = [] }));
        return new(Done(now, act.Kind), events.ToImmutable());
    }

    static Result Done(Snapshot now, ItemActKind? undone) => new()
    {
        Item = now.Item, Undone = undone, Notices = [new("taken-back")],
        ReaderLanguage = now.Reader?.Language ?? now.Item?.Loan?.Borrower?.Language,
    };

    static Decision<Result> Refuse(Snapshot now, string code) =>
        new(new() { Refusal = new(code), Item = now.Item, ReaderLanguage = now.Reader?.Language }, []);
}

/// <summary>The loan never was.</summary>
public sealed record CheckOutUndone(LoanId Loan) : DomainEvent;

/// <summary>The loan has its earlier due date.</summary>
public sealed record RenewalUndone(LoanId Loan, DateTimeOffset DueAt, int Renewals) : DomainEvent;

/// <summary>The loan goes on as if nothing had come back.</summary>
/// <param name="Card">With the due date null where the return was made before these were kept.</param>
public sealed record CheckInUndone(LoanId Loan, CardNumber? Card, DateTimeOffset? DueAt, int Renewals) : DomainEvent;

/// <summary>A hold is in its place and state of before.</summary>
public sealed record HoldRestored(HoldBefore Before) : DomainEvent;
