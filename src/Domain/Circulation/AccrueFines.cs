using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Wallet;

namespace ProtocolServer.Domain.Circulation;

/// <summary>
/// A business day is over: what each overdue loan has come to by its end is put on its reader's account (HF-5 and the like). Page by page; a loan
/// whose day was reckoned already is not in the next page, so that running twice does nothing.
/// </summary>
/// <param name="Day">The day that is over, in the agency's calendar.</param>
/// <param name="DueBefore">The end of that day.</param>
public sealed record AccrueFines(AgencyId Agency, DateOnly Day, DateTimeOffset DueBefore) : Command<AccrueFines.Result>
{
    /// <summary>The last loan of the page before; what lies before it is not looked at again.</summary>
    public OverduePlace After { get; init; }

    /// <summary>Loans in one transaction.</summary>
    public const int Page = 1000;

    public override Needs Needs => new() { Overdue = new(Agency, Day, DueBefore, After, Page) };

    /// <param name="Loans">How many were looked at; fewer than a page is the end.</param>
    /// <param name="Last">Where the next page begins.</param>
    public sealed record Result(int Loans, OverduePlace Last) : Outcome;

    public override Decision<Result> Decide(Snapshot now, Facts facts)
    {
        if (now.Overdue.IsEmpty) return new(new(0, After), []);
        var library = facts.AgencyOf(Agency).Library;
        var lines = ImmutableArray.CreateBuilder<AccruedFine>(now.Overdue.Length);
        foreach (var loan in now.Overdue) lines.Add(Line(loan, library, facts));
        var sum = lines.Sum(line => line.AddedMinor);
        var entry = sum == 0 ? null : new LedgerEntry(facts.Ids.Next(), "accrued",
        [
            .. lines.Where(line => line.AddedMinor > 0).Select(line => new Posting(Accounts.Receivable(line.Loan.Reader), new(line.AddedMinor, library.Currency), line.Charge)),
            new Posting(Accounts.Income(Agency, FeeTypes.Overdue), new(-sum, library.Currency)),
        ]);
        var last = now.Overdue[^1];
        return new(new(now.Overdue.Length, new(last.DueAt, last.Id)), [new FinesAccrued(Agency, Day, lines.MoveToImmutable(), entry)]);
    }

    AccruedFine Line(Loan loan, LibraryFile library, Facts facts)
    {
        var of = new RuleCase(loan.Borrower?.Category, loan.Borrower?.Level, loan.ItemKind, loan.Agency.Value);
        var isNightly = library.Overdue.Find(of) is { AccruesNightly: true };
        var total = isNightly ? DueDate.FineFor(loan, of, DueBefore, library).AmountMinor : 0;
        var added = Math.Max(0, total - loan.AccruedMinor);
        return new(loan, added, loan.AccrualCharge ?? (added > 0 ? new(facts.Ids.Next()) : null));
    }
}

/// <param name="Charge">The charge it grows on; null while nothing has accrued.</param>
public sealed record AccruedFine(Loan Loan, long AddedMinor, ChargeId? Charge)
{
    public bool IsNew => AddedMinor > 0 && Loan.AccrualCharge is null;
}

/// <summary>A page of overdue loans was reckoned up to the end of a day.</summary>
/// <param name="Entry">Null where none of them has cost anything more.</param>
public sealed record FinesAccrued(AgencyId Agency, DateOnly Day, ImmutableArray<AccruedFine> Lines, LedgerEntry? Entry) : DomainEvent;

/// <summary>Overdue loans of an agency whose fines were not reckoned up to a day yet.</summary>
public sealed record OverdueWanted(AgencyId Agency, DateOnly Day, DateTimeOffset DueBefore, OverduePlace After, int Most);

/// <summary>A place in the list of overdue loans, which is in the order of due dates; the default is its beginning.</summary>
public readonly record struct OverduePlace(DateTimeOffset DueAt, LoanId Loan);
