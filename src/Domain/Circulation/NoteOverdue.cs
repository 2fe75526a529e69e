using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Circulation;

/// <summary>
/// A business day is over: loans that were due on it and are still open have become overdue, and those who want to know are told once (NCIP
/// CirculationStatusUpdated). Page by page; a loan that was noted is not in the next page.
/// </summary>
/// <param name="After">The end of the day before.</param>
/// <param name="Until">The end of the day.</param>
public sealed record NoteOverdue(AgencyId Agency, DateTimeOffset After, DateTimeOffset Until) : Command<NoteOverdue.Result>
{
    /// <summary>Loans in one transaction.</summary>
    public const int Page = 500;

    public override Needs Needs => new() { NewlyOverdue = new(Agency, After, Until, Page) };

    /// <param name="Loans">Fewer than a page is the end.</param>
    public sealed record Result(int Loans) : Outcome;

    public override Decision<Result> Decide(Snapshot now, Facts facts) =>
        new(new(now.Overdue.Length), [.. now.Overdue.Select(loan => new LoanBecameOverdue(loan))]);
}

/// <summary>The due date of a loan has passed.</summary>
public sealed record LoanBecameOverdue(Loan Loan) : DomainEvent;

/// <summary>Open loans of an agency that fell due in that time and were not noted yet.</summary>
public sealed record NewlyOverdueWanted(AgencyId Agency, DateTimeOffset After, DateTimeOffset Until, int Most);
