using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Wallet;

namespace ProtocolServer.Domain.Circulation;

/// <summary>The amount of a fee as a message names it (NCIP AcknowledgedFeeAmount, PaidFeeAmount).</summary>
/// <param name="IsPaid">The reader has paid it where the message comes from; else she agrees to owe it.</param>
public readonly record struct FeeSaid(Money Amount, bool IsPaid);

/// <summary>The handshake about a fee (ncip reference 6.4), the same for loans and holds.</summary>
static class FeeConsent
{
    /// <summary>Why the act can't go on at this price; null where the reader has agreed to it or it costs nothing.</summary>
    /// <param name="isAcknowledged">She agrees to whatever it costs (SIP2 BO), or to what is said.</param>
    public static Refusal? Refuses(Money fee, bool isAcknowledged, FeeSaid? said, Facts facts)
    {
        if (said is { IsPaid: true } paid && paid.Amount.IsPositive && !facts.Caller.Permissions.HasFlag(Permissions.Pay)) return new("not-permitted");
        if (!fee.IsPositive) return said is { IsPaid: true, Amount.IsPositive: true } ? new("fee-differs", fee) : null;
        if (!isAcknowledged) return new("fee-unacknowledged", fee);
        return said is { } amount && amount.Amount != fee ? new("fee-differs", fee) : null;
    }

    /// <summary>What was paid where the message comes from is in its till, and the charge is settled.</summary>
    public static IEnumerable<DomainEvent> Settle(ChargeAssessed charge, FeeSaid? said, Facts facts)
    {
        if (said is not { IsPaid: true }) yield break;
        var entry = new LedgerEntry(facts.Ids.Next(), "paid",
            [new Posting(Accounts.Cash(facts.Caller.Terminal), charge.Amount), new Posting(Accounts.Receivable(charge.Reader), -charge.Amount, charge.Charge)]);
        yield return new PaymentReceived(charge.Reader, entry, null, [charge.Charge]);
    }
}
