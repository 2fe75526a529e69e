using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Payments;

/// <summary>What a reader has begun to pay over a gateway (HF-12): some fees, or a sum into her prepaid account.</summary>
public sealed record OnlinePayment
{
    public required Guid Id { get; init; }

    public required AgencyId Agency { get; init; }

    public required ReaderId Reader { get; init; }

    public required CardNumber Card { get; init; }

    /// <summary>Name of the gateway.</summary>
    public required string Gateway { get; init; }

    public required OnlinePurpose Purpose { get; init; }

    public required Money Amount { get; init; }

    /// <summary>The fees that were meant, in the order in which they are paid; empty for a top-up.</summary>
    public ImmutableArray<ChargeId> Charges { get; init; } = [];

    public OnlinePaymentState State { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The gateway is told to take no money after it; what comes all the same is credited and listed.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>What came in for it.</summary>
    public required Money Received { get; init; }

    /// <summary>What of it was neither needed for the fees nor fitted into the account; owed to the reader.</summary>
    public required Money Rest { get; init; }

    /// <summary>What of it was decided to go back.</summary>
    public required Money Refunded { get; init; }

    /// <summary>What of that was taken from <see cref="Rest"/>.</summary>
    public required Money RefundedOfRest { get; init; }

    /// <summary>What it paid, as postings say; loaded for a refund.</summary>
    public ImmutableArray<Covered> Covered { get; init; } = [];

    public Money Refundable => Received - Refunded;

    public static OnlinePayment Begin(Guid id, AgencyId agency, ReaderId reader, CardNumber card, string gateway, OnlinePurpose purpose, Money amount,
        ImmutableArray<ChargeId> charges, DateTimeOffset at, TimeSpan validFor) => new()
    {
        Id = id, Agency = agency, Reader = reader, Card = card, Gateway = gateway, Purpose = purpose, Amount = amount, Charges = charges, StartedAt = at,
        ExpiresAt = at + validFor, Received = Money.Zero(amount.Currency), Rest = Money.Zero(amount.Currency), Refunded = Money.Zero(amount.Currency),
        RefundedOfRest = Money.Zero(amount.Currency),
    };
}

public enum OnlinePurpose { Fees, TopUp }

/// <summary>Begun, then paid, or expired; an expired one is paid when its money comes late.</summary>
public enum OnlinePaymentState { Started, Paid, Expired }

/// <summary>A fee that was paid, with the account that earned it.</summary>
public sealed record Covered(long Charge, string FeeType, AgencyId Agency, Money Applied);

/// <summary>What a gateway says it has taken.</summary>
/// <param name="Number">The gateway's own number of the transaction: the key of exactly once.</param>
/// <param name="Currency">Three letters as it gave them.</param>
public sealed record GatewayReceipt(string Gateway, string Number, long AmountMinor, string Currency, DateTimeOffset PaidAt);

/// <summary>What staff should look at in a payment that came in.</summary>
public enum OnlineFinding
{
    /// <summary>It came after its time was over; it was credited.</summary>
    Late,

    /// <summary>It came for a payment that had been paid with another transaction; it is owed to the reader.</summary>
    PaidTwice,

    /// <summary>Not all of it was needed any more; the rest is owed to the reader.</summary>
    Rest,

    /// <summary>It is not the amount or the currency that was asked for; nothing was booked.</summary>
    AmountDiffers,
}

public sealed record OnlinePaymentStarted(OnlinePayment Payment) : DomainEvent;

/// <param name="Entry">Null where nothing was booked.</param>
/// <param name="Settled">Charges with nothing left.</param>
public sealed record OnlinePaymentReceived(
    OnlinePayment Payment, GatewayReceipt Receipt, Wallet.LedgerEntry? Entry, ImmutableArray<ChargeId> Settled, Money Rest, ImmutableArray<OnlineFinding> Findings) : DomainEvent;

public sealed record OnlinePaymentExpired(Guid Payment) : DomainEvent;
