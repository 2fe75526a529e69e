using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Partners;

/// <summary>
/// A partner tells what has happened on its side (the NCIP notifications). It is kept as it was told, for staff and for what will act on
/// it; it can't be refused, since it has happened.
/// </summary>
/// <param name="Service">Name of the notification, such as <c>ItemShipped</c>.</param>
/// <param name="Item">Barcode it is about.</param>
/// <param name="User">Card it is about.</param>
/// <param name="Request">Number of the request it is about.</param>
public sealed record NotePartnerNews(string Service, string? Item, string? User, string? Request, DateTimeOffset? HappenedAt) : Command<NotePartnerNews.Result>
{
    public override Needs Needs => new() { Versions = false };

    public sealed record Result : Outcome;

    public override Decision<Result> Decide(Snapshot now, Facts facts) =>
        new(new(), [new PartnerNewsNoted(this, HappenedAt < facts.Now ? HappenedAt.Value : facts.Now)]);
}

public sealed record PartnerNewsNoted(NotePartnerNews News, DateTimeOffset HappenedAt) : DomainEvent;
