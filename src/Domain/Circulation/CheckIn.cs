using System.Collections.Immutable;
using System.Globalization;
using ProtocolServer.Domain.Interlibrary;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Domain.Terminals;
using ProtocolServer.Domain.Wallet;

namespace ProtocolServer.Domain.Circulation;

/// <summary>An item comes back (SIP2 09, NCIP CheckInItem; G-3, HF-5, HF-11).</summary>
public sealed record CheckIn(Barcode Barcode) : Command<CheckIn.Result>
{
    /// <summary>Where it was returned (AP); the terminal's own place when absent or unknown.</summary>
    public string? Location { get; init; }

    /// <summary>It was swallowed off line and must not be refused (no block).</summary>
    public bool OffLine { get; init; }

    public DateTimeOffset? MadeAt { get; init; }

    /// <summary>When it really came back.</summary>
    public DateTimeOffset? ReturnedAt { get; init; }

    public override Needs Needs => new() { Item = Barcode, LastAct = true, History = OffLine, Interlibrary = new(default, null, Barcode) };

    public sealed record Result : Outcome
    {
        public Item? Item { get; init; }

        /// <summary>The loan that ended; null when it was not on loan.</summary>
        public Loan? Loan { get; init; }

        /// <summary>Somebody should look: a hold, another library's item, an item out of order.</summary>
        public bool Alert => Alerts is not AlertType.None;

        public AlertType Alerts { get; init; } = AlertType.None;

        /// <summary>Where it must go (SIP2 CT).</summary>
        public string? Destination { get; init; }

        /// <summary>Where whoever recalled it wants it sent; null where a hold or nobody wants it.</summary>
        public ShippingAddress? SendTo { get; init; }

        /// <summary>The hold it was captured for.</summary>
        public Hold? Hold { get; init; }

        /// <summary>Where the item is now (SIP2 AP).</summary>
        public string? Location { get; init; }

        public Money? Fine { get; init; }

        /// <summary>Where a sorter puts it (SIP2 CL), by the rules of the terminal's profile; refused items too, since they are in the machine.</summary>
        public string? SortBin { get; init; }
    }

    public override Decision<Result> Decide(Snapshot now, Facts facts)
    {
        var decision = Book(now, facts);
        return facts.Caller.Rules.Sorting.Rules.IsEmpty
            ? decision
            : decision with { Outcome = decision.Outcome with { SortBin = facts.Caller.Rules.Sorting.BinFor(SortCaseOf(decision.Outcome, facts)) } };
    }

    static SortCase SortCaseOf(Result o, Facts facts) => new(
        o.Item?.Owner.Value ?? "", o.Item?.PermanentLocation ?? "", o.Item?.Collection ?? "", o.Item?.CallNumber ?? "",
        o.Hold is null ? "none" : o.Destination is null ? "here" : "elsewhere", o.Destination ?? "", o.Item?.Kind ?? "", o.Item?.Title.MediaType ?? "",
        o.Alert ? ((int)o.Alerts).ToString("D2", CultureInfo.InvariantCulture) : "", o.Location ?? facts.Location, o.Accepted);

    Decision<Result> Book(Snapshot now, Facts facts)
    {
        if (now.Item is not { } item)
            return OffLine
                ? new(new() { Alerts = AlertType.Other }, [new ContradictionNoted("item-unknown")])
                : new(new() { Refusal = new("item-unknown"), Alerts = AlertType.Other }, []);
        var here = Location is not null && facts.AgencyAt(Location) is not null ? Location : facts.Location;
        if (facts.Caller.Rules.NotTakenBack.Contains(item.Kind) && !OffLine)
            return new(new() { Refusal = new("not-permitted"), Item = item, Alerts = AlertType.Other, Location = here }, []);
        var returnedAt = DueDate.WhenReturned(OffLine, ReturnedAt, MadeAt, facts.Now);
        if (item.Loan is null && item.Status is ItemStatus.Missing or ItemStatus.Lost && !OffLine)
            return new(new() { Refusal = new("item-not-available"), Item = item, Alerts = AlertType.Other, Location = here },
                [new ContradictionNoted("item-not-available")]);
        if (item.Loan is null && !facts.Library.Returns.AcceptsNotOnLoan && !IsSameReturn(item, facts) && !OffLine)
            return new(new() { Refusal = new("not-on-loan"), Item = item, Alerts = AlertType.Other, Location = here }, []);
        if (OffLine && (item.Loan is { } younger && younger.CheckedOutAt > returnedAt || item.Loan is null && item.History.NextAfter(returnedAt) is not null))
            return RecordLate(item, here, returnedAt, facts);
        return BackFromPartner(now, TakeIn(item, here, returnedAt, facts), facts);
    }

