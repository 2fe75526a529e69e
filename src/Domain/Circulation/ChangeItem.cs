using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;

namespace ProtocolServer.Domain.Circulation;

/// <summary>What is registered of a copy (NCIP UpdateItem). Null: nothing was said; empty: to be without it.</summary>
public sealed record ItemDetails
{
    public string? TitleName { get; init; }

    public string? Author { get; init; }

    public string? CallNumber { get; init; }

    /// <summary>Where it belongs: a place of the owner.</summary>
    public string? Location { get; init; }

    /// <summary>What machines note on it (SIP2 CH).</summary>
    public string? Properties { get; init; }

    /// <summary>SIP2 security marker, two digits (section 9.2).</summary>
    public string? SecurityMarker { get; init; }

    public bool? IsMagnetic { get; init; }

    public string? CopyNumber { get; init; }

    public string? Part { get; init; }

    public int? Pieces { get; init; }

    /// <summary>Words of NCIP's list.</summary>
    public ImmutableArray<string> Restrictions { get; init; } = [];
}

/// <summary>
/// What is registered of a copy changes: what is deleted must be there, what is added must have room (ncip reference 6.6). Its circulation
/// status is no part of it.
/// </summary>
public sealed record ChangeItem(Barcode Barcode, ItemDetails Deleted, ItemDetails Added) : Command<LookUpItem.Result>
{
    public override Needs Needs => new() { Item = Barcode };

    public override Decision<LookUpItem.Result> Decide(Snapshot now, Facts facts)
    {
        if (now.Item is not { } item) return new(new() { Refusal = new("item-unknown") }, []);
        if (!facts.Caller.Permissions.HasFlag(Permissions.UpdateItem)) return Refuse(item, new("not-permitted"));
        if (Refuses(item, facts) is { } refusal) return Refuse(item, refusal);
        var changed = item with
        {
            Title = item.Title with
            {
                Name = Added.TitleName ?? item.Title.Name, Author = Added.Author ?? (Deleted.Author is null ? item.Title.Author : null),
            },
            CallNumber = Added.CallNumber ?? (Deleted.CallNumber is null ? item.CallNumber : null),
            PermanentLocation = Added.Location ?? item.PermanentLocation,
            Properties = Added.Properties ?? (Deleted.Properties is null ? item.Properties : null),
            SecurityMarker = Added.SecurityMarker ?? (Deleted.SecurityMarker is null ? item.SecurityMarker : "00"),
            IsMagnetic = Added.IsMagnetic ?? (Deleted.IsMagnetic is { } was ? !was : item.IsMagnetic),
            CopyNumber = Added.CopyNumber ?? (Deleted.CopyNumber is null ? item.CopyNumber : null),
            Part = Added.Part ?? (Deleted.Part is null ? item.Part : null),
            Pieces = Added.Pieces ?? (Deleted.Pieces is null ? item.Pieces : null),
        };
        changed = changed.Restricted([.. OwnRestrictions(item).Except(Deleted.Restrictions).Union(Added.Restrictions)]);
        return new(new() { Item = changed }, changed == item ? [] : [new ItemChanged(changed)]);
    }

    Refusal? Refuses(Item item, Facts facts)
    {
        if ((Deleted.TitleName ?? Deleted.Author ?? Added.TitleName ?? Added.Author ?? Added.Location) is not null && item.Owner != facts.Agency.Id) return new("item-elsewhere");
        if (Misses(Deleted.TitleName, item.Title.Name) || Deleted.TitleName is not null && Added.TitleName is null) return new("datum-absent", ItemDatum.Title);
        if (Misses(Deleted.Author, item.Title.Author)) return new("datum-absent", ItemDatum.Author);
        if (Misses(Deleted.CallNumber, item.CallNumber)) return new("datum-absent", ItemDatum.CallNumber);
        if (Misses(Deleted.Properties, item.Properties)) return new("datum-absent", ItemDatum.Properties);
        if (Misses(Deleted.Location, item.PermanentLocation) || Deleted.Location is not null && Added.Location is null) return new("datum-absent", ItemDatum.Location);
        if (Misses(Deleted.CopyNumber, item.CopyNumber) || Misses(Deleted.Part, item.Part) || Deleted.Pieces is { } pieces && pieces != item.Pieces) return new("datum-absent", ItemDatum.CallNumber);
        if (Deleted.Restrictions.Except(OwnRestrictions(item)).Any()) return new("datum-absent", ItemDatum.Restriction);
        if (Deleted.SecurityMarker is { } marker && marker != item.SecurityMarker) return new("datum-absent", ItemDatum.SecurityMarker);
        if (Crowds(Added.Author, Deleted.Author, item.Title.Author)) return new("datum-present", ItemDatum.Author);
        if (Crowds(Added.TitleName, Deleted.TitleName, item.Title.Name)) return new("datum-present", ItemDatum.Title);
        if (Crowds(Added.CallNumber, Deleted.CallNumber, item.CallNumber) || Crowds(Added.CopyNumber, Deleted.CopyNumber, item.CopyNumber)
            || Crowds(Added.Part, Deleted.Part, item.Part) || Added.Pieces is { } now && Deleted.Pieces is null && item.Pieces is { } before && now != before)
            return new("datum-present", ItemDatum.CallNumber);
        return Added.Location is { } place && !facts.Agency.Locations.Contains(place) ? new("place-unknown", place) : null;
    }

    /// <summary>That the copy is not renewed is kept as a fact of its own, beside the others.</summary>
    static ImmutableArray<string> OwnRestrictions(Item item) => item.NotRenewable ? item.Restrictions.Add(UseRestrictions.NotRenewable) : item.Restrictions;

    static bool Misses(string? deleted, string? current) => deleted is not null && (current is null || deleted.Length > 0 && deleted != current);

    static bool Crowds(string? added, string? deleted, string? current) => added is not null && deleted is null && current is not null && added != current;

    static Decision<LookUpItem.Result> Refuse(Item item, Refusal refusal) => new(new() { Item = item, Refusal = refusal }, []);
}

/// <summary>One datum of a copy, to say which one is meant.</summary>
public enum ItemDatum { Title, Author, CallNumber, Location, Properties, SecurityMarker, Restriction }

/// <summary>The copy and its title as they are registered from now on.</summary>
public sealed record ItemChanged(Item Item) : DomainEvent;
