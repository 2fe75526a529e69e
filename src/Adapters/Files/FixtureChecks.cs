using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Readers;

namespace ProtocolServer.Adapters.Files;

/// <summary>Whether the records of a network fit together; every contradiction is told with its place.</summary>
sealed class FixtureChecks(Fixture fixture, FileErrors errors)
{
    readonly Dictionary<AgencyId, FixtureAgency> agencies = new();
    readonly Dictionary<string, FixtureAgency> locations = new(StringComparer.Ordinal);
    readonly Dictionary<string, FixtureTitle> titles = new(StringComparer.Ordinal);
    readonly Dictionary<Barcode, FixtureItem> items = new();
    readonly Dictionary<CardNumber, FixtureReader> cards = new();
    readonly Dictionary<TerminalId, FixtureTerminal> terminals = new();

    public void Run()
    {
        if (fixture.Agencies.IsEmpty && errors.Count == 0) errors.Add(fixture.Network.Value, 0, "agencies", "the network has no agency; add one under 'agencies'.");
        foreach (var agency in fixture.Agencies)
        {
            Once(agencies, agency.Id, agency, agency.Place, "agency");
            foreach (var location in agency.Locations) Once(locations, location.Code, agency, agency.Place, "location");
        }

        foreach (var terminal in fixture.Terminals) Terminal(terminal);
        foreach (var twice in fixture.Partners.GroupBy(p => (p.Agency, p.Id)).Where(g => g.Count() > 1))
            Tell(twice.Last().Place, $"partner '{twice.Key.Id}' stands twice for agency {twice.Key.Agency}; keep one.");
        foreach (var partner in fixture.Partners)
            if (partner.Location is { } place && !locations.ContainsKey(place)) Tell(partner.Place, $"there is no location '{place}' in this network.");
        foreach (var twice in fixture.Webhooks.GroupBy(w => w.Id, StringComparer.Ordinal).Where(g => g.Count() > 1))
            errors.Add(fixture.Network.Value, 0, "webhooks", $"webhook '{twice.Key}' stands twice; keep one, with all its agencies.");
        foreach (var title in fixture.Titles) Once(titles, title.Record, title, title.Place, "title");
        foreach (var item in fixture.Items) Item(item);
        foreach (var reader in fixture.Readers) Reader(reader);
        foreach (var partner in fixture.Partners)
            if (partner.Interlibrary?.Card is { } account && !fixture.Readers.Any(reader => reader.Cards.Any(card => card.Number.Value == account)))
                Tell(partner.Place, $"partner '{partner.Id}': there is no reader with its card '{account}'; add one, on which the partner borrows.");
        var lent = new Dictionary<Barcode, FixtureLoan>();
        foreach (var loan in fixture.Loans) Loan(loan, lent);
        var captured = new Dictionary<Barcode, FixtureHold>();
        var wishes = new HashSet<(FixtureReader, string)>();
        foreach (var hold in fixture.Holds) Hold(hold, lent, captured, wishes);
        foreach (var charge in fixture.Charges) Charge(charge);
        foreach (var wallet in fixture.Wallets.Where(wallet => !cards.ContainsKey(wallet.Card))) Tell(wallet.Place, $"there is no card '{wallet.Card}'.");
        foreach (var twice in fixture.Wallets.GroupBy(wallet => wallet.Card).Where(group => group.Count() > 1)) Tell(twice.Last().Place, "has a wallet already; a reader has one.");
    }

    void Terminal(FixtureTerminal terminal)
    {
        Once(terminals, terminal.Login, terminal, terminal.Place, "terminal");
        if (!locations.ContainsKey(terminal.Location)) Tell(terminal.Place, $"there is no location '{terminal.Location}' in this network.");
    }

    void Item(FixtureItem item)
    {
        Once(items, item.Barcode, item, item.Place, "barcode");
        if (!titles.ContainsKey(item.Title)) Tell(item.Place, $"item {item.Barcode}: there is no title '{item.Title}'.");
        foreach (var location in (string[])[item.Location, item.CurrentLocation])
            if (!locations.ContainsKey(location)) Tell(item.Place, $"item {item.Barcode}: there is no location '{location}' in this network.");
        if (agencies.TryGetValue(item.Agency, out var agency) && !agency.Library.ItemKinds.Contains(item.Kind))
            Tell(item.Place, $"item {item.Barcode}: library file {agency.Library.Id} has no kind '{item.Kind}'; {Section.OneOf(item.Kind, agency.Library.ItemKinds)}");
    }

    void Reader(FixtureReader reader)
    {
        foreach (var card in reader.Cards)
        {
            Once(cards, card.Number, reader, reader.Place, "card");
            if (card.State == CardState.Superseded && !reader.Cards.Any(other => other.Number == card.SupersededBy))
                Tell(reader.Place, $"card {card.Number} is superseded; name the reader's other card with 'superseded-by'.");
        }

        if (!agencies.TryGetValue(reader.Agency, out var agency)) return;
        if (!agency.Library.Categories.Contains(reader.Category))
            Tell(reader.Place, $"library file {agency.Library.Id} has no category '{reader.Category}'; {Section.OneOf(reader.Category, agency.Library.Categories)}");
        if (reader.Level is { } level && !agency.Library.Levels.Contains(level))
            Tell(reader.Place, $"library file {agency.Library.Id} has no level '{level}'; {Section.OneOf(level, agency.Library.Levels)}");
        foreach (var twice in reader.Memberships.GroupBy(m => m.Agency).Where(g => g.Count() > 1))
            Tell(reader.Place, $"is a member of {twice.Key} twice; keep one.");
    }

