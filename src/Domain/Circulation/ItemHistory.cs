using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Wallet;

namespace ProtocolServer.Domain.Circulation;

/// <summary>
/// What is known of a copy's recent past, so that an act heard of late takes its place in the order of dates: bulk uploads come out of
/// order and from several machines, and must end in the state that date order gives.
/// </summary>
/// <param name="Loans">Loans that have ended, oldest first.</param>
/// <param name="Acts">When something was done with the copy, oldest first.</param>
public sealed record ItemHistory(ImmutableArray<PastLoan> Loans, ImmutableArray<DateTimeOffset> Acts)
{
    public static readonly ItemHistory Unknown = new([], []);

    /// <summary>The first act after that moment; null when the moment is the latest that is known.</summary>
    public DateTimeOffset? NextAfter(DateTimeOffset at)
    {
        foreach (var act in Acts)
            if (act > at)
                return act;
        return null;
    }

    /// <summary>The ended loan that was running at that moment.</summary>
    public PastLoan? RunningAt(DateTimeOffset at) => Loans.FirstOrDefault(past => past.Loan.CheckedOutAt < at && past.EndedAt > at);
}

/// <summary>A loan that has ended.</summary>
/// <param name="UnpaidFine">The ledger entry of its overdue fine, where nothing has been paid on it.</param>
public sealed record PastLoan(Loan Loan, DateTimeOffset EndedAt, Guid? UnpaidFine)
{
    /// <summary>The loan ended earlier than was thought: its end moves, and its fine is reckoned anew where nothing was paid on it.</summary>
    public IEnumerable<DomainEvent> EndedAlready(DateTimeOffset at, Item item, Facts facts)
    {
        yield return new LoanEnded(Loan, at);
        if (UnpaidFine is not { } entry) yield break;
        yield return new EntryReversed(facts.Ids.Next(), entry);
        var of = new RuleCase(Loan.Borrower?.Category, Loan.Borrower?.Level, item.Kind, Loan.Agency.Value);
        var fine = DueDate.FineFor(Loan, of, at, facts.AgencyOf(Loan.Agency).Library);
        if (fine.IsPositive)
            yield return new ChargeAssessed(
                new(facts.Ids.Next()), Loan.Reader, Loan.Agency, FeeTypes.Overdue, fine, item, Loan.Id, facts.Ids.Next());
    }
}
