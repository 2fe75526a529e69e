using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Domain.Wallet;

namespace ProtocolServer.Domain.Circulation;

/// <summary>What a hold command names: a reader and a copy or a title.</summary>
/// <param name="Title">By record number or name (AJ), where no copy is named.</param>
public readonly record struct HoldTarget(CardNumber Card, Barcode? Barcode, string? Title)
{
    /// <summary>The hold itself, by the number of its request or by our own.</summary>
    public RequestNumber? Request { get; init; }

    public Needs Needs => new() { Card = Card, Item = Barcode, Title = Barcode is null ? Title : null, Account = true, TitleQueue = true };
}

/// <summary>The outcome of placing, changing or cancelling a hold.</summary>
public sealed record HoldResult : Outcome
{
    public Title? Title { get; init; }

    public Item? Item { get; init; }

    public Hold? Hold { get; init; }

    /// <summary>Place in the queue, 1 is next (SIP2 BR).</summary>
    public int? Position { get; init; }

    public Reader? Reader { get; init; }

    /// <summary>What the hold costs: asked for on a refusal, charged on acceptance.</summary>
    public Money? Fee { get; init; }

    /// <summary>A copy stands on the shelf (SIP2 available).</summary>
    public bool IsAvailable { get; init; }

    public static HoldResult Of(Snapshot now) => new()
    {
        Item = now.Item, Title = now.Title?.Title ?? now.Item?.Title, ReaderLanguage = now.Reader?.Language, Reader = now.Reader,
        IsAvailable = now.Title?.CopiesOnShelf > 0,
    };

    public static Decision<HoldResult> Refuse(Snapshot now, Refusal refusal) => new(Of(now) with { Refusal = refusal }, []);
}

/// <summary>A reader asks for a title or a copy (SIP2 15 +, NCIP RequestItem).</summary>
public sealed record PlaceHold(HoldTarget Target) : Command<HoldResult>
{
    public HoldScope Scope { get; init; } = HoldScope.AnyCopy;

    /// <summary>Where to collect (BS): a location or an agency; the terminal's place when absent.</summary>
    public string? Pickup { get; init; }

    /// <summary>When the wish ends (BW).</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public bool FeeAcknowledged { get; init; }

    /// <summary>The amount she agrees to or has paid; null where none is named.</summary>
    public FeeSaid? FeeSaid { get; init; }

    /// <summary>The kind of request in the asking system's words.</summary>
    public string? RequestType { get; init; }

    /// <summary>Before that it is of no use to her.</summary>
    public DateTimeOffset? NeededFrom { get; init; }

    /// <summary>Until when she will collect it.</summary>
    public DateTimeOffset? CollectBy { get; init; }

    /// <summary>Restrictions on the use of the copy asked for that the reader agrees to.</summary>
    public ImmutableArray<string> RestrictionsAccepted { get; init; } = [];

    /// <summary>The number the asking system gave the request.</summary>
    public RequestNumber? Number { get; init; }

    /// <summary>Where it is to be sent; null where the reader collects it.</summary>
    public ShippingAddress? ShipTo { get; init; }

    public override Needs Needs => Target.Needs;

    public override Decision<HoldResult> Decide(Snapshot now, Facts facts)
    {
        if (now.Reader is not { } reader) return HoldResult.Refuse(now, new("card-unknown"));
        if (PinGate.Refuses(facts, Act.PlaceHold) is { } pin) return HoldResult.Refuse(now, pin);
        if (PatronStatus.Of(reader, facts).Holding is { } denied) return HoldResult.Refuse(now, denied);
        if (Target.Barcode is not null && now.Item is null) return HoldResult.Refuse(now, new("item-unknown"));
        if (now.Title is not { } title) return HoldResult.Refuse(now, new("title-unknown"));
        if (PickupPlaces.Find(Pickup, facts) is not { } pickup) return HoldResult.Refuse(now, new("pickup-unknown"));
        if (ExpiresAt <= facts.Now) return HoldResult.Refuse(now, new("expiry-past"));
        if (reader.Holds.Any(hold => hold.Title == title.Title.Id || Number is not null && hold.Request == Number)) return HoldResult.Refuse(now, new("hold-duplicate"));
        if (reader.Loans.Any(loan => loan.Title == title.Title.Id)) return HoldResult.Refuse(now, new("hold-yours-already"));
        var of = reader.Case(facts.Agency.Id, now.Item?.Kind);
        if (facts.Library.Holds.Find(of) is not { } terms) return HoldResult.Refuse(now, new("item-not-lent"));
        if (reader.Holds.Length >= terms.Limit && !facts.Caller.Rules.Overrides.Contains("hold-limit")) return HoldResult.Refuse(now, new("hold-limit", terms.Limit));
        if (now.Item is { } copy && facts.AgencyOf(copy.Owner).Library.Loans.Find(reader.Case(copy.Owner, copy.Kind)) is null)
            return HoldResult.Refuse(now, new("item-not-lent"));
        if (now.Item is { } wanted)
        {
            if (UseRestrictions.ForbidLoan(wanted, facts)) return HoldResult.Refuse(now, new("item-not-lent"));
            if (UseRestrictions.Missing(wanted, RestrictionsAccepted, facts) is { IsEmpty: false } missing)
                return HoldResult.Refuse(now, new("restriction-unacknowledged", string.Join("; ", missing)));
        }
        if (title.CopiesOnShelf > 0 && !terms.AllowsAvailable && !facts.Caller.Rules.Overrides.Contains("hold-available")) return HoldResult.Refuse(now, new("hold-available"));
        var fee = new Money(terms.FeeMinor, facts.Library.Currency);
        if (FeeConsent.Refuses(fee, FeeAcknowledged, FeeSaid, facts) is { } dear) return new(HoldResult.Of(now) with { Refusal = dear, Fee = fee }, []);
        return Place(now, reader, title, pickup, fee, facts);
    }

