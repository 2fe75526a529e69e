using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Interlibrary;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Ncip.Services;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Initiate;

/// <summary>A message from one of our agencies to a partner.</summary>
readonly record struct Addressed(AgencyId From, AgencyId To, NcipElement Content);

/// <summary>What happened to a loan between libraries → what the other library is asked or told (NNCIPP 3 to 11).</summary>
static class InterlibraryMessages
{
    public static Addressed? Of(DomainEvent happened, Happened of) => happened switch
    {
        InterlibraryRequested { Loan: { Role: InterlibraryRole.Borrower } l } => To(l, Request(l, of)),
        InterlibraryMoved { IsTold: false, Loan: var l, Step: null } => To(l, Recalled(l, of)),
        InterlibraryMoved { IsTold: false, Loan: var l, Step: { } step } e => (step, l.Role) switch
        {
            (InterlibraryStep.Ship, _) when e.HandsOver => To(l, HandedOver(l, of)),
            (InterlibraryStep.Ship, _) => To(l, Shipped(l, l.ShippedAt, l.ShipTo ?? Named(l.Place), e.Note, of)),
            (InterlibraryStep.SendBack, _) => To(l, Shipped(l, l.ReturningAt, Named(l.Partner.Value), e.Note, of)),
            (InterlibraryStep.Receive, _) => To(l, Received(l, l.ReceivedAt, of)),
            (InterlibraryStep.TakeBack, _) => To(l, Received(l, l.EndedAt, of)),
            (InterlibraryStep.Reopen, _) => To(l, Reopened(l, of)),
            (InterlibraryStep.AskToCancel or InterlibraryStep.Cancel, _) => To(l, Cancel(l, e.Note)),
            _ => null,
        },
        InterlibraryRenewalAsked { Loan: var l } e => To(l, Renew(l, e.Until, of)),
        InterlibraryOffered e => new(of.Facts.Agency.Id, e.Partner, Offer(e, of)),
        _ => null,
    };

    static Addressed To(InterlibraryLoan loan, NcipElement content) => new(loan.Agency, loan.Partner, content);

    static NcipElement Request(InterlibraryLoan l, Happened of) => new("RequestItem")
    {
        User(l),
        // One of both: 1.x has no place for more.
        l.RecordNumber is { } record ? new NcipElement("BibliographicId") { Record(record) } : Copy(l, l.Copy ?? default),
        Number(l), Type(l.RequestType), Scope(l.RequestType, l.RecordNumber is null), Wanted("Bibliographic Description"),
        of.Facts.Agency.Addresses.FirstOrDefault(one => one is { Role: "Ship To", Kind: "postal" or "street" }) is { } home ? Shipping.Of(new(home.Kind, home.Data)) : null,
    };

    static NcipElement Shipped(InterlibraryLoan l, DateTimeOffset? at, ShippingAddress to, string? note, Happened of) => new("ItemShipped")
    {
        Number(l), l.Copy is { } copy ? Copy(l, copy) : null, User(l), Date("DateShipped", at ?? of.Facts.Now, of), Shipping.Of(to),
        new NcipElement("ItemOptionalFields")
        {
            Title(l), l.ReturnBy is { } by ? Date("DateDue", by, of) : null,
            l.NotRenewable ? new NcipElement("ItemUseRestrictionType", "Renewals Not Permitted") : null,
        },
        Said(note),
    };

    /// <summary>Our return of the copy was taken back: as if it had been lent just now, until when it was.</summary>
    static NcipElement Reopened(InterlibraryLoan l, Happened of) => new("ItemCheckedOut")
    {
        User(l), Copy(l, l.Copy ?? default), Number(l), l.ReturnBy is { } by ? Date("DateDue", by, of) : new NcipElement("IndeterminateLoanPeriodFlag"),
    };

    /// <summary>Words for the staff of the other library (NNCIPP 4, 11).</summary>
    static NcipElement? Said(string? note) => note is null ? null : new("Ext") { new NcipElement("NoticeContent", note) };

