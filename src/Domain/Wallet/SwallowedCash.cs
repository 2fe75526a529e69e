using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Wallet;

/// <summary>
/// A machine keeps what it has swallowed (domain reference 1.5): what is refused then is money of nobody's with a slip, which the desk assigns or gives
/// back. What the machine says is believed, since its vault will be counted.
/// </summary>
static class SwallowedCash
{
    /// <param name="said">Amount text of the message.</param>
    /// <param name="inserted">Notes and coins (SIP2 WG); null where the machine tells none.</param>
    /// <param name="reference">The machine's own number, which stands on the slip.</param>
    /// <returns>Null where nothing was swallowed.</returns>
    public static Kept? Of(CardNumber card, string said, string? inserted, string paymentType, string? reference, Refusal why, Facts facts)
    {
        if (!facts.Caller.Rules.Wallet.TakesCash || paymentType != PaymentTypes.Cash || string.IsNullOrWhiteSpace(reference) || why.Code is "not-permitted") return null;
        var currency = facts.Library.Currency;
        var isCounted = CashPiece.TryParse(inserted ?? "", currency, out var pieces);
        var taken = isCounted && !pieces.IsEmpty ? CashPiece.Sum(pieces, currency) : Money.TryParse(said, currency, out var told) ? told : Money.Zero(currency);
        if (!taken.IsPositive) return null;
        var machine = facts.Caller.Terminal;
        var entry = new LedgerEntry(facts.Ids.Next(), "unassigned", new Posting(Accounts.Cash(machine), taken), new Posting(Accounts.Unassigned(machine), -taken));
        return new(entry.Id, new Notice("fault-slip", taken, reference), [new CashUnassigned(machine, reference, card, taken, why.Code, entry), .. In(facts, pieces, entry.Id)]);
    }

    /// <summary>Notes and coins that went into the machine's vault with an entry.</summary>
    public static ImmutableArray<DomainEvent> In(Facts facts, ImmutableArray<CashPiece> pieces, Guid entry) =>
        pieces.IsEmpty ? [] : [new CashInserted(facts.Caller.Terminal, entry, pieces)];

    public sealed record Kept(Guid Entry, Notice Slip, ImmutableArray<DomainEvent> Events);
}
