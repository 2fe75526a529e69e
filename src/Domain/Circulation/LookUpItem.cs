using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;

namespace ProtocolServer.Domain.Circulation;

/// <summary>What is known of a copy (SIP2 17, NCIP LookupItem).</summary>
public sealed record LookUpItem(Barcode Barcode) : Command<LookUpItem.Result>
{
    public override Needs Needs => new() { Item = Barcode, Versions = false };

    public sealed record Result : Outcome
    {
        public Item? Item { get; init; }

        /// <summary>What borrowing it costs, and the kind of that fee.</summary>
        public LoanFee? Fee { get; init; }
    }

    public override Decision<Result> Decide(Snapshot now, Facts facts) => now.Item is { } item
        ? new(
            new() { Item = item, Fee = facts.Library.LoanFees.Find(new(null, null, item.Kind, facts.Agency.Id.Value)) },
            // A gate asks only about what has made it ring.
            item.Loan is null && facts.Caller.Permissions.HasFlag(Permissions.Alarm) ? [new GateAlarmed(item)] : [])
        : new(new() { Refusal = new("item-unknown") }, []);
}

/// <summary>A terminal writes what it found on the copy (SIP2 19, CH).</summary>
public sealed record UpdateItem(Barcode Barcode, string Properties) : Command<LookUpItem.Result>
{
    public override Needs Needs => new() { Item = Barcode };

    public override Decision<LookUpItem.Result> Decide(Snapshot now, Facts facts)
    {
        if (now.Item is not { } item) return new(new() { Refusal = new("item-unknown") }, []);
        if (!facts.Caller.Permissions.HasFlag(Permissions.UpdateItem)) return new(new() { Refusal = new("not-permitted"), Item = item }, []);
        var updated = item with { Properties = Properties.Length == 0 ? null : Properties };
        return new(new() { Item = updated }, updated == item ? [] : [new ItemPropertiesUpdated(item.Id, updated.Properties)]);
    }
}

public sealed record ItemPropertiesUpdated(ItemId Item, string? Properties) : DomainEvent;

/// <summary>A copy that is not on loan went through a gate.</summary>
public sealed record GateAlarmed(Item Item) : DomainEvent;
