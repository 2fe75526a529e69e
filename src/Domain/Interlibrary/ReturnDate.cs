using System.Collections.Immutable;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Interlibrary;

/// <summary>The lender gives more time for its copy, or wants it back sooner: the reader's loan follows.</summary>
static class ReturnDate
{
    /// <param name="item">The copy, where it is here.</param>
    public static ImmutableArray<DomainEvent> Moved(InterlibraryLoan loan, Item? item, DateTimeOffset until, DateTimeOffset now)
    {
        ImmutableArray<DomainEvent> events = [new InterlibraryMoved(loan with { ReturnBy = until, Remark = null }, null, IsTold: true)];
        if (item is not { LentBy: not null }) return events;
        events = events.Add(new ReturnDateMoved(item.Id, until));
        return item.Loan is not { } lent ? events
            : until < lent.DueAt ? events.Add(new LoanRecalled(lent with { DueAt = until, RecalledAt = now }))
            : until > loan.ReturnBy ? events.Add(new LoanRenewed(lent with { DueAt = until, Renewals = lent.Renewals + 1 }))
            : events;
    }
}
