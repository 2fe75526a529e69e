using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Readers;

namespace ProtocolServer.Domain.Circulation;

/// <summary>How a request stands (NCIP LookupRequest): by its number, or by who asked for what.</summary>
/// <param name="Number">The number of the request; null where reader and copy are named.</param>
/// <param name="Target">Reader and copy; beside a number those of whom more is to be told.</param>
public sealed record LookUpHold(RequestNumber? Number, HoldTarget? Target) : Command<LookUpHold.Result>
{
    public override Needs Needs => Number is not null
        ? new() { Request = Number, Card = Target?.Card, Item = Target?.Barcode, Account = Target is not null, Versions = false }
        : Target!.Value.Needs with { Versions = false };

    public sealed record Result : Outcome
    {
        public Hold? Hold { get; init; }

        /// <summary>The copy it is about, where it was named; null while any copy would do.</summary>
        public Item? Copy { get; init; }

        public Title? Title { get; init; }

        public Reader? Reader { get; init; }
    }

    public override Decision<Result> Decide(Snapshot now, Facts facts)
    {
        if (Number is not null) return Found(now.Request, now);
        if (now.Reader is not { } reader) return Refuse("card-unknown");
        if (PinGate.Refuses(facts.Pin) is { } pin) return new(new() { Refusal = pin }, []);
        if (CardStanding.Refuses(reader.Card.StateOn(facts.Today), Act.Enquire) is { } standing) return new(new() { Refusal = standing }, []);
        return Found(reader.Holds.FirstOrDefault(hold => hold.IsMeantBy(now, null)), now);
    }

    static Decision<Result> Found(Hold? hold, Snapshot now) => hold is null ? Refuse("hold-unknown") : new(
        new()
        {
            Hold = hold, Reader = now.Reader?.Id == hold.Reader ? now.Reader : null,
            Copy = now.Item is { } item && (item.Id == hold.CapturedItem || hold.Scope is HoldScope.ThisCopy && item.Id == hold.Item) ? item : null,
            Title = now.Item?.Title.Id == hold.Title ? now.Item.Title : null,
        }, []);

    static Decision<Result> Refuse(string code) => new(new() { Refusal = new(code) }, []);
}
