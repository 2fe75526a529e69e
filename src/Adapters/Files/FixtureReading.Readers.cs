using System.Collections.Immutable;
using System.Globalization;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Readers;

namespace ProtocolServer.Adapters.Files;

/// <summary>Readers, and what they have, want and owe.</summary>
sealed partial class FixtureReading
{
    /// <summary>Beside the usual ones: <c>{role: Work, postal: …, phone: …, from: 2026-06-01, until: 2026-08-31}</c>.</summary>
    IEnumerable<ReaderAddress> ReaderAddresses(Section s, FixtureAgency? agency)
    {
        var (role, from, until) = (s.Text("role", true) ?? "", Day(s, "from", agency), Day(s, "until", agency));
        var all = Reached(s);
        s.Done();
        return all.Select(pair => new ReaderAddress(role, pair.Kind, pair.Data) { From = from, Until = until });
    }

    FixtureReader? Reader(Section s)
    {
        var agency = AgencyOf(s);
        var library = agency?.Library;
        var own = CardOf(s, "card", agency);
        var more = s.Children("cards").Select(c =>
        {
            var card = CardOf(c, "number", agency);
            c.Done();
            return card;
        }).OfType<FixtureCard>().ToArray();
        var (name, category, level, language) = (s.Text("name", true), s.Text("category") ?? library?.Categories.FirstOrDefault(), s.Text("level"), s.Text("language"));
        var born = Day(s, "born", agency);
        var addresses = ReaderAddress.Usual(s.Text("address"), s.Text("email"), s.Text("phone")).AddRange(s.Children("addresses").SelectMany(one => ReaderAddresses(one, agency)));
        foreach (var twice in addresses.GroupBy(one => (one.Role, one.Kind)).Where(group => group.Count() > 1))
            s.Wrong("addresses", $"{twice.Key.Kind} stands twice for '{twice.Key.Role}'; give one of them another role.");
        var note = s.Text("note");
        var pin = s.Text("pin");
        // The library's first PIN, until the reader changes it (HF-3).
        var isFirst = pin is null && library?.Pins.Initial == InitialPin.BirthDate && born is not null;
        if (isFirst) pin = born!.Value.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        var mustChange = s.Flag("pin-must-change") ?? isFirst;
        var memberships = s.Children("memberships").Select(m =>
        {
            var (of, state) = (AgencyOf(m), State(m, "state", MembershipState.Active));
            m.Done();
            return of is null ? null : new Membership(of.Id, state);
        }).OfType<Membership>().ToImmutableArray();
        if (agency is null || own is null || name is null || category is null) return null;
        if (!s.Has("memberships")) memberships = [new(agency.Id, MembershipState.Active)];
        return new()
        {
            Agency = agency.Id, Category = category, Level = level, Name = name, Language = language, BirthDate = born, Addresses = addresses,
            Pin = pin, PinMustChange = mustChange, Cards = [own, .. more], Memberships = memberships, Note = note, Place = PlaceOf(s),
        };
    }

    FixtureCard? CardOf(Section s, string numberAs, FixtureAgency? agency)
    {
        var (number, state, until) = (s.Text(numberAs, true), State(s, "state", CardState.Active), Day(s, "valid-until", agency));
        var (issued, successor) = (Moment(s, "issued", agency) ?? now, s.Text("superseded-by"));
        return number is null ? null : new(new(number), state, until, issued, successor is null ? null : new(successor));
    }

    FixtureLoan? Loan(Section s)
    {
        var (item, card, agency) = (s.Text("item", true), s.Text("card", true), AgencyOf(s));
        var due = Day(s, "due", agency, required: true);
        var taken = Moment(s, "out", agency);
        var (renewals, recalled, claimed) = (s.Whole("renewals", 0, 1000) ?? 0, Moment(s, "recalled", agency), s.Flag("claimed-returned") ?? false);
        if (item is null || card is null || agency is null || due is null) return null;
        var dueAt = agency.Library.Calendar.EndOf(due.Value);
        return new()
        {
            // Without a day: four weeks before it is due, and never in the future.
            Item = new(item), Card = new(card), Agency = agency.Id, CheckedOutAt = taken ?? Earlier(dueAt.AddDays(-28)), DueAt = dueAt,
            Renewals = renewals, RecalledAt = recalled, ClaimedReturned = claimed, Place = PlaceOf(s),
        };
    }

    FixtureHold? Hold(Section s)
    {
        var (card, title, item) = (s.Text("card", true), s.Text("title"), s.Text("item"));
        var agency = AgencyOf(s);
        var (scope, state) = (State(s, "scope", item is null ? HoldScope.AnyCopy : HoldScope.ThisCopy), State(s, "state", HoldState.Waiting));
        var (pickup, captured) = (s.Text("pickup"), s.Text("captured"));
        var (placed, expires, shelf) = (Moment(s, "placed", agency) ?? now, EndOf(s, "expires", agency), EndOf(s, "shelf-until", agency));
        if (card is null || agency is null) return null;
        return new()
        {
            Card = new(card), Title = title ?? "", Scope = scope, Item = item is null ? null : new(item), Agency = agency.Id,
            Pickup = pickup ?? agency.Locations[0].Code, PlacedAt = placed, ExpiresAt = expires, State = state,
            Captured = captured is null ? null : new(captured), ShelfUntil = shelf, Place = PlaceOf(s),
        };
    }

    FixtureCharge? Charge(Section s)
    {
        var (card, agency, type) = (s.Text("card", true), AgencyOf(s), s.Text("type", true));
        var amount = s.Amount("amount", agency?.Library.Currency, true);
        var paid = s.Amount("paid", agency?.Library.Currency);
        var (assessed, item, terminal) = (Moment(s, "assessed", agency) ?? now, s.Text("item"), s.Text("paid-at"));
        if (type is not null && (type.Length != 2 || !type.All(char.IsAsciiDigit))) s.Wrong("type", "must be two digits in quotes, such as \"04\" for an overdue fine.");
        if (card is null || agency is null || type is null || amount is null) return null;
        return new()
        {
            Card = new(card), Agency = agency.Id, FeeType = type, Amount = amount.Value, Paid = paid ?? Money.Zero(amount.Value.Currency),
            PaidAt = terminal is null ? null : new(terminal), AssessedAt = assessed, Item = item is null ? null : new(item), Place = PlaceOf(s),
        };
    }

    FixtureWallet? Wallet(Section s)
    {
        var (card, agency) = (s.Text("card", true), AgencyOf(s));
        var (balance, authorised) = (s.Amount("balance", agency?.Library.Currency, true), s.Flag("authorised") ?? true);
        return card is null || agency is null || balance is null ? null : new(new(card), agency.Id, balance.Value, authorised, PlaceOf(s));
    }
}
