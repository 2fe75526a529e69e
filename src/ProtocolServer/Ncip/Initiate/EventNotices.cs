using System.Globalization;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Interlibrary;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Domain.Wallet;
using ProtocolServer.Ncip.Services;
using ProtocolServer.Ncip.Wire;

namespace ProtocolServer.Ncip.Initiate;

/// <summary>What happened → the notification that tells it (ncip reference 7.5). Events without a row are nobody else's business.</summary>
static class EventNotices
{
    public static NcipElement? Of(DomainEvent happened, Happened of)
    {
        var n = new Notice(of);
        return happened switch
        {
            ItemCheckedOut { Loan: var l, Item: var i } => new("ItemCheckedOut")
            {
                n.User(l.Card), n.Item(l.Barcode), n.RequestOf(i), n.Date("DateDue", l.DueAt), NcipIds.Number("RenewalCount", l.Renewals), n.ChargeOf(l.Id), Shipping.Of(l.ShipTo),
                n.About(i),
            },
            CheckInUndone { Card: { } card, DueAt: { } due } e when of.Now.Item is { } i => new("ItemCheckedOut")
            {
                n.User(card), n.Item(i.Barcode), n.RequestOf(i), n.Date("DateDue", due), NcipIds.Number("RenewalCount", e.Renewals), n.About(i),
            },
            ItemCheckedIn { Loan: var l } => CheckedIn(n, l, of.Now.Item),
            LoanEnded { Loan: var l } => CheckedIn(n, l, of.Now.Item),
            CheckOutUndone when of.Now.Item is { Loan: { } l } i => CheckedIn(n, l, i),
            LoanRenewed { Loan: var l } => Renewed(n, l),
            RenewalUndone e when of.Now.Item?.Loan is { } l => Renewed(n, l with { DueAt = e.DueAt, Renewals = e.Renewals }),
            LoanRecalled { Loan: { RecalledAt: not null } l } => new("ItemRecalled") { n.User(l.Card), n.Item(l.Barcode), n.Date("DateDue", l.DueAt), Shipping.Of(l.RecallTo) },
            LoanRecalled { Loan: var l } => new("ItemRecallCancelled") { n.User(l.Card), n.Item(l.Barcode) },
            LoanBecameOverdue { Loan: var l } => StatusUpdated(n, l.Barcode, "Item Overdue"),
            InterlibraryRenewalAsked { Loan.Copy: { } copy } => StatusUpdated(n, copy, "Renew Still Pending"),
            InterlibraryRenewalRefused { Loan.Copy: { } copy } => StatusUpdated(n, copy, "Item Not Renewed"),
            LoanDisputed { Loan: var l } => new("CirculationStatusChangeReported") { n.Item(l.Barcode), n.User(l.Card), n.Reported() },
            ItemMoved { Status: ItemStatus.Lost or ItemStatus.Missing } e when n.Copy(e.Item) is { Loan: { } l } => new("CirculationStatusChangeReported")
            {
                n.Item(l.Barcode), n.User(l.Card), new NcipElement(e.Status is ItemStatus.Lost ? "ItemReportedLost" : "ItemReportedMissing"),
            },
            ItemMoved { Location: { } to } e when n.Copy(e.Item) is { } i && i.CurrentLocation != to => new("ItemUpdated")
            {
                n.Item(i.Barcode), new NcipElement("DeleteItemFields") { ItemFields.Place("Current Location", i.CurrentLocation) },
                new NcipElement("AddItemFields") { ItemFields.Place("Current Location", to) },
            },
            ItemPropertiesUpdated e when n.Copy(e.Item) is { } i => new("ItemUpdated")
            {
                n.Item(i.Barcode), Condition("DeleteItemFields", i.Properties), Condition("AddItemFields", e.Properties),
            },
            ItemTakenIn { Item: var i } => Created(n, i),
            ItemChanged { Item: var i } when n.Copy(i.Id) is { } before => new("ItemUpdated")
            {
                n.Item(i.Barcode), RecordNotices.Difference("DeleteItemFields", n.Fields(before), n.Fields(i)),
                RecordNotices.Difference("AddItemFields", n.Fields(i), n.Fields(before)),
            },
            ItemAdded { Item: var i } => Created(n, i),
            HoldPlaced { Hold: var h } => Requested(n, h),
            HoldCancelled { Hold: var h } => new("ItemRequestCancelled")
            {
                n.Request(h), n.User(h.Card), new NcipElement("RequestType", Requests.Type(h)), new NcipElement("RequestScopeType", Requests.Scope(h)),
            },
            HoldChanged { Hold: var h } => new("ItemRequestUpdated")
            {
                n.Request(h), Wish("DeleteRequestFields", of.Now.Reader?.Holds.FirstOrDefault(before => before.Id == h.Id), n), Wish("AddRequestFields", h, n),
            },
            HoldCaptured { State: HoldState.Ready, Hold: var h } e => new("ItemRequestUpdated")
            {
                n.Request(h), new NcipElement("DeleteRequestFields") { Status(h.State) },
                new NcipElement("AddRequestFields") { Status(e.State), n.Date("PickupExpiryDate", e.ShelfUntil) },
            },
            ChargeAssessed e when n.CardOf(e.Reader) is { } card => new("UserFiscalTransactionCreated") { n.User(card), n.Charge(e) },
            PaymentReceived e when n.CardOf(e.Reader) is { } card => new("UserFiscalTransactionCreated") { n.User(card), n.Payment(e.Entry) },
            ReaderNoticeSent { Kept: var k } => new("UserNoticeSent") { n.User(k.Card), n.Date("DateSent", of.Facts.Now), n.Details(k) },
            ReaderEnrolled { Reader: var r } => RecordNotices.Created(r, n.User(r.Card.Number)),
            ReaderChanged { Reader: var r } => RecordNotices.Changed(of.Now.Reader, r, n.User(r.Card.Number)),
            AgencyCreated { Agency: var a } => RecordNotices.Created(a),
            AgencyChanged { Agency: var a } => RecordNotices.Changed(of.Facts.AgencyOf(a.Id), a),
            CardBlocked e => Blocked(n, e.Card, "AddUserFields", "Block Check Out"),
            CardUnblocked e => Blocked(n, e.Card, "DeleteUserFields", "Block Check Out"),
            CardStateChanged { State: CardState.Lost } e => Blocked(n, e.Card, "AddUserFields", "Trap For Lost Card"),
            CardStateChanged { State: CardState.Active } e => Blocked(n, e.Card, "DeleteUserFields", "Trap For Lost Card"),
            _ => null,
        };
    }

