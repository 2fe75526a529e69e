using System.Globalization;
using System.Text.Json.Nodes;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Payments;
using ProtocolServer.Domain.Ports;
using ProtocolServer.Domain.Readers;
using ProtocolServer.Domain.Wallet;

namespace ProtocolServer.Webhooks;

/// <summary>What happened → what a webhook is told of it (<c>docs/webhooks.md</c>). Events without a row are nobody else's business.</summary>
static class WebhookContent
{
    /// <summary>A text longer than this is cut: who tells readers sends no books.</summary>
    const int LongestText = 4000;

    public static IEnumerable<(string Type, JsonObject Data, string? About)> Of(DomainEvent happened, Happened of)
    {
        if (happened is not FinesAccrued accrued) return One(happened, of) is { } one ? [one] : [];
        return accrued.Lines.Where(line => line.AddedMinor > 0).Select(line => (line.IsNew ? "charge.assessed" : "charge.raised", new JsonObject
        {
            ["charge"] = line.Charge!.Value.Value, ["feeType"] = FeeTypes.Overdue, ["card"] = line.Loan.Card.Value, ["item"] = line.Loan.Barcode.Value,
        }.With(new Money(line.AddedMinor, of.Facts.AgencyOf(accrued.Agency).Library.Currency)), (string?)line.Loan.Barcode.Value));
    }

    static (string Type, JsonObject Data, string? About)? One(DomainEvent happened, Happened of)
    {
        var t = new Told(of);
        return happened switch
        {
            ItemCheckedOut { Loan: var l } => ("item.checked-out", t.Loan(l), l.Barcode.Value),
            ItemCheckedIn { Loan: var l } => ("item.checked-in", t.Loan(l), l.Barcode.Value),
            LoanEnded { Loan: var l } => ("item.checked-in", t.Loan(l), l.Barcode.Value),
            CheckOutUndone when of.Now.Item?.Loan is { } l => ("item.checked-in", t.Loan(l), l.Barcode.Value),
            CheckInUndone when of.Now.Item is { } i => ("item.checked-out", new() { ["item"] = i.Barcode.Value, ["title"] = i.Title.Name }, i.Barcode.Value),
            LoanRenewed { Loan: var l } => ("item.renewed", t.Loan(l), l.Barcode.Value),
            RenewalUndone e when of.Now.Item?.Loan is { } l => ("item.renewed", t.Loan(l with { DueAt = e.DueAt, Renewals = e.Renewals }), l.Barcode.Value),
            LoanRecalled { Loan: { RecalledAt: not null } l } => ("item.recalled", t.Loan(l), l.Barcode.Value),
            LoanBecameOverdue { Loan: var l } => ("item.overdue", t.Loan(l), l.Barcode.Value),
            LoanLost { Loan: var l } => ("item.lost", t.Loan(l), l.Barcode.Value),
            HoldPlaced { Hold: var h } => ("hold.placed", t.Hold(h), h.Id.ToString()),
            HoldCaptured { State: HoldState.Ready, Hold: var h } e => ("hold.ready", t.Hold(h with { ShelfUntil = e.ShelfUntil }, of.Now.Item), h.Id.ToString()),
            HoldCancelled { Hold: var h } => ("hold.cancelled", t.Hold(h), h.Id.ToString()),
            HoldExpired { Hold: var h } => ("hold.expired", t.Hold(h), h.Id.ToString()),
            ReaderEnrolled { Reader: var r } => ("reader.enrolled", new() { ["card"] = r.Card.Number.Value, ["category"] = r.Category }, null),
            ReaderChanged { Reader: var r } => ("reader.changed", new() { ["card"] = r.Card.Number.Value, ["category"] = r.Category }, null),
            CardBlocked e => ("card.blocked", new() { ["card"] = e.Card.Value }, null),
            CardUnblocked e => ("card.unblocked", new() { ["card"] = e.Card.Value }, null),
            CardStateChanged e => ("card.changed", new() { ["card"] = e.Card.Value, ["state"] = Words.Of(e.State) }, null),
            ReaderNoticeHanded { Kept: var k } => ("reader.notice", Notice(k), k.Notice.Id.ToString()),
            ChargeAssessed e => ("charge.assessed", t.Charge(e.Charge, e.Reader, e.FeeType, e.Amount, e.Item?.Barcode, e.Description), e.Item?.Barcode.Value),
            ChargeRaised e => ("charge.raised", t.Charge(e.Charge, e.Reader, e.FeeType, e.Amount, null, null), null),
            PaymentReceived e => ("payment.received", t.Paid(e), null),
            EntryReversed e => ("posting.reversed", new() { ["entry"] = e.Entry, ["original"] = e.Original }, null),
            MoneyMoved e => ("wallet.moved", Entry(e.Entry), null),
            CopyCardTransferred e => ("wallet.moved", Entry(e.Entry).Of("card", t.CardOf(e.Reader)), null),
            MoneyHeld e => ("wallet.held", t.MoneyHeld(e.Hold, "held"), null),
            MoneyHoldEnded e => ("wallet.hold-ended", t.MoneyHeld(e.Hold, Words.Of(e.State)).Of("captured", e.Captured?.ToString()), null),
            OnlinePaymentReceived { Payment: var p, Entry: not null } => ("online-payment.received", Online(p.Id, p.Gateway).Of("card", p.Card.Value).With(p.Amount), null),
            OnlineRefundDecided { Refund: var r } => ("online-refund.decided", Online(r.Payment, r.Gateway).Of("refund", r.Id).With(r.Amount), null),
            OnlineRefundSent { Refund: var r } => ("online-refund.sent", Online(r.Payment, r.Gateway).Of("refund", r.Id).With(r.Amount), null),
            _ => null,
        };
    }

