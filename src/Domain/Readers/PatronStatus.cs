using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Wallet;

namespace ProtocolServer.Domain.Readers;

/// <summary>The 14 positions of the SIP2 patron status (section 10), and the first reason behind a denied privilege.</summary>
public sealed record PatronStatus
{
    readonly int bits;

    /// <summary>Why borrowing is denied; null when it is not.</summary>
    public Refusal? Borrowing { get; }

    /// <summary>Why renewing is denied; null when it is not. A single loan may still be refused.</summary>
    public Refusal? Renewing { get; }

    /// <summary>Why holds are denied; null when they are not.</summary>
    public Refusal? Holding { get; }

    PatronStatus(int positions, Refusal? borrowing = null, Refusal? renewing = null, Refusal? holding = null) =>
        (bits, Borrowing, Renewing, Holding) = (positions, borrowing, renewing, holding);

    /// <summary>Whether the position (0 to 13) says Y.</summary>
    public bool this[int position] => (bits & 1 << position) != 0;

    /// <summary>An unknown card: privileges 0 to 3 denied, nothing else known.</summary>
    public static PatronStatus Unknown { get; } = new(0b1111);

    public static PatronStatus Of(Reader reader, Facts facts)
    {
        var state = reader.Card.StateOn(facts.Today);
        var member = MembershipRefusal(reader, facts);
        var positions = state is CardState.Lost ? 1 << 4 : 0;
        Refusal? block = null;
        // Who holds a lost or dead card learns nothing of the account (BJ-10).
        if (CardStanding.Refuses(state, Act.Enquire) is null)
            foreach (var (position, reason) in Blocks(reader, facts))
            {
                positions |= 1 << position;
                if (!facts.Caller.Rules.Overrule(reason)) block ??= reason;
            }
        var limits = facts.Library.Blocks;
        var borrowing = CardStanding.Refuses(state, Act.Borrow) ?? member ?? block;
        var renewing = CardStanding.Refuses(state, Act.Renew) ?? member ?? (limits.ForbidRenewals ? block : null);
        var holding = CardStanding.Refuses(state, Act.PlaceHold) ?? member ?? (limits.ForbidHolds ? BlockBesidesLimit(reader, facts) : null);
        if (borrowing is not null) positions |= 1;
        if (renewing is not null) positions |= 1 << 1;
        if (holding is not null) positions |= 1 << 2 | 1 << 3;
        return new(positions, borrowing, renewing, holding);
    }

    /// <summary>No loans where the reader is no member (NO-5).</summary>
    static Refusal? MembershipRefusal(Reader reader, Facts facts) =>
        facts.Library.Membership.Required && !reader.IsMemberOf(facts.Agency.Id) ? new("not-member", facts.Agency.Name) : null;

    /// <summary>Being at the loan limit does not keep a reader from placing a hold.</summary>
    static Refusal? BlockBesidesLimit(Reader reader, Facts facts)
    {
        foreach (var (position, reason) in Blocks(reader, facts))
            if (position != 5 && !facts.Caller.Rules.Overrule(reason))
                return reason;
        return null;
    }

    /// <summary>Every limit passed, with its position (HF-6 and the library's other limits).</summary>
    static IEnumerable<(int Position, Refusal Reason)> Blocks(Reader reader, Facts facts)
    {
        var limits = facts.Library.Blocks;
        if (LoanLimit(reader, facts) is { } terms && LoansCounted(reader, terms, facts) >= terms.Limit)
            yield return (5, new("loan-limit", terms.Limit));
        var overdue = reader.Loans.Count(loan => loan.IsOverdue(facts.Now));
        if (overdue >= limits.OverdueItems) yield return (6, new("overdue-items", overdue));
        var renewals = reader.Loans.Sum(loan => loan.Renewals);
        if (renewals >= limits.RenewalsSpent) yield return (7, new("renewals-spent", renewals));
        var claims = reader.Loans.Count(loan => loan.ClaimedReturned);
        if (claims >= limits.ClaimedReturned) yield return (8, new("claims-returned", claims));
        var lost = reader.Charges.Count(charge => charge.FeeType == FeeTypes.Replacement);
        if (lost >= limits.LostItems) yield return (9, new("items-lost", lost));
        var fines = Owed(reader, facts, charge => charge.IsFine);
        if (fines.IsPositive && fines.AmountMinor >= limits.FinesMinor) yield return (10, new("fines-owed", fines));
        var fees = Owed(reader, facts, charge => !charge.IsFine);
        if (fees.IsPositive && fees.AmountMinor >= limits.FeesMinor) yield return (11, new("fees-owed", fees));
        var recalls = reader.Loans.Count(loan => loan.RecalledAt is not null && loan.IsOverdue(facts.Now));
        if (recalls >= limits.RecallsOverdue) yield return (12, new("recalls-overdue", recalls));
        var billed = reader.Charges.Count(charge => charge.FeeType is FeeTypes.Replacement or FeeTypes.Damage);
        if (billed >= limits.BilledItems) yield return (13, new("items-billed", billed));
    }

    /// <summary>The widest limit over all kinds of items: at it, nothing more can be borrowed.</summary>
    public static LoanTerms? LoanLimit(Reader reader, Facts facts) =>
        facts.Library.Loans.FindForEachKind(reader.Case(facts.Agency.Id)).MaxBy(terms => terms.Limit);

    /// <summary>Open loans that count towards the limit of these terms.</summary>
    public static int LoansCounted(Reader reader, LoanTerms terms, Facts facts) => terms.CountedAcross switch
    {
        LoanScope.Agency => reader.Loans.Count(loan => loan.Agency == facts.Agency.Id),
        _ => reader.Loans.Length,
    };

    /// <summary>What the reader owes in the library's currency.</summary>
    public static Money Owed(Reader reader, Facts facts, Func<Charge, bool>? which = null)
    {
        var sum = Money.Zero(facts.Library.Currency);
        foreach (var charge in reader.Charges)
            if (charge.Remaining.Currency == sum.Currency && (which is null || which(charge)))
                sum += charge.Remaining;
        return sum;
    }

    /// <summary>14 characters, <c>Y</c> or blank.</summary>
    public override string ToString() => string.Create(14, bits, static (text, set) =>
    {
        for (var i = 0; i < text.Length; i++) text[i] = (set & 1 << i) != 0 ? 'Y' : ' ';
    });
}
