using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Wallet;

/// <summary>That a payment gets an official receipt of this agency, and who issues it (LV-9).</summary>
public sealed record ReceiptWanted(AgencyId Agency, string Operator);

/// <summary>What a receipt says of itself.</summary>
static class Receipts
{
    /// <summary>A cash machine's is information, in the reader's language; the desk's is official (LV-9).</summary>
    public static Notice Informational { get; } = new("receipt-informational");
}

/// <summary>
/// The last official receipt of an agency; the next one has the next number, and a new day begins with 1. A node whose clock is still before midnight goes
/// on with the day that another one has begun.
/// </summary>
public readonly record struct LastReceipt(DateOnly Day, int Number)
{
    public ReceiptIssued Next(ReceiptWanted wanted, DateOnly today, Guid entry) => Day >= today ? new(wanted, Day, Number + 1, entry) : new(wanted, today, 1, entry);
}

/// <summary>An official receipt; numbers of a day have no gap.</summary>
public sealed record ReceiptIssued(ReceiptWanted Wanted, DateOnly Day, int Number, Guid Entry) : DomainEvent
{
    /// <summary>As it is printed: <c>2026-03-10/0007</c>.</summary>
    public string Text => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Day:yyyy-MM-dd}/{Number:D4}");

    public Notice Notice => new("receipt", Text);
}
