using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Domain.Wallet;

namespace ProtocolServer.Domain.Circulation;

/// <summary>
/// A copy becomes known: one of our own (NCIP CreateItem), or one that another library lends us for a reader, which is put on the hold shelf
/// for her at once (NCIP AcceptItem).
/// </summary>
public sealed record TakeInItem(Barcode Barcode, string TitleName) : Command<TakeInItem.Result>
{
    public string? Author { get; init; }

    /// <summary>For whom it is; null where it is for anybody.</summary>
    public CardNumber? Card { get; init; }

    /// <summary>The number of the request it answers.</summary>
    public RequestNumber? Number { get; init; }

    /// <summary>Where it is collected or kept: a location or an agency; the caller's place when absent.</summary>
    public string? Place { get; init; }

    /// <summary>Until when the reader will collect it; never longer than the library's shelf lets it wait.</summary>
    public DateTimeOffset? CollectBy { get; init; }

    /// <summary>What the lender takes for it from the reader, and as what fee type; null for nothing.</summary>
    public (Money Amount, string FeeType)? Fee { get; init; }

    /// <summary>Kind for the loan rules; the library's first when absent.</summary>
    public string? Kind { get; init; }

    /// <summary>On what terms another library lends it; null for a copy of our own.</summary>
    public LentTerms? Terms { get; init; }

    /// <summary>What the lender allows nobody to do with it, in NCIP's words.</summary>
    public ImmutableArray<string> Restrictions { get; init; } = [];

    public override Needs Needs => new() { Card = Card, Item = Barcode, Account = Card is not null };

    public sealed record Result : Outcome
    {
        public Item? Item { get; init; }

        public Hold? Hold { get; init; }
    }

    public override Decision<Result> Decide(Snapshot now, Facts facts)
    {
        if (Card is not null && now.Reader is null) return Refuse(new("card-unknown"));
        if (now.Reader is { } reader && CardStanding.Refuses(reader.Card.StateOn(facts.Today), Act.PlaceHold) is { } standing) return Refuse(standing);
        if (!facts.Caller.Permissions.HasFlag(Permissions.UpdateItem)) return Refuse(new("not-permitted"));
        if (now.Item is not null) return Refuse(new("item-exists"));
        if (PickupPlaces.Find(Place, facts) is not { } place) return Refuse(new("pickup-unknown"));
        if (Fee is { } price)
        {
            if (!facts.Caller.Permissions.HasFlag(Permissions.Charge)) return Refuse(new("not-permitted"));
            if (now.Reader is null) return Refuse(new("card-unknown"));
            if (price.Amount.Currency != facts.Library.Currency) return Refuse(new("payment-currency", facts.Library.Currency.Code));
        }
        var title = new TitleId(facts.Ids.Next());
        var item = new Item
        {
            Id = new(facts.Ids.Next()), Barcode = Barcode, Owner = facts.Agency.Id, Kind = Kind ?? facts.Library.ItemKinds.FirstOrDefault() ?? "book",
            LentBy = Terms?.LentBy, ReturnBy = Terms?.ReturnBy, NotRenewable = Terms?.NotRenewable ?? false,
            Title = new(title, $"accepted-{title.Value:N}", TitleName, Author, "000"),
            PermanentLocation = place, CurrentLocation = place, Status = ItemStatus.Available,
        };
        if (!Restrictions.IsEmpty) item = item.Restricted(item.NotRenewable ? Restrictions.Add(UseRestrictions.NotRenewable) : Restrictions);
        if (now.Reader is not { } waiting) return new(new() { Item = item }, [new ItemTakenIn(item)]);
        var hold = new Hold
        {
            Id = new(facts.Ids.Next()), Reader = waiting.Id, Card = waiting.Card.Number, Title = title, TitleName = TitleName, Scope = HoldScope.ThisCopy,
            Item = item.Id, PickupLocation = place, PlacedAt = facts.Now, State = HoldState.Waiting, Request = Number,
            CollectBy = CollectBy,
        };
        var terms = facts.Library.Holds.Find(new(waiting.Category, waiting.Level, item.Kind, facts.Agency.Id.Value));
        var until = DueDate.NotAfter(CollectBy, DueDate.After(facts.Library.Calendar, facts.Now, terms?.ShelfDays ?? 7));
        ImmutableArray<DomainEvent> events = [new ItemTakenIn(item), new HoldPlaced(hold, facts.Agency.Id), new HoldCaptured(hold, item.Id, HoldState.Ready, until)];
        if (Fee is var (amount, type)) events = events.Add(new ChargeAssessed(new(facts.Ids.Next()), waiting.Id, facts.Agency.Id, type, amount, item, null, facts.Ids.Next()));
        return new(new() { Item = item, Hold = hold with { State = HoldState.Ready, CapturedItem = item.Id, ShelfUntil = until }, ReaderLanguage = waiting.Language }, events);
    }

    static Decision<Result> Refuse(Refusal refusal) => new(new() { Refusal = refusal }, []);
}

/// <summary>On what terms another library lends us a copy (DateForReturn, RenewalNotPermitted).</summary>
public sealed record LentTerms(AgencyId LentBy, DateTimeOffset? ReturnBy, bool NotRenewable);

/// <summary>A copy and its title are new.</summary>
public sealed record ItemTakenIn(Item Item) : DomainEvent;
