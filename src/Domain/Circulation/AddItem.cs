using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Circulation;

/// <summary>A new copy of the library's own (NCIP CreateItem): of a title that is known by its record number, or of a new one.</summary>
public sealed record AddItem(Barcode Barcode, Title Title) : Command<LookUpItem.Result>
{
    /// <summary>What the loan rules go by; the library's first kind when absent.</summary>
    public string? Kind { get; init; }

    /// <summary>Where it belongs; the caller's place when absent.</summary>
    public string? Place { get; init; }

    public ItemStatus Status { get; init; } = ItemStatus.Available;

    /// <summary>Call number, note, security marker and magnetic medium.</summary>
    public ItemDetails Details { get; init; } = new();

    public override Needs Needs => new() { Item = Barcode, Title = Title.RecordNumber.Length > 0 ? Title.RecordNumber : null, TitleRecord = Title.RecordNumber.Length > 0 };

    public override Decision<LookUpItem.Result> Decide(Snapshot now, Facts facts)
    {
        if (!facts.Caller.Permissions.HasFlag(Permissions.UpdateItem)) return Refuse(new("not-permitted"));
        if (now.Item is not null) return Refuse(new("item-exists"));
        var kind = Kind ?? facts.Library.ItemKinds.FirstOrDefault() ?? "book";
        if (!facts.Library.ItemKinds.Contains(kind)) return Refuse(new("item-kind-unknown", kind));
        var place = Place ?? (facts.Agency.Locations.Contains(facts.Location) ? facts.Location : facts.Agency.MainLocation);
        if (!facts.Agency.Locations.Contains(place)) return Refuse(new("place-unknown", place));
        var id = new TitleId(facts.Ids.Next());
        var title = now.KnownTitle ?? Title with { Id = id, RecordNumber = Title.RecordNumber.Length > 0 ? Title.RecordNumber : $"added-{id.Value:N}" };
        var item = new Item
        {
            Id = new(facts.Ids.Next()), Barcode = Barcode, Owner = facts.Agency.Id, Kind = kind, Title = title, PermanentLocation = place,
            CurrentLocation = place, Status = Status, CallNumber = Details.CallNumber, Properties = Details.Properties,
            SecurityMarker = Details.SecurityMarker ?? "00", IsMagnetic = Details.IsMagnetic ?? false,
            CopyNumber = Details.CopyNumber, Part = Details.Part, Pieces = Details.Pieces,
        };
        item = item.Restricted(Details.Restrictions);
        return new(new() { Item = item }, [new ItemAdded(item, IsNewTitle: now.KnownTitle is null)]);
    }

    static Decision<LookUpItem.Result> Refuse(Refusal refusal) => new(new() { Refusal = refusal }, []);
}

/// <summary>A copy is new, with its title or under one that is known.</summary>
public sealed record ItemAdded(Item Item, bool IsNewTitle) : DomainEvent;
