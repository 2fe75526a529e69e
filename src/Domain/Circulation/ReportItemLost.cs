using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Wallet;

namespace ProtocolServer.Domain.Circulation;

/// <summary>
/// A reader has lost or damaged what she has on loan (HF-13): she brings a new copy of the same ISBN and pays its processing, or pays by price and
/// age. A lost copy's loan ends with it, and what it was overdue until now is owed as well.
/// </summary>
public sealed record ReportItemLost(Barcode Barcode) : Command<ReportItemLost.Result>
{
    /// <summary>It is there still: the loan goes on until it is returned.</summary>
    public bool IsDamaged { get; init; }

    /// <summary>ISBN of the new copy that was brought; null: it is paid.</summary>
    public string? NewCopyIsbn { get; init; }

    /// <summary>Amount text that staff ask for instead of the price in the books; null: by those.</summary>
    public string? Price { get; init; }

    public string? TransactionId { get; init; }

    public override Needs Needs => new() { Item = Barcode, Worth = true };

    public override bool MovesMoney => true;

    public override Result KeyConflict(Snapshot now) => new() { Refusal = new("key-conflict") };

    public sealed record Result : Outcome
    {
        public Item? Item { get; init; }

        /// <summary>What was put on the reader's account in all.</summary>
        public Money? Charged { get; init; }
    }

    public override Decision<Result> Decide(Snapshot now, Facts facts)
    {
        if (!facts.Caller.Permissions.HasFlag(Permissions.Charge)) return Refuse(new("not-permitted"));
        if (now.Item is not { } item) return Refuse(new("item-unknown"));
        if (item.Loan is not { } loan) return Refuse(new("not-on-loan"));
        var library = facts.AgencyOf(loan.Agency).Library;
        var rule = library.Fees.Lost;
        if (NewCopyIsbn is not null && !rule.TakesNewCopy) return Refuse(new("payment-type"));
        if (NewCopyIsbn is not null && !IsSame(NewCopyIsbn, now.Worth?.Isbn)) return Refuse(new("isbn-differs"));
        var events = ImmutableArray.CreateBuilder<DomainEvent>();
        if (NewCopyIsbn is null)
        {
            if (Asked(now, library, facts) is not { } worth) return Refuse(new(Price is null ? "price-unknown" : "payment-amount"));
            if (worth > 0) Charge(IsDamaged ? FeeTypes.Damage : FeeTypes.Replacement, worth);
        }
        else if (rule.ProcessingMinor > 0) Charge(FeeTypes.Processing, rule.ProcessingMinor);
        if (!IsDamaged)
        {
            if (CheckIn.FineOf(loan, item, facts.Now, facts) is { } fine) events.Add(fine);
            events.Add(new LoanLost(loan));
            events.Add(new ItemMoved(item.Id, item.CurrentLocation, ItemStatus.Lost));
        }
        var charged = events.OfType<ChargeAssessed>().Aggregate(Money.Zero(library.Currency), (sum, charge) => sum + charge.Amount);
        return new(new() { Item = item, Charged = charged, ReaderLanguage = loan.Borrower?.Language, Notices = [new("assessed", charged)] }, events.ToImmutable());

        void Charge(string type, long minor) => events.Add(new ChargeAssessed(
            new(facts.Ids.Next()), loan.Reader, loan.Agency, type, new(minor, library.Currency), item, loan.Id, facts.Ids.Next()) { Reference = TransactionId });
    }

    /// <summary>What is asked for the copy, minor units; null where that is not known, or can't be read.</summary>
    long? Asked(Snapshot now, LibraryFile library, Facts facts)
    {
        if (Price is not null) return Money.TryParse(Price, library.Currency, out var asked) && asked.IsPositive ? asked.AmountMinor : null;
        if (now.Worth?.PriceMinor is not (> 0 and var price)) return null;
        var years = now.Worth.BoughtOn is { } bought ? Years(bought, facts.Today) : 0;
        // Half away from zero, as the tariff says (domain reference R2).
        return (checked(price * library.Fees.Lost.PercentAt(years)) + 50) / 100;
    }

    /// <summary>Whole years, as birthdays count them.</summary>
    static int Years(DateOnly from, DateOnly to)
    {
        var years = Math.Max(0, to.Year - from.Year);
        return years > 0 && from.AddYears(years) > to ? years - 1 : years;
    }

    static bool IsSame(string brought, string? known) => known is not null && Isbn.Plain(brought) is { Length: >= 10 } isbn && isbn == Isbn.Plain(known);

    static Decision<Result> Refuse(Refusal refusal) => new(new() { Refusal = refusal }, []);
}

/// <summary>What a copy is worth.</summary>
public sealed record Worth(long? PriceMinor, DateOnly? BoughtOn, string? Isbn);

/// <summary>A loan has ended because the copy is gone.</summary>
public sealed record LoanLost(Loan Loan) : DomainEvent;