    Decision<HoldResult> Place(Snapshot now, Reader reader, TitleQueue title, string pickup, Money fee, Facts facts)
    {
        var hold = new Hold
        {
            Id = new(facts.Ids.Next()), Reader = reader.Id, Card = Target.Card, Title = title.Title.Id, TitleName = title.Title.Name,
            Scope = Scope, Item = Scope is HoldScope.ThisCopy ? now.Item?.Id : null,
            PickupLocation = pickup, PlacedAt = facts.Now, ExpiresAt = ExpiresAt, State = HoldState.Waiting,
            Request = Number, ShipTo = ShipTo, RequestType = RequestType, NeededFrom = NeededFrom, CollectBy = CollectBy,
            Fee = fee.IsPositive ? new(fee, FeeSaid is { IsPaid: true }) : null,
        };
        var position = title.Holds.Count(other => other.State is HoldState.Waiting) + 1;
        ImmutableArray<DomainEvent> events = [new HoldPlaced(hold, facts.Agency.Id)];
        if (fee.IsPositive)
        {
            var charge = new ChargeAssessed(new(facts.Ids.Next()), reader.Id, facts.Agency.Id, FeeTypes.Hold, fee, now.Item, null, facts.Ids.Next());
            events = [.. events, charge, .. FeeConsent.Settle(charge, FeeSaid, facts)];
        }
        return new(HoldResult.Of(now) with { Hold = hold, Fee = fee.IsPositive ? fee : null, Position = position, Notices = [new("hold-placed", position)] }, events);
    }
}

/// <summary>Another pick-up place, expiry or type for a hold (SIP2 15 *).</summary>
public sealed record ChangeHold(HoldTarget Target) : Command<HoldResult>
{
    public HoldScope? Scope { get; init; }