    void Loan(FixtureLoan loan, Dictionary<Barcode, FixtureLoan> lent)
    {
        if (!cards.ContainsKey(loan.Card)) Tell(loan.Place, $"there is no card '{loan.Card}'.");
        if (!items.TryGetValue(loan.Item, out var item)) Tell(loan.Place, $"there is no item '{loan.Item}'.");
        else if (item.Status != ItemStatus.Available) Tell(loan.Place, $"item {loan.Item} is on loan and yet not available; take its status away.");
        if (!lent.TryAdd(loan.Item, loan)) Tell(loan.Place, $"item {loan.Item} is on loan twice; the first is in line {lent[loan.Item].Place.Line}.");
        if (loan.DueAt < loan.CheckedOutAt) Tell(loan.Place, $"item {loan.Item} was due before it was lent; correct 'out' or 'due'.");
    }

    void Hold(FixtureHold hold, Dictionary<Barcode, FixtureLoan> lent, Dictionary<Barcode, FixtureHold> captured, HashSet<(FixtureReader, string)> wishes)
    {
        if (!locations.ContainsKey(hold.Pickup)) Tell(hold.Place, $"there is no location '{hold.Pickup}' to collect at.");
        var record = hold.Title;
        if (hold.Item is { } wanted)
        {
            if (!items.TryGetValue(wanted, out var item)) Tell(hold.Place, $"there is no item '{wanted}'.");
            else if (record.Length == 0) record = item.Title;
            else if (record != item.Title) Tell(hold.Place, $"item {wanted} is not a copy of title '{record}'.");
        }
        else if (hold.Scope == HoldScope.ThisCopy) Tell(hold.Place, "a hold on this copy needs the item; name it with 'item'.");

        if (hold.Item is null && !titles.ContainsKey(record)) Tell(hold.Place, $"there is no title '{record}'; name it with 'title', or a copy with 'item'.");
        if (!cards.TryGetValue(hold.Card, out var reader)) Tell(hold.Place, $"there is no card '{hold.Card}'.");
        else if (!wishes.Add((reader, record))) Tell(hold.Place, $"card {hold.Card} has a hold on title '{record}' already.");

        if (hold.State is not (HoldState.Waiting or HoldState.InTransit or HoldState.Ready))
            Tell(hold.Place, "an ended hold is not loaded; leave it out.");
        if (hold.State is HoldState.InTransit or HoldState.Ready && hold.Captured is null)
            Tell(hold.Place, "a hold that is ready or in transit needs the copy that was captured for it; name it with 'captured'.");
        if (hold.Captured is not { } copy) return;
        if (hold.State == HoldState.Waiting) Tell(hold.Place, "a waiting hold has captured nothing; set its state to ready or in-transit.");
        if (hold.State == HoldState.Ready && hold.ShelfUntil is null)
            Tell(hold.Place, "a hold that is ready needs the day until which it waits; add 'shelf-until'.");
        if (!items.TryGetValue(copy, out var on)) Tell(hold.Place, $"there is no item '{copy}'.");
        else if (on.Title != record) Tell(hold.Place, $"item {copy} is not a copy of title '{record}'.");
        if (lent.ContainsKey(copy)) Tell(hold.Place, $"item {copy} is captured and yet on loan.");
        if (!captured.TryAdd(copy, hold)) Tell(hold.Place, $"item {copy} is captured twice; the first is in line {captured[copy].Place.Line}.");
    }

    void Charge(FixtureCharge charge)
    {
        if (!cards.ContainsKey(charge.Card)) Tell(charge.Place, $"there is no card '{charge.Card}'.");
        if (charge.Item is { } item && !items.ContainsKey(item)) Tell(charge.Place, $"there is no item '{item}'.");
        if (!charge.Amount.IsPositive) Tell(charge.Place, "a charge of nothing is none; give it an amount.");
        if (charge.Paid > charge.Amount) Tell(charge.Place, "more is paid than was charged; lower 'paid'.");
        if (charge.Paid.IsPositive && charge.PaidAt is null) Tell(charge.Place, "name the terminal that took the payment with 'paid-at'.");
        if (charge.PaidAt is { } at && !terminals.ContainsKey(at)) Tell(charge.Place, $"there is no terminal '{at}'.");
    }

    void Once<TKey, TValue>(Dictionary<TKey, TValue> seen, TKey key, TValue value, FixturePlace place, string what) where TKey : notnull
    {
        if (!seen.TryAdd(key, value)) Tell(place, $"{what} '{key}' stands twice in this network; keep one.");
    }

    void Tell(FixturePlace place, string message) => Tell(errors, place, message);

    public static void Tell(FileErrors errors, FixturePlace place, string message) => errors.Add(place.File, place.Line, place.Key, message);
}