    static NcipElement Created(Notice n, Item item) => new("ItemCreated")
    {
        n.Item(item.Barcode), n.Description(item.Title), new NcipElement("CirculationStatus", ItemFields.Status(item.CirculationStatus)),
        ItemFields.Place("Permanent Location", item.PermanentLocation),
    };

    /// <summary>Three states are told so (7.5); the others are the copy's own business, or have a notification of their own.</summary>
    static NcipElement StatusUpdated(Notice n, Barcode copy, string status) => new("CirculationStatusUpdated") { n.Item(copy), new NcipElement("CirculationStatus", status) };

    static NcipElement CheckedIn(Notice n, Loan loan, Item? item) => new("ItemCheckedIn")
    {
        n.User(loan.Card), n.Item(loan.Barcode), n.ChargeOf(loan.Id), item?.Barcode == loan.Barcode ? n.About(item) : null,
    };

    static NcipElement Renewed(Notice n, Loan loan) => new("ItemRenewed")
    {
        n.User(loan.Card), n.Item(loan.Barcode), n.Date("DateDue", loan.DueAt), NcipIds.Number("RenewalCount", loan.Renewals),
    };

    /// <summary>A copy, or a title with the number of the request: one of both (7.5).</summary>
    static NcipElement? Requested(Notice n, Hold hold) => n.Wanted(hold) is not ({ } title, var copy) ? null : new("ItemRequested")
    {
        n.User(hold.Card),
        hold.Scope is HoldScope.ThisCopy && copy is { } barcode ? [n.Item(barcode)] : [new NcipElement("BibliographicId") { n.Record(title) }, n.Request(hold)],
        new NcipElement("RequestType", Requests.Type(hold)), new NcipElement("RequestScopeType", Requests.Scope(hold)), Shipping.Of(hold.ShipTo), n.Days(hold),
        new NcipElement("PickupLocation", hold.PickupLocation), n.Date("DateOfUserRequest", hold.PlacedAt),
        new NcipElement("ItemOptionalFields") { n.Description(title) },
    };

    static NcipElement? Wish(string fields, Hold? hold, Notice n) => hold is null ? null : new(fields)
    {
        new NcipElement("RequestScopeType", Requests.Scope(hold)), n.Days(hold), new NcipElement("PickupLocation", hold.PickupLocation),
    };

    static NcipElement Status(HoldState state) => new("RequestStatusType", Requests.Status(state));

    static NcipElement? Condition(string fields, string? note) => note is null ? null : new(fields) { PhysicalConditions.Of(note) };

    static NcipElement Blocked(Notice n, CardNumber card, string fields, string type) => new("UserUpdated")
    {
        n.User(card), new NcipElement(fields) { new NcipElement("BlockOrTrap") { n.Agency, new NcipElement("BlockOrTrapType", type) } },
    };