    /// <summary>What was lent to another library is back (NNCIPP 7): its return ends that loan as well.</summary>
    static Decision<Result> BackFromPartner(Snapshot now, Decision<Result> decision, Facts facts)
    {
        if (now is not { Item.Loan: not null, Interlibrary: { Role: InterlibraryRole.Lender } loan } || loan.After(InterlibraryStep.TakeBack, facts.Now) is not { } back)
            return decision;
        var isTold = facts.Caller.Terminal == Partner.TerminalOf(loan.Partner);
        return decision with
        {
            Events = [.. decision.Events.Select(one => one is ItemActNoted e ? e with { Act = e.Act with { Interlibrary = loan.Id.Value } } : one), new InterlibraryMoved(back, InterlibraryStep.TakeBack, isTold)],
        };
    }

    /// <summary>
    /// The return happened before what is known last: what is known last stays. The loan that was running then ended by it, and not later.
    /// </summary>
    static Decision<Result> RecordLate(Item item, string here, DateTimeOffset returnedAt, Facts facts)
    {
        var ended = item.History.RunningAt(returnedAt);
        ImmutableArray<DomainEvent> events =
        [
            .. ended?.EndedAlready(returnedAt, item, facts) ?? [],
            .. ended is null ? (DomainEvent[])[new ContradictionNoted("not-on-loan")] : [],
        ];
        return new(new() { Item = item, Location = here, Loan = ended?.Loan }, events);
    }

    /// <summary>How long the same copy at the same machine counts as the same return: a sorter's belt that runs back and forth.</summary>
    static readonly TimeSpan SameReturn = TimeSpan.FromSeconds(30);

    static Decision<Result> TakeIn(Item item, string here, DateTimeOffset returnedAt, Facts facts)
    {
        var events = ImmutableArray.CreateBuilder<DomainEvent>();
        var entries = ImmutableArray.CreateBuilder<Guid>();
        var fine = FineOfSameReturn(item, facts);
        if (item.Loan is { } loan)
        {
            events.Add(new ItemCheckedIn(loan, returnedAt > loan.CheckedOutAt ? returnedAt : loan.CheckedOutAt));
            var (owed, charge) = Fine(loan, item, returnedAt, facts);
            if (owed.IsPositive) fine = owed;
            if (charge is not null)
            {
                events.Add(charge);
                entries.Add(charge is ChargeRaised raised ? raised.Entry : ((ChargeAssessed)charge).Entry);
            }
            if (loan.AccruedMinor > owed.AmountMinor && loan.AccrualCharge is { } high)
            {
                var lowered = new FineLowered(high, loan.Reader, loan.Agency, owed with { AmountMinor = loan.AccruedMinor - owed.AmountMinor }, facts.Ids.Next());
                events.Add(lowered);
                events.Add(new ContradictionNoted("fine-accrued"));
                entries.Add(lowered.Entry);
            }
        }
        var (hold, route, alert) = Route(item, here, facts);
        var sendTo = hold is null ? item.Loan?.RecallTo : null;
        if (sendTo is not null && alert is AlertType.None) alert = AlertType.Other;
        var before = ImmutableArray<HoldBefore>.Empty;
        if (hold is not null && Capture(hold, item, here, facts) is { } captured)
        {
            events.Add(captured);
            before = [HoldBefore.Of(hold)];
        }
        var status = route is not null && route != here ? ItemStatus.InTransit : ItemStatus.Available;
        if (here != item.CurrentLocation || status != item.Status) events.Add(new ItemMoved(item.Id, here, status));
        if (events.Count > 0)
            events.Add(new ItemActNoted(item.Id, new()
            {
                Kind = ItemActKind.CheckedIn, At = returnedAt, FineMinor = fine?.AmountMinor, Loan = item.Loan?.Id, Reader = item.Loan?.Reader, Terminal = facts.Caller.Terminal,
                Card = item.Loan?.Card, DueBefore = item.Loan?.DueAt, RenewalsBefore = item.Loan?.Renewals ?? 0,
                LocationBefore = item.CurrentLocation, StatusBefore = item.Status, HoldsBefore = before, Entries = entries.ToImmutable(),
            }));
        var outcome = new Result
        {
            Item = item, Loan = item.Loan, Location = here, Hold = hold, Alerts = alert, Fine = fine,
            Destination = route != here ? route : null, SendTo = sendTo,
            ReaderLanguage = item.Loan?.Borrower?.Language,
            Notices = [.. Notices(hold, route, here, fine), .. sendTo is null ? (Notice[])[] : [sendTo.Notice]],
        };
        return new(outcome, events.ToImmutable());
    }

    static bool IsSameReturn(Item item, Facts facts) =>
        item is { Loan: null, LastAct: { Kind: ItemActKind.CheckedIn } act } && act.Terminal == facts.Caller.Terminal && facts.Now - act.At <= SameReturn;

