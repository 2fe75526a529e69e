using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Partners;
using ProtocolServer.Domain.Readers;

namespace ProtocolServer.Domain.Interlibrary;

/// <summary>What is wanted of another library: a title of its catalogue, or a certain copy.</summary>
/// <param name="RecordNumber">Its catalogue's number.</param>
public sealed record Wanted(string? RecordNumber, Barcode? Copy, string TitleName, string? Author = null);

/// <summary>One of our readers wants something that another library has (NNCIPP 3: RequestItem, Home → Owner).</summary>
public sealed record BorrowFromPartner(AgencyId Agency, CardNumber Card, AgencyId Partner, InterlibraryPolicy? Policy, Wanted Wanted) : Command<InterlibraryResult>
{
    public string RequestType { get; init; } = "Physical";

    /// <summary>Where she collects it: a location or an agency; the caller's place when absent.</summary>
    public string? Pickup { get; init; }

    public override Needs Needs => new() { Card = Card, Account = true, InterlibraryCount = new(Agency, Partner, Card, InterlibraryRole.Borrower) };

    public override Decision<InterlibraryResult> Decide(Snapshot now, Facts facts)
    {
        if (now.Reader is not { } reader) return InterlibraryResult.Refuse(new("card-unknown"));
        if (PatronStatus.Of(reader, facts).Holding is { } denied) return InterlibraryResult.Refuse(denied);
        if (Policy is not { Borrows: true } policy) return InterlibraryResult.Refuse(new("interlibrary-not-agreed", Partner.Value));
        if (!policy.ReaderCategories.IsEmpty && !policy.ReaderCategories.Contains(reader.Category)) return InterlibraryResult.Refuse(new("interlibrary-not-agreed", Partner.Value));
        if (now.OpenInterlibrary.Count >= policy.MostRequests) return InterlibraryResult.Refuse(new("interlibrary-limit", policy.MostRequests));
        if (now.OpenInterlibrary.Has(Wanted.RecordNumber, Wanted.Copy)) return InterlibraryResult.Refuse(new("hold-duplicate"));
        if (PickupPlaces.Find(Pickup, facts) is not { } pickup) return InterlibraryResult.Refuse(new("pickup-unknown"));
        var loan = new InterlibraryLoan
        {
            Id = new(facts.Ids.Next()), Agency = facts.Agency.Id, Partner = Partner, Role = InterlibraryRole.Borrower,
            Number = new(facts.Agency.Id.Value, facts.Ids.Next().ToString("N")), RequestType = RequestType, State = InterlibraryState.Requested, Card = Card,
            RecordNumber = Wanted.RecordNumber, TitleName = Wanted.TitleName, Author = Wanted.Author, Copy = Wanted.Copy, Place = pickup, RequestedAt = facts.Now,
        };
        return InterlibraryResult.Done(loan, new InterlibraryRequested(loan));
    }
}

/// <summary>A reader of another library asks at our desk: her library is told, so that it asks us (NNCIPP 8: ItemRequested, Owner → Home).</summary>
public sealed record OfferToPartner(Barcode? Copy, string? Title, CardNumber Card, AgencyId Partner, InterlibraryPolicy? Policy) : Command<InterlibraryResult>
{
    public string RequestType { get; init; } = "Physical";

    public override Needs Needs => new() { Item = Copy, Title = Copy is null ? Title : null, TitleQueue = true };

    public override Decision<InterlibraryResult> Decide(Snapshot now, Facts facts)
    {
        if (Policy is not { Lends: true }) return InterlibraryResult.Refuse(new("interlibrary-not-agreed", Partner.Value));
        if (Copy is not null && now.Item is null) return InterlibraryResult.Refuse(new("item-unknown"));
        if (now.Title is not { } title) return InterlibraryResult.Refuse(new("title-unknown"));
        var number = new RequestNumber(facts.Agency.Id.Value, facts.Ids.Next().ToString("N"));
        return new(new(), [new InterlibraryOffered(Partner, Card, number, title.Title, Copy, RequestType)]);
    }
}
