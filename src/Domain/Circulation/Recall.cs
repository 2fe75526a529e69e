using ProtocolServer.Domain.Interlibrary;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Readers;

namespace ProtocolServer.Domain.Circulation;

/// <summary>A loan is called back (NCIP RecallItem): due on the wished day, never later than before and never before tomorrow's end.</summary>
public sealed record Recall(Barcode Barcode, DateTimeOffset? DesiredDueAt) : Command<RecallResult>
{
    /// <summary>Where it is to be sent when it has come back.</summary>
    public ShippingAddress? ShipTo { get; init; }

    public override Needs Needs => new() { Item = Barcode, Interlibrary = new(default, null, Barcode) };

    public override Decision<RecallResult> Decide(Snapshot now, Facts facts)
    {
        if (now.Item is not { } item) return RecallResult.Refuse(now, "item-unknown");
        if (item.Loan is not { } loan) return RecallResult.Refuse(now, "not-on-loan");
        if (item.Owner != facts.Agency.Id && loan.Agency != facts.Agency.Id) return RecallResult.Refuse(now, "item-elsewhere");
        if (loan.RecalledAt is not null) return new(RecallResult.Of(item, loan), []);
        var calendar = facts.AgencyOf(loan.Agency).Library.Calendar;
        var earliest = DueDate.After(calendar, facts.Now, 1);
        var wished = DesiredDueAt > earliest ? DesiredDueAt.Value : earliest;
        var recalled = loan with { RecalledAt = facts.Now, RecallTo = ShipTo, DueAt = wished < loan.DueAt ? wished : loan.DueAt };
        // A library that has it learns it, and recalls it from its reader.
        DomainEvent[] told = now.Interlibrary is { Role: InterlibraryRole.Lender } lent ? [new InterlibraryMoved(lent with { ReturnBy = recalled.DueAt }, null, IsTold: false)] : [];
        return new(RecallResult.Of(item, recalled), [new LoanRecalled(recalled), .. told]);
    }
}

/// <summary>A recall is withdrawn (NCIP CancelRecallItem). The due date stays where the recall has put it.</summary>
public sealed record CancelRecall(Barcode Barcode) : Command<RecallResult>
{
    public override Needs Needs => new() { Item = Barcode };

    public override Decision<RecallResult> Decide(Snapshot now, Facts facts)
    {
        if (now.Item is not { } item) return RecallResult.Refuse(now, "item-unknown");
        if (item.Loan is not { } loan) return RecallResult.Refuse(now, "not-on-loan");
        if (loan.RecalledAt is null) return RecallResult.Refuse(now, "not-recalled");
        var kept = loan with { RecalledAt = null, RecallTo = null };
        return new(RecallResult.Of(item, kept), [new LoanRecalled(kept)]);
    }
}

public sealed record RecallResult : Outcome
{
    public Item? Item { get; init; }

    public Loan? Loan { get; init; }

    public static RecallResult Of(Item item, Loan loan) => new() { Item = item with { Loan = loan }, Loan = loan, ReaderLanguage = loan.Borrower?.Language };

    public static Decision<RecallResult> Refuse(Snapshot now, string code) => new(new() { Refusal = new(code), Item = now.Item }, []);
}

/// <summary>A loan was recalled, or a recall withdrawn.</summary>
public sealed record LoanRecalled(Loan Loan) : DomainEvent;

/// <summary>A reader says what became of a copy she has on loan (NCIP ReportCirculationStatusChange).</summary>
public sealed record ReportItem(CardNumber Card, Barcode Barcode, ItemReport Report) : Command<RecallResult>
{
    public override Needs Needs => new() { Card = Card, Item = Barcode };

    public override Decision<RecallResult> Decide(Snapshot now, Facts facts)
    {
        if (now.Reader is not { } reader) return RecallResult.Refuse(now, "card-unknown");
        if (PinGate.Refuses(facts.Pin) is { } pin) return new(new() { Refusal = pin, Item = now.Item }, []);
        if (now.Item is not { } item) return RecallResult.Refuse(now, "item-unknown");
        if (item.Loan is not { } loan || loan.Reader != reader.Id) return RecallResult.Refuse(now, "not-your-loan");
        var told = loan with { ClaimedReturned = true };
        return Report is ItemReport.Returned or ItemReport.NeverBorrowed
            ? new(RecallResult.Of(item, told), [new LoanDisputed(told)])
            // Lost or missing at home: the loan stays open, so that the library's own rules say what it costs.
            : new(RecallResult.Of(item, loan), [new ItemMoved(item.Id, null, Report is ItemReport.Lost ? ItemStatus.Lost : ItemStatus.Missing)]);
    }
}

public enum ItemReport { Returned, NeverBorrowed, Lost, Missing }

/// <summary>The reader says that she has brought it back, or never had it.</summary>
public sealed record LoanDisputed(Loan Loan) : DomainEvent;

/// <summary>A copy that is not on loan gets another condition (NCIP UpdateCirculationStatus).</summary>
public sealed record SetItemStatus(Barcode Barcode, ItemStatus Status) : Command<LookUpItem.Result>
{
    public override Needs Needs => new() { Item = Barcode };

    public override Decision<LookUpItem.Result> Decide(Snapshot now, Facts facts)
    {
        if (now.Item is not { } item) return new(new() { Refusal = new("item-unknown") }, []);
        if (!facts.Caller.Permissions.HasFlag(Permissions.UpdateItem)) return new(new() { Refusal = new("not-permitted"), Item = item }, []);
        if (item.Loan is not null || item.CapturedFor is not null) return new(new() { Refusal = new("item-not-available"), Item = item }, []);
        return new(new() { Item = item with { Status = Status } }, item.Status == Status ? [] : [new ItemMoved(item.Id, null, Status)]);
    }
}
