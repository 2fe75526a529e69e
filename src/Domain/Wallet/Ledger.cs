using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Readers;

namespace ProtocolServer.Domain.Wallet;

/// <summary>One line of a ledger entry: plus is debit, minus is credit.</summary>
/// <param name="Account">Name of the account, from <see cref="Accounts"/>.</param>
/// <param name="Charge">The charge that the line raises or settles.</param>
public readonly record struct Posting(string Account, Money Amount, ChargeId? Charge = null);

/// <summary>A balanced entry (G-4): two or more postings that sum to zero per currency. Nothing is edited; a correction is another entry.</summary>
public sealed record LedgerEntry
{
    public Guid Id { get; }

    /// <summary>Why: <c>assessed</c>, <c>paid</c>, <c>waived</c>, <c>reversed</c>.</summary>
    public string Reason { get; }

    public ImmutableArray<Posting> Postings { get; }

    /// <summary>The entry this one takes back.</summary>
    public Guid? Reverses { get; init; }

    public LedgerEntry(Guid id, string reason, params ImmutableArray<Posting> postings)
    {
        if (postings.Length < 2 || postings.GroupBy(p => p.Amount.Currency).Any(g => g.Sum(p => p.Amount.AmountMinor) != 0))
            throw new InvalidOperationException("A ledger entry has two or more postings and sums to zero per currency.");
        (Id, Reason, Postings) = (id, reason, postings);
    }
}

/// <summary>Names of the accounts. A reader's account is named by her id, so that money never follows a card number.</summary>
public static class Accounts
{
    public static string Receivable(ReaderId reader) => $"receivable/{reader}";

    public static string Income(AgencyId agency, string feeType) => $"income/{agency}/{feeType}";

    public static string Cash(TerminalId terminal) => $"cash/{terminal}";

    public static string Clearing(TerminalId terminal) => $"clearing/{terminal}";

    public static string WriteOff(AgencyId agency) => $"write-off/{agency}";
}
