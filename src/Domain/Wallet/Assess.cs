using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Wallet;

/// <summary>A fine or fee was put on a reader's account: one balanced entry, receivable against income (G-4).</summary>
public sealed record ChargeAssessed(
    ChargeId Charge, ReaderId Reader, AgencyId Agency, string FeeType, Money Amount, Item? Item, LoanId? Loan, Guid Entry) : DomainEvent
{
    /// <summary>The number of whoever asked for it.</summary>
    public string? Reference { get; init; }

    /// <summary>What it is for, where no copy says it.</summary>
    public string? Description { get; init; }

    public LedgerEntry LedgerEntry => new(Entry, "assessed",
        new Posting(Accounts.Receivable(Reader), Amount, Charge), new Posting(Accounts.Income(Agency, FeeType), -Amount));
}

/// <summary>A charge that is there already has grown.</summary>
public sealed record ChargeRaised(ChargeId Charge, ReaderId Reader, AgencyId Agency, string FeeType, Money Amount, Guid Entry) : DomainEvent
{
    public LedgerEntry LedgerEntry => new(Entry, "assessed",
        new Posting(Accounts.Receivable(Reader), Amount, Charge), new Posting(Accounts.Income(Agency, FeeType), -Amount));
}

/// <summary>An entry was taken back by its mirror image; the charge it raised is settled by that.</summary>
public sealed record EntryReversed(Guid Entry, Guid Original) : DomainEvent;
