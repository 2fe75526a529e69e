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

    /// <summary>
    /// Why: <c>assessed</c>, <c>paid</c>, <c>waived</c>, <c>reversed</c>, <c>accrued</c>, <c>lowered</c>; of wallets <c>topped-up</c>, <c>held</c>, <c>captured</c>, <c>released</c>,
    /// <c>expired</c>, <c>spent</c>, <c>recredited</c>, <c>transferred</c>, <c>unassigned</c>.
    /// </summary>
    public string Reason { get; }

    public ImmutableArray<Posting> Postings { get; }

    /// <summary>The entry this one takes back.</summary>
    public Guid? Reverses { get; init; }

    /// <summary>The entry of which this one gives a part back.</summary>
    public Guid? Corrects { get; init; }

    /// <summary>Who decided it, where a person did (G-4).</summary>
    public string? Operator { get; init; }

    /// <summary>Why it was decided, in the operator's words (domain reference R16).</summary>
    public string? Note { get; init; }

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

    /// <summary>Where money of that payment type lies: cash in the vault, everything else at the processor.</summary>
    public static string Till(TerminalId terminal, string paymentType) => paymentType == PaymentTypes.Cash ? Cash(terminal) : Clearing(terminal);

    /// <summary>Paid in advance and free to spend.</summary>
    public static string Wallet(ReaderId reader) => $"wallet/{reader}";

    /// <summary>Paid in advance and held for running jobs.</summary>
    public static string WalletHeld(ReaderId reader) => $"wallet-held/{reader}";

    /// <summary>Swallowed by a machine and nobody's yet.</summary>
    public static string Unassigned(TerminalId terminal) => $"unassigned-cash/{terminal}";

    /// <summary>Left for a card; owed to the reader.</summary>
    public static string Deposit(ReaderId reader) => $"deposit/{reader}";

    /// <summary>What a count found beyond the books, or short of them.</summary>
    public static string OverShort(AgencyId agency) => $"over-short/{agency}";

    /// <summary>Cash that was taken out of a vault or a till and brought to the safe.</summary>
    public static string Safe(AgencyId agency) => $"safe/{agency}";

    /// <summary>What an earlier system hands over: balances as they were when this ledger began.</summary>
    public static string Opening(AgencyId agency) => $"opening/{agency}";

    /// <summary>Balances that old copy cards brought along.</summary>
    public static string OldCards(AgencyId agency) => $"old-copy-cards/{agency}";

    public static string WriteOff(AgencyId agency) => $"write-off/{agency}";

    /// <summary>What a payment gateway has taken and not yet paid out.</summary>
    public static string Gateway(string gateway) => $"clearing/gateway/{gateway}";

    /// <summary>Came in and was not needed, or was decided to go back; owed to the reader.</summary>
    public static string RefundsDue(ReaderId reader) => $"refunds-due/{reader}";
}
