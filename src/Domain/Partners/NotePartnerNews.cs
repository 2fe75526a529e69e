using System.Collections.Immutable;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Interlibrary;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Partners;

/// <summary>
/// A partner tells what has happened on its side (the NCIP notifications). It is kept as it was told, for staff; what it says of a loan
/// between us moves that loan on. It can't be refused, since it has happened.
/// </summary>
/// <param name="Service">Name of the notification, such as <c>ItemShipped</c>.</param>
/// <param name="Item">Barcode it is about.</param>
/// <param name="User">Card it is about.</param>
/// <param name="Request">Number of the request it is about.</param>
public sealed record NotePartnerNews(string Service, string? Item, string? User, string? Request, DateTimeOffset? HappenedAt) : Command<NotePartnerNews.Result>
{
    /// <summary>Who tells it.</summary>
    public AgencyId From { get; init; }

    /// <summary>The loan between us that it may be about; null where nothing points to one.</summary>
    public InterlibraryKey? About { get; init; }

    /// <summary>When the copy has to go back, where it says so.</summary>
    public DateTimeOffset? ReturnBy { get; init; }

    /// <summary>What the other library said with it.</summary>
    public string? Note { get; init; }

    /// <summary>The lender does not renew it.</summary>
    public bool NotRenewable { get; init; }

    /// <summary>Where it was sent, where it says so.</summary>
    public ShippingAddress? ShipTo { get; init; }

    public override Needs Needs => About is null ? new() { Versions = false } : new() { Interlibrary = About, Item = Item is null ? null : new Barcode(Item) };

    public sealed record Result : Outcome;

    public override Decision<Result> Decide(Snapshot now, Facts facts)
    {
        var at = HappenedAt < facts.Now ? HappenedAt.Value : facts.Now;
        return new(new(), [new PartnerNewsNoted(this, at), .. Moves(now, at, facts)]);
    }

    ImmutableArray<DomainEvent> Moves(Snapshot now, DateTimeOffset at, Facts facts)
    {
        if (now.Interlibrary is not { } loan || loan.Partner != From) return [];
        if (Service is "ItemRenewed" or "ItemRecalled")
            return loan is { Role: InterlibraryRole.Borrower, IsOpen: true } && ReturnBy is { } until ? ReturnDate.Moved(loan, now.Item, until, facts.Now) : [];
        InterlibraryStep? step = (Service, loan.Role) switch
        {
            ("ItemShipped", InterlibraryRole.Borrower) => InterlibraryStep.Ship,
            ("ItemShipped", InterlibraryRole.Lender) => InterlibraryStep.SendBack,
            ("ItemReceived", InterlibraryRole.Lender) => InterlibraryStep.Receive,
            ("ItemReceived" or "ItemCheckedIn", InterlibraryRole.Borrower) => InterlibraryStep.TakeBack,
            // Its own return of our copy was taken back: what is taken back is told as its opposite.
            ("ItemCheckedOut", InterlibraryRole.Borrower) => InterlibraryStep.Reopen,
            ("ItemRequestCancelled", InterlibraryRole.Borrower) => InterlibraryStep.Cancel,
            _ => null,
        };
        if (step is not { } next || loan.After(next, at) is not { } moved) return [];
        var told = next is InterlibraryStep.Ship
            ? moved with { Copy = Item is null ? moved.Copy : new Barcode(Item), ReturnBy = ReturnBy ?? moved.ReturnBy, NotRenewable = NotRenewable, ShipTo = ShipTo ?? moved.ShipTo }
            : moved;
        return [new InterlibraryMoved(told with { Note = Note ?? told.Note }, next, IsTold: true)];
    }
}

public sealed record PartnerNewsNoted(NotePartnerNews News, DateTimeOffset HappenedAt) : DomainEvent;
