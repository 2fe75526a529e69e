using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Circulation;

/// <summary>
/// A copy leaves the library, such as one that was lent by another and has gone home (NCIP DeleteItem): its number is free again, its history
/// stays.
/// </summary>
public sealed record WithdrawItem(Barcode Barcode) : Command<LookUpItem.Result>
{
    public override Needs Needs => new() { Item = Barcode };

    public override Decision<LookUpItem.Result> Decide(Snapshot now, Facts facts)
    {
        if (now.Item is not { } item) return new(new() { Refusal = new("item-unknown") }, []);
        if (!facts.Caller.Permissions.HasFlag(Permissions.UpdateItem)) return Refuse(item, new("not-permitted"));
        if (item.Owner != facts.Agency.Id) return Refuse(item, new("item-elsewhere"));
        if (item.Loan is not null) return Refuse(item, new("on-loan"));
        // Who waits for this copy alone waits in vain; who waits for the title waits on.
        return item.CapturedFor is { Scope: not HoldScope.ThisCopy }
            ? Refuse(item, new("on-hold-shelf"))
            : new(new() { Item = item },
                [.. item.Queue.Where(hold => hold.Scope is HoldScope.ThisCopy && hold.Item == item.Id).Select(static hold => new HoldCancelled(hold)), new ItemWithdrawn(item)]);
    }

    static Decision<LookUpItem.Result> Refuse(Item item, Refusal refusal) => new(new() { Item = item, Refusal = refusal }, []);
}

/// <summary>The copy is not the library's any more.</summary>
public sealed record ItemWithdrawn(Item Item) : DomainEvent;