    /// <summary>The same return a second time has the same fine to tell, and none to assess.</summary>
    static Money? FineOfSameReturn(Item item, Facts facts) =>
        IsSameReturn(item, facts) && item.LastAct!.FineMinor is { } minor ? new(minor, facts.Library.Currency) : null;

    /// <summary>What a loan that ends now is overdue and what of it is not on the account yet; null where nothing.</summary>
    public static DomainEvent? FineOf(Loan loan, Item item, DateTimeOffset at, Facts facts) => Fine(loan, item, at, facts).Charge;

    /// <summary>The overdue fine by the rules of the agency that lent, and what of it is not on the account yet (HF-5: settled at return).</summary>
    static (Money Fine, DomainEvent? Charge) Fine(Loan loan, Item item, DateTimeOffset returnedAt, Facts facts)
    {
        var of = new RuleCase(loan.Borrower?.Category, loan.Borrower?.Level, item.Kind, loan.Agency.Value);
        var fine = DueDate.FineFor(loan, of, returnedAt, facts.AgencyOf(loan.Agency).Library);
        var open = fine with { AmountMinor = fine.AmountMinor - loan.AccruedMinor };
        if (!open.IsPositive) return (fine, null);
        return (fine, loan.AccrualCharge is { } grown
            ? new ChargeRaised(grown, loan.Reader, loan.Agency, FeeTypes.Overdue, open, facts.Ids.Next())
            : new ChargeAssessed(new(facts.Ids.Next()), loan.Reader, loan.Agency, FeeTypes.Overdue, open, item, loan.Id, facts.Ids.Next()));
    }

    /// <summary>Where it goes from here: to the first hold it meets, else to where it belongs.</summary>
    static (Hold? Hold, string? Route, AlertType Alert) Route(Item item, string here, Facts facts)
    {
        var hold = item.CapturedFor
            ?? item.Queue.FirstOrDefault(h => h.State is HoldState.Waiting && h.IsWanted(facts.Now) && h.IsMetBy(item));
        if (hold is not null)
            return (hold, hold.PickupLocation, hold.PickupLocation == here ? AlertType.HoldHere : AlertType.HoldElsewhere);
        if (item.LentBy is not null) return (null, null, AlertType.InterlibraryLoan);
        var foreign = facts.AgencyAt(here)?.Id != item.Owner;
        return foreign ? (null, item.PermanentLocation, AlertType.SendElsewhere) : (null, null, AlertType.None);
    }

    /// <summary>The capture, unless the copy is already where and how it should be.</summary>
    static HoldCaptured? Capture(Hold hold, Item item, string here, Facts facts)
    {
        var state = hold.PickupLocation == here ? HoldState.Ready : HoldState.InTransit;
        if (hold.State == state && hold.CapturedItem == item.Id) return null;
        var library = (facts.AgencyAt(hold.PickupLocation) ?? facts.Agency).Library;
        var terms = library.Holds.Find(new(null, null, item.Kind, facts.Agency.Id.Value));
        if (state is not HoldState.Ready) return new(hold, item.Id, state, null);
        return new(hold, item.Id, state, terms is null ? hold.CollectBy : DueDate.NotAfter(hold.CollectBy, DueDate.After(library.Calendar, facts.Now, terms.ShelfDays)));
    }

    static ImmutableArray<Notice> Notices(Hold? hold, string? route, string here, Money? fine)
    {
        var notices = ImmutableArray.CreateBuilder<Notice>();
        notices.Add(fine is { } owed ? new("returned-fine", owed) : new("returned"));
        if (hold is not null) notices.Add(route == here ? new("hold-here") : new("hold-elsewhere", route!));
        else if (route is not null && route != here) notices.Add(new("route", route));
        return notices.ToImmutable();
    }
}

/// <summary>What the special treatment of a returned item is (SIP2 CV, section 9.8); the number is the code on the wire.</summary>
public enum AlertType { None = -1, Unknown = 0, HoldHere = 1, HoldElsewhere = 2, InterlibraryLoan = 3, SendElsewhere = 4, Other = 99 }

/// <summary>
/// More had accrued than the return costs: it came back earlier than it was noticed, or the rules have changed. What of it is still owed is taken off;
/// what was paid is for staff (ADR 14).
/// </summary>
public sealed record FineLowered(ChargeId Charge, ReaderId Reader, AgencyId Agency, Money Over, Guid Entry) : DomainEvent;

/// <summary>A loan ended by a return.</summary>
public sealed record ItemCheckedIn(Loan Loan, DateTimeOffset ReturnedAt) : DomainEvent;

/// <summary>A copy is in another place or condition.</summary>
public sealed record ItemMoved(ItemId Item, string? Location, ItemStatus Status) : DomainEvent;

/// <summary>A copy was put aside for a hold, on the shelf here or on its way there.</summary>
public sealed record HoldCaptured(Hold Hold, ItemId Item, HoldState State, DateTimeOffset? ShelfUntil) : DomainEvent;