    /// <summary>The parts of a notification, in the words of the agency where it happened.</summary>
    readonly struct Notice(Happened of)
    {
        public NcipElement Agency => NcipIds.Agency(of.Facts.Agency.Id);

        public NcipElement User(CardNumber card) => NcipIds.User(Agency, card);

        public NcipElement Item(Barcode barcode) => NcipIds.Item(Agency, barcode);

        public NcipElement? Date(string element, DateTimeOffset? at) => at is { } instant ? new(element, NcipDate.Write(instant, of.Facts.Library.Calendar.Zone)) : null;

        public IEnumerable<NcipElement?> Days(Hold hold) =>
            [Date("EarliestDateNeeded", hold.NeededFrom), Date("NeedBeforeDate", hold.ExpiresAt), Date("PickupExpiryDate", hold.CollectBy)];

        public NcipElement Request(Hold hold) => Requests.Id(hold, Agency);

        /// <summary>The request the loan has fulfilled.</summary>
        public NcipElement? RequestOf(Item item)
        {
            foreach (var one in of.Events)
                if (one is HoldCollected e && e.Item == item.Id) return Request(e.Hold);
            return null;
        }

        public NcipElement Description(Title title) => Titles.Description(title, Record(title));

        public NcipElement Record(Title title) => NcipIds.Record(Agency, title.RecordNumber);

        /// <summary>What a hold is on: known before, or taken in by the same act.</summary>
        public (Title? Title, Barcode? Copy) Wanted(Hold hold)
        {
            foreach (var one in of.Events)
                if (one is ItemTakenIn e && e.Item.Id == hold.Item) return (e.Item.Title, e.Item.Barcode);
            return (of.Now.Title?.Title ?? of.Now.Item?.Title, of.Now.Item?.Barcode);
        }

        public IEnumerable<NcipElement?> Fields(Item item) =>
        [
            Description(item.Title),
            item.CallNumber is { } call ? new NcipElement("ItemDescription") { new NcipElement("CallNumber", call) } : null,
            ItemFields.Place("Permanent Location", item.PermanentLocation), PhysicalConditions.Of(item.Properties),
        ];

        public NcipElement About(Item item) => new("ItemOptionalFields") { Description(item.Title) };

        public Item? Copy(ItemId id) => of.Now.Item is { } item && item.Id == id ? item : of.Now.Copies.FirstOrDefault(copy => copy.Id == id);

        public CardNumber? CardOf(ReaderId reader) =>
            of.Now.Reader is { } known && known.Id == reader ? known.Card.Number
            : of.Now.Item?.Loan is { } loan && loan.Reader == reader ? loan.Card : null;

        /// <summary>What a notice to a reader was about: a copy, or her standing with us. What it said is between her and us.</summary>
        public NcipElement Details(KeptNotice kept) => new("UserNoticeDetails")
        {
            new NcipElement("NoticeType", kept.Notice.Kind),
            kept is { Notice.Barcode: { } barcode, Title: { } title }
                ? new NcipElement("NoticeItem") { new NcipElement("ItemDetails") { Item(barcode), Description(title) } }
                : new NcipElement("UserPrivilege") { Agency, new NcipElement("AgencyUserPrivilegeType", kept.Category) },
        };

        public NcipElement Reported() => new("ItemReportedReturned") { Date("DateReportedReturned", of.Facts.Now)! };

        public NcipElement? ChargeOf(LoanId loan)
        {
            foreach (var one in of.Events)
                if (one is ChargeAssessed e && e.Loan == loan) return Charge(e);
            return null;
        }

        public NcipElement Charge(ChargeAssessed e) => new("FiscalTransactionInformation")
        {
            new NcipElement("FiscalActionType", "Assess"), Posting("FiscalTransactionReferenceId", e.Entry),
            new NcipElement("FiscalTransactionType", FiscalTypes.Of(e.FeeType)), NcipIds.Amount("Amount", e.Amount),
        };

        public NcipElement Payment(LedgerEntry entry)
        {
            var paid = entry.Postings[0].Amount;
            return new("FiscalTransactionInformation")
            {
                new NcipElement("FiscalActionType", "Payment"), Posting("FiscalTransactionReferenceId", entry.Id),
                new NcipElement("FiscalTransactionType", FiscalTypes.Of(FeeTypes.Other)), NcipIds.Amount("Amount", paid),
            };
        }

        NcipElement Posting(string element, Guid entry) => NcipIds.Posting(element, Agency, entry.ToString("N", CultureInfo.InvariantCulture));
    }
}