    /// <summary>What is needed to tell her, and no more: by post only who can be reached by nothing else.</summary>
    static JsonObject Notice(KeptNotice kept) => new JsonObject
    {
        ["notice"] = kept.Notice.Id, ["kind"] = kept.Notice.Kind,
        ["text"] = kept.Notice.Text.Length <= LongestText ? kept.Notice.Text : kept.Notice.Text[..(LongestText - 1)] + "…", ["card"] = kept.Card.Value,
    }.Of("item", kept.Notice.Barcode?.Value).Of("title", kept.Title?.Name).Of("language", kept.Language).Of("email", kept.Email).Of("phone", kept.Phone)
        .Of("address", kept is { Email: null, Phone: null } ? kept.Address : null);

    static JsonObject Online(Guid payment, string gateway) => new() { ["payment"] = payment, ["gateway"] = gateway };

    /// <summary>An entry of the ledger by what it moved.</summary>
    static JsonObject Entry(LedgerEntry entry) => new JsonObject { ["entry"] = entry.Id, ["reason"] = entry.Reason }
        .With(new(entry.Postings.Where(p => p.Amount.IsPositive && p.Amount.Currency == entry.Postings[0].Amount.Currency).Sum(p => p.Amount.AmountMinor), entry.Postings[0].Amount.Currency));

    static JsonObject Of(this JsonObject data, string name, JsonNode? value)
    {
        if (value is not null) data[name] = value;
        return data;
    }

    /// <summary>A decimal text with a point, and its currency, as in the JSON API.</summary>
    static JsonObject With(this JsonObject data, Money amount)
    {
        data["amount"] = amount.ToString();
        data["currency"] = amount.Currency.Code;
        return data;
    }

    /// <summary>The parts, in the words and the time zone of the agency where it happened.</summary>
    readonly struct Told(Happened of)
    {
        public JsonObject Loan(Loan loan) => new()
        {
            ["item"] = loan.Barcode.Value, ["title"] = loan.TitleName, ["card"] = loan.Card.Value, ["dueAt"] = At(loan.DueAt), ["renewals"] = loan.Renewals,
        };

        public JsonObject Hold(Hold hold, Item? copy = null) => new JsonObject
        {
            ["hold"] = hold.Id.Value, ["title"] = Named(hold), ["card"] = hold.Card.Value, ["pickup"] = hold.PickupLocation,
        }.Of("item", (copy?.Barcode ?? hold.CapturedBarcode)?.Value).Of("shelfUntil", hold.ShelfUntil is { } until ? At(until) : null);

        public JsonObject Charge(ChargeId charge, ReaderId reader, string feeType, Money amount, Barcode? item, string? description) =>
            new JsonObject { ["charge"] = charge.Value, ["feeType"] = feeType }
                .Of("card", CardOf(reader)).Of("item", item?.Value).Of("description", description).With(amount);

        public JsonObject Paid(PaymentReceived e)
        {
            var settled = new JsonArray();
            foreach (var charge in e.Settled) settled.Add(JsonValue.Create(charge.Value));
            return Entry(e.Entry).Of("card", CardOf(e.Reader)).Of("settled", settled);
        }

        public JsonObject MoneyHeld(MoneyHold hold, string state) =>
            new JsonObject { ["hold"] = hold.Id.Value, ["purpose"] = hold.Purpose, ["state"] = state, ["terminal"] = hold.Terminal.Value }.Of("card", CardOf(hold.Reader)).With(hold.Amount);

        /// <summary>Where the decision knew it.</summary>
        public string? CardOf(ReaderId reader) =>
            of.Now.Reader is { } known && known.Id == reader ? known.Card.Number.Value
            : of.Now.Item?.Loan is { } loan && loan.Reader == reader ? loan.Card.Value : null;

        string Named(Hold hold) => hold.TitleName.Length > 0 ? hold.TitleName : (of.Now.Title?.Title ?? of.Now.Item?.Title)?.Name ?? "";

        string At(DateTimeOffset instant) =>
            TimeZoneInfo.ConvertTime(instant, of.Facts.Library.Calendar.Zone).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
    }
}
