using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Readers;

namespace ProtocolServer.Domain.Circulation;

/// <summary>A loan is prolonged (SIP2 29, NCIP RenewItem; HF-4).</summary>
/// <param name="Barcode">The copy; null where only the title is named.</param>
public sealed record Renew(CardNumber Card, Barcode? Barcode) : Command<CheckOut.Result>
{
    /// <summary>Title by name or record number (AJ), where no copy is named.</summary>
    public string? Title { get; init; }

    /// <summary>Whether somebody else than the borrower may renew.</summary>
    public bool ThirdPartyAllowed { get; init; }

    /// <summary>It was renewed off line and must not be refused (no block).</summary>
    public bool OffLine { get; init; }

    public DateTimeOffset? MadeAt { get; init; }

    public DateTimeOffset? PromisedDueAt { get; init; }

    /// <summary>Until when it is wanted; it counts where it is between the due date and what the rules would give (NCIP DesiredDateDue).</summary>
    public DateTimeOffset? WishedDueAt { get; init; }

    public override Needs Needs => new() { Card = Card, Item = Barcode, Account = true, LoanQueues = Barcode is null };

    public override Decision<CheckOut.Result> Decide(Snapshot now, Facts facts)
    {
        if (now.Reader is not { } reader) return Refuse(now, null, "card-unknown");
        if (!OffLine && PinGate.Refuses(facts, Act.Renew) is { } pin) return Refuse(now, null, pin);
        if (Barcode is not null && now.Item is null) return Refuse(now, null, "item-unknown");
        if ((now.Item is { } item ? item.Loan : ByTitle(reader)) is not { } loan) return Refuse(now, null, "not-on-loan");
        if (loan.Reader != reader.Id && !ThirdPartyAllowed && !OffLine) return Refuse(now, null, "not-your-loan");
        var done = DueDate.WhenDone(OffLine, MadeAt, facts.Now);
        var of = loan.Borrower is { } borrower && loan.Reader != reader.Id
            ? new RuleCase(borrower.Category, borrower.Level, loan.ItemKind, loan.Agency.Value)
            : reader.Case(loan.Agency, loan.ItemKind);
        if (!OffLine && Renewal.Refuses(reader, loan, Waiting(now, loan), facts) is { } refusal) return Refuse(now, loan, refusal);
        var renewed = OffLine && PromisedDueAt is { } promised
            ? Renewal.To(loan, promised, facts, now.Item)
            : Renewal.Of(loan, of, done, facts, now.Item);
        if (!OffLine && WishedDueAt > loan.DueAt && WishedDueAt < renewed.Loan.DueAt) renewed = Renewal.To(loan, WishedDueAt.Value, facts, now.Item);
        return new(Answer(now, renewed.Loan) with { IsRenewal = true, DueAt = renewed.Loan.DueAt }, renewed.Events);
    }

    Loan? ByTitle(Reader reader) => reader.Loans.FirstOrDefault(loan => loan.TitleName == Title || loan.RecordNumber == Title);

    static int Waiting(Snapshot now, Loan loan) => now.Item is { } item
        ? item.Queue.Count(hold => hold.Reader != loan.Reader && hold.CapturedItem is null)
        : now.WaitingForLoans.GetValueOrDefault(loan.Title);

    static CheckOut.Result Answer(Snapshot now, Loan? loan) =>
        new() { Reader = now.Reader, Item = now.Item, Loan = loan, ReaderLanguage = now.Reader?.Language };

    Decision<CheckOut.Result> Refuse(Snapshot now, Loan? loan, string code) => Refuse(now, loan, new Refusal(code));

    /// <summary>Off line nothing is refused: what can't be booked is listed for staff.</summary>
    Decision<CheckOut.Result> Refuse(Snapshot now, Loan? loan, Refusal refusal) => OffLine
        ? new(Answer(now, loan) with { IsRenewal = true, DueAt = PromisedDueAt ?? loan?.DueAt }, [new ContradictionNoted(refusal.Code)])
        : new(Answer(now, loan) with { Refusal = refusal, DueAt = loan?.DueAt }, []);
}

/// <summary>A loan got a later due date.</summary>
public sealed record LoanRenewed(Loan Loan) : DomainEvent;

/// <summary>The rule of renewing, shared by 29, 65 and an 11 for what the reader has already.</summary>
public static class Renewal
{
    /// <summary>Why this loan can't be renewed; null when it can (HF-4, HF-5).</summary>
    /// <param name="waiting">Holds of others that wait for the title.</param>
    public static Refusal? Refuses(Reader reader, Loan loan, int waiting, Facts facts)
    {
        if (PatronStatus.Of(reader, facts).Renewing is { } denied) return denied;
        if (TermsOf(loan, reader.Case(loan.Agency, loan.ItemKind), facts) is not { } terms) return new("item-not-lent");
        if (loan.ReturnBy <= loan.DueAt) return new("renewal-lender");
        if (loan.NotRenewable) return new("renewal-none");
        var overrides = facts.Caller.Rules.Overrides;
        if (loan.IsOverdue(facts.Now) && !terms.RenewsOverdue && !overrides.Contains("renewal-overdue")) return new("renewal-overdue");
        if (loan.Renewals >= terms.Renewals && !overrides.Contains("renewal-limit")) return new("renewal-limit", terms.Renewals);
        if ((loan.RecalledAt is not null || waiting > 0 && terms.HoldsForbidRenewal) && !overrides.Contains("renewal-held")) return new("renewal-held");
        return null;
    }

    /// <summary>The renewal by the terms of the agency that lent; never to an earlier date than before.</summary>
    public static (Loan Loan, ImmutableArray<DomainEvent> Events) Of(Loan loan, RuleCase of, DateTimeOffset done, Facts facts, Item? item)
    {
        var terms = TermsOf(loan, of, facts);
        var days = terms?.RenewalDays ?? terms?.Days ?? 0;
        var from = terms?.RenewalCountedFrom is RenewalStart.DueDate ? loan.DueAt : done;
        var dueAt = DueDate.NotAfter(loan.ReturnBy, DueDate.After(facts.AgencyOf(loan.Agency).Library.Calendar, from, days));
        return To(loan, dueAt > loan.DueAt ? dueAt : loan.DueAt, facts, item);
    }

    /// <summary>The renewal to a date that a terminal has promised already.</summary>
    public static (Loan Loan, ImmutableArray<DomainEvent> Events) To(Loan loan, DateTimeOffset dueAt, Facts facts, Item? item)
    {
        var renewed = loan with { DueAt = dueAt, Renewals = loan.Renewals + 1 };
        var act = new ItemAct
        {
            Kind = ItemActKind.Renewed, At = facts.Now, Loan = loan.Id, Reader = loan.Reader, Terminal = facts.Caller.Terminal,
            LocationBefore = item?.CurrentLocation ?? "", StatusBefore = item?.Status ?? ItemStatus.Available,
            DueBefore = loan.DueAt, RenewalsBefore = loan.Renewals,
        };
        return (renewed, [new LoanRenewed(renewed), new ItemActNoted(loan.Item, act)]);
    }

    static LoanTerms? TermsOf(Loan loan, RuleCase of, Facts facts) => facts.AgencyOf(loan.Agency).Library.Loans.Find(of);
}