    public string? Pickup { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The wish has no end any more.</summary>
    public bool NeverExpires { get; init; }

    /// <summary>Before that it is of no use to her.</summary>
    public DateTimeOffset? NeededFrom { get; init; }

    /// <summary>It is of use at once.</summary>
    public bool NeededNow { get; init; }

    /// <summary>Until when she will collect it.</summary>
    public DateTimeOffset? CollectBy { get; init; }

    /// <summary>She will collect it whenever the library lets her.</summary>
    public bool CollectAnyDay { get; init; }

    /// <summary>Where it is to be sent from now on.</summary>
    public ShippingAddress? ShipTo { get; init; }

    /// <summary>It is not sent any more, but collected.</summary>
    public bool NoShipping { get; init; }

    public override Needs Needs => Target.Needs;

    public override Decision<HoldResult> Decide(Snapshot now, Facts facts)
    {
        if (now.Reader is not { } reader) return HoldResult.Refuse(now, new("card-unknown"));
        if (PinGate.Refuses(facts, Act.PlaceHold) is { } pin) return HoldResult.Refuse(now, pin);
        if (CardStanding.Refuses(reader.Card.StateOn(facts.Today), Act.PlaceHold) is { } standing) return HoldResult.Refuse(now, standing);
        if (Target is { Barcode: not null, Request: null } && now.Item is null) return HoldResult.Refuse(now, new("item-unknown"));
        if (reader.Holds.FirstOrDefault(hold => hold.IsMeantBy(now, Target.Request)) is not { } hold) return HoldResult.Refuse(now, new("hold-unknown"));
        var pickup = hold.PickupLocation;
        if (!string.IsNullOrEmpty(Pickup))
        {
            if (PickupPlaces.Find(Pickup, facts) is not { } wanted) return HoldResult.Refuse(now, new("pickup-unknown"));
            pickup = wanted;
        }
        if (ExpiresAt <= facts.Now) return HoldResult.Refuse(now, new("expiry-past"));
        var scope = Scope ?? hold.Scope;
        var changed = hold with
        {
            PickupLocation = pickup, ExpiresAt = ExpiresAt ?? (NeverExpires ? null : hold.ExpiresAt), Scope = scope,
            NeededFrom = NeededFrom ?? (NeededNow ? null : hold.NeededFrom), CollectBy = CollectBy ?? (CollectAnyDay ? null : hold.CollectBy),
            Item = scope is HoldScope.ThisCopy ? now.Item?.Id ?? hold.Item : null,
            // A copy that waits at another place has to travel first.
            State = hold.State is HoldState.Ready && pickup != hold.PickupLocation ? HoldState.InTransit : hold.State,
            ShelfUntil = pickup != hold.PickupLocation ? null : CollectBy < hold.ShelfUntil ? CollectBy : hold.ShelfUntil,
        };
        var position = now.Title?.Holds.Where(other => other.State is HoldState.Waiting).TakeWhile(other => other.Id != hold.Id).Count() + 1;
        return new(HoldResult.Of(now) with { Hold = changed, Position = position, Notices = [new("hold-changed")] },
            ShipTo is null && !NoShipping ? [new HoldChanged(changed)] : [new HoldChanged(changed), new HoldShippingChanged(hold.Id, ShipTo)]);
    }
}

/// <summary>A hold is given up (SIP2 15 -, NCIP CancelRequestItem).</summary>
public sealed record CancelHold(HoldTarget Target) : Command<HoldResult>
{
    public override Needs Needs => Target.Needs;

    public override Decision<HoldResult> Decide(Snapshot now, Facts facts)
    {
        if (now.Reader is not { } reader) return HoldResult.Refuse(now, new("card-unknown"));
        if (PinGate.Refuses(facts, Act.PlaceHold) is { } pin) return HoldResult.Refuse(now, pin);
        if (CardStanding.Refuses(reader.Card.StateOn(facts.Today), Act.Enquire) is { } standing) return HoldResult.Refuse(now, standing);
        if (reader.Holds.FirstOrDefault(hold => hold.IsMeantBy(now, Target.Request)) is not { } hold) return HoldResult.Refuse(now, new("hold-unknown"));
        return new(HoldResult.Of(now) with { Hold = hold, Notices = [new("hold-cancelled")] }, HoldEnding.Of(hold));
    }
}

static class HoldEnding
{
    /// <summary>A copy that was put aside goes through the next check-in, which finds the next hold or the shelf.</summary>
    public static ImmutableArray<DomainEvent> Of(Hold hold) => hold.CapturedItem is { } copy
        ? [new HoldCancelled(hold), new ItemMoved(copy, null, ItemStatus.Reshelving)]
        : [new HoldCancelled(hold)];
}

static class PickupPlaces
{
    /// <summary>A location code, an agency's main place by its id, or the terminal's own place when nothing is named.</summary>
    public static string? Find(string? named, Facts facts)
    {
        if (string.IsNullOrEmpty(named)) return facts.Location;
        if (facts.AgencyAt(named) is not null) return named;
        return facts.Agencies.TryGetValue(new(named), out var agency) ? agency.MainLocation : null;
    }

    extension(Hold hold)
    {
        /// <summary>Whether the message means this hold: by the number of its request, its captured or wanted copy, or its title.</summary>
        public bool IsMeantBy(Snapshot now, RequestNumber? number) =>
            number is not null ? hold.IsCalled(number)
            : now.Item is { } item ? hold.CapturedItem == item.Id || hold.Title == item.Title.Id : hold.Title == now.Title?.Title.Id;

        public bool IsCalled(RequestNumber number) =>
            hold.Request is { } own ? own.Number == number.Number && (own.Agency == number.Agency || own.Agency.Length == 0 || number.Agency.Length == 0)
            : hold.Id.Value.ToString("N") == number.Number;
    }
}

public sealed record HoldPlaced(Hold Hold, AgencyId At) : DomainEvent;

public sealed record HoldChanged(Hold Hold) : DomainEvent;

/// <summary>It is to be sent elsewhere, or (null) collected.</summary>
public sealed record HoldShippingChanged(HoldId Hold, ShippingAddress? ShipTo) : DomainEvent;

public sealed record HoldCancelled(Hold Hold) : DomainEvent;