    /// <summary>The copy becomes known at the borrower and waits for its reader there.</summary>
    static NcipElement HandedOver(InterlibraryLoan l, Happened of) => new("AcceptItem")
    {
        Number(l), new NcipElement("RequestedActionType", "Hold For Pickup"), User(l), Copy(l, l.Copy ?? default),
        l.ReturnBy is { } by ? Date("DateForReturn", by, of) : null, l.NotRenewable ? new NcipElement("RenewalNotPermitted") : null,
        new NcipElement("ItemOptionalFields") { Title(l) },
    };

    static NcipElement Recalled(InterlibraryLoan l, Happened of) => new("ItemRecalled")
    {
        User(l), Copy(l, l.Copy ?? default), Date("DateDue", l.ReturnBy ?? of.Facts.Now, of),
    };

    static NcipElement Received(InterlibraryLoan l, DateTimeOffset? at, Happened of) => new("ItemReceived")
    {
        Copy(l, l.Copy ?? default), User(l), Number(l), Date("DateReceived", at ?? of.Facts.Now, of),
    };

    static NcipElement Cancel(InterlibraryLoan l, string? note) => new("CancelRequestItem") { User(l), Number(l), Type(l.RequestType), Scope(l.RequestType, false), Said(note) };

    static NcipElement Renew(InterlibraryLoan l, DateTimeOffset until, Happened of) => new("RenewItem")
    {
        User(l), Copy(l, l.Copy ?? default), Date("DesiredDateDue", until, of),
    };

    static NcipElement Offer(InterlibraryOffered e, Happened of)
    {
        var ours = NcipIds.Agency(of.Facts.Agency.Id);
        return new("ItemRequested")
        {
            NcipIds.User(NcipIds.Agency(e.Partner), e.Card),
            e.Copy is { } copy ? [NcipIds.Item(ours, copy)]
                : [new NcipElement("BibliographicId") { Record(e.Title.RecordNumber) }, NcipIds.Request(NcipIds.Agency(new(e.Number.Agency)), e.Number.Number)],
            Type(e.RequestType), Scope(e.RequestType, e.Copy is not null),
            new NcipElement("ItemOptionalFields") { Titles.Description(e.Title, Record(e.Title.RecordNumber)) },
        };
    }

    static AgencyId Lender(InterlibraryLoan l) => l.Role is InterlibraryRole.Lender ? l.Agency : l.Partner;

    static AgencyId Borrower(InterlibraryLoan l) => l.Role is InterlibraryRole.Borrower ? l.Agency : l.Partner;

    static NcipElement User(InterlibraryLoan l) => NcipIds.User(NcipIds.Agency(Borrower(l)), l.Card);

    static NcipElement Copy(InterlibraryLoan l, Barcode copy) => NcipIds.Item(NcipIds.Agency(Lender(l)), copy);

    static NcipElement Number(InterlibraryLoan l) => NcipIds.Request(NcipIds.Agency(new(l.Number.Agency)), l.Number.Number);

    static NcipElement Record(string number) => new("BibliographicRecordId")
    {
        new NcipElement("BibliographicRecordIdentifier", number), new NcipElement("BibliographicRecordIdentifierCode", "OwnerLocalRecordID"),
    };

    static NcipElement Title(InterlibraryLoan l) => new("BibliographicDescription") { NcipElement.Of("Author", l.Author), new NcipElement("Title", l.TitleName) };

    static NcipElement Type(string type) => new("RequestType", type);

    /// <summary>The Norwegian profile says Title where the standard says Bibliographic Item.</summary>
    static NcipElement Scope(string type, bool isCopy) => new("RequestScopeType", isCopy ? "Item" : Requests.IsNorwegian(type) ? "Title" : "Bibliographic Item");

    static NcipElement Wanted(string type) => new("ItemElementType", type);

    static NcipElement Date(string element, DateTimeOffset at, Happened of) => new(element, NcipDate.Write(at, of.Facts.Library.Calendar.Zone));

    /// <summary>Required by the standard also where no address was told: the libraries know each other's.</summary>
    static ShippingAddress Named(string place) => new(Domain.Readers.ReaderAddress.Postal, place);
}
