using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Circulation;

/// <summary>Nobody came for a copy on the hold shelf: its hold has expired, and the copy waits to be put back, where the next hold catches it.</summary>
public sealed record ExpireShelf(Barcode Barcode, HoldId Hold) : Command<ExpireShelf.Result>
{
    public override Needs Needs => new() { Item = Barcode };

    /// <param name="Expired">False where it was collected or ended meanwhile.</param>
    public sealed record Result(bool Expired) : Outcome;

    public override Decision<Result> Decide(Snapshot now, Facts facts)
    {
        if (now.Item is not { CapturedFor: { State: HoldState.Ready } hold } item || hold.Id != Hold || !(hold.ShelfUntil < facts.Now)) return new(new(false), []);
        return new(new(true), [new HoldExpired(hold), new ItemMoved(item.Id, item.CurrentLocation, ItemStatus.Reshelving)]);
    }
}

/// <summary>A hold has ended because nobody came.</summary>
public sealed record HoldExpired(Hold Hold) : DomainEvent;
