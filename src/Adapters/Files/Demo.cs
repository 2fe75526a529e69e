using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using ProtocolServer.Domain.Readers;

namespace ProtocolServer.Adapters.Files;

/// <summary>The demonstration data that comes with the server: fixture files like any other, loaded like any other.</summary>
public static class Demo
{
    const string Prefix = "demo/";

    /// <summary>The demonstration's networks as they are on that day.</summary>
    public static ImmutableList<Fixture> Read(IReadOnlyDictionary<string, LibraryFile> libraries, DateTimeOffset now) =>
        FixtureFiles.Read(Resources.Of(typeof(Demo).Assembly, Prefix).Select(r => (Prefix + r.Name, r.Text)), libraries, now).OrThrow();

    /// <summary>Loads every network that is not there yet.</summary>
    public static async Task<ImmutableArray<FixtureLoaded>> LoadAsync(
        FixtureStore store, IReadOnlyDictionary<string, LibraryFile> libraries, DateTimeOffset now, IProgress<FixtureProgress>? progress = null,
        CancellationToken cancel = default)
    {
        var loaded = ImmutableArray.CreateBuilder<FixtureLoaded>();
        foreach (var fixture in Read(libraries, now)) loaded.Add(await store.LoadAsync(fixture, now, progress, cancel));
        return loaded.ToImmutable();
    }
}

/// <summary>What a script needs to start at once (DATA/demo.json): logins, cards with their PINs, and items, as they were loaded.</summary>
public sealed record DemoDescription(ImmutableArray<DemoAgency> Agencies)
{
    /// <summary>Free readers and items stand first in their lists.</summary>
    public static DemoDescription Of(IEnumerable<Fixture> fixtures, DateTimeOffset now) => new([.. fixtures.SelectMany(f => new DemoReading(f, now).Agencies())]);

    public string ToJson() => JsonSerializer.Serialize(this, DemoJson.Readable.DemoDescription);
}

public sealed record DemoAgency(
    string Id, string Name, string Network, string Currency, string Language, ImmutableArray<DemoTerminal> Terminals, ImmutableArray<DemoReader> Readers,
    ImmutableArray<DemoItem> Items, ImmutableArray<DemoPartner> Partners)
{
    /// <summary>Where prepaid accounts can be tried; null where the agency has none.</summary>
    public DemoMoney? Money { get; init; }
}

/// <param name="Desk">Sells prepaid amounts and issues receipts.</param>
/// <param name="Reader">Has money on her account.</param>
/// <param name="FirstUse">Has not used her account at a machine yet.</param>
public sealed record DemoMoney(DemoTerminal Copier, DemoTerminal CashMachine, DemoTerminal Desk, DemoReader Reader, DemoReader FirstUse);

/// <param name="AgencyId">The partner's own agency id (NCIP FromAgencyId).</param>
public sealed record DemoPartner(string AgencyId, string Version, string Transport);

public sealed record DemoTerminal(string Login, string Password, string Kind, string Profile, string Location);

/// <param name="Note">Empty: nothing on loan, no hold, nothing owed.</param>
public sealed record DemoReader(string Card, string? Pin, string Name, string? Language, string State, string Note);

/// <param name="Note">Empty: can be borrowed freely and nobody waits for it.</param>
public sealed record DemoItem(string Barcode, string Title, string Status, string Note);

[JsonSerializable(typeof(DemoDescription))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
sealed partial class DemoJson : JsonSerializerContext
{
    /// <summary>Names and titles in their own script.</summary>
    public static DemoJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = JavaScriptEncoder.Create(UnicodeRanges.All), WriteIndented = true,
    });
}

/// <summary>Looks a fixture over for what each reader and item is good for.</summary>
sealed class DemoReading(Fixture fixture, DateTimeOffset now)
{
    readonly ILookup<CardNumber, FixtureLoan> loans = fixture.Loans.ToLookup(l => l.Card);
    readonly ILookup<CardNumber, FixtureHold> holds = fixture.Holds.ToLookup(h => h.Card);
    readonly ILookup<CardNumber, FixtureCharge> charges = fixture.Charges.ToLookup(c => c.Card);
    readonly ILookup<CardNumber, FixtureWallet> wallets = fixture.Wallets.ToLookup(w => w.Card);
    readonly Dictionary<Barcode, FixtureLoan> lent = fixture.Loans.ToDictionary(l => l.Item);
    readonly Dictionary<Barcode, FixtureHold> captured = fixture.Holds.Where(h => h.Captured is not null).ToDictionary(h => h.Captured!.Value);
    readonly HashSet<string> awaited = [.. fixture.Holds.Select(h => h.Title)];
    readonly Dictionary<string, FixtureTitle> titles = fixture.Titles.ToDictionary(t => t.Record, StringComparer.Ordinal);

    public IEnumerable<DemoAgency> Agencies() => fixture.Agencies.Select(Agency).Select(agency => agency with { Money = Money(agency) });

    DemoMoney? Money(DemoAgency agency)
    {
        DemoTerminal? Of(string profile) => agency.Terminals.FirstOrDefault(t => t.Profile == profile);
        DemoReader? With(bool isUsed) => fixture.Wallets.Where(w => w.IsAuthorised == isUsed).OrderByDescending(w => w.Balance.AmountMinor)
            .Select(w => agency.Readers.FirstOrDefault(r => r.Card == w.Card.Value)).FirstOrDefault(r => r is not null);
        return (Of("copier"), Of("cash-machine"), Of("wallet-desk"), With(isUsed: true), With(isUsed: false)) is ({ } copier, { } cash, { } desk, { } reader, { } fresh)
            ? new(copier, cash, desk, reader, fresh)
            : null;
    }

    DemoAgency Agency(FixtureAgency agency) => new(
        agency.Id.Value, agency.Name, fixture.Network.Value, agency.Library.Currency.Code, agency.Library.Languages[0],
        [.. fixture.Terminals.Where(t => t.Agency == agency.Id).Select(t => new DemoTerminal(t.Login.Value, t.Secret, t.Kind, t.Profile, t.Location))],
        [.. fixture.Readers.Where(r => r.Agency == agency.Id).SelectMany(r => r.Cards.Select(c => Reader(agency, r, c))).OrderBy(r => r.Note.Length > 0)],
        [.. fixture.Items.Where(i => i.Agency == agency.Id).Select(i => Item(agency, i)).OrderBy(i => i.Note.Length > 0)],
        [.. fixture.Partners.Where(p => p.Agency == agency.Id).Select(p => new DemoPartner(p.Id, p.Version, p.Transport))]);

    DemoReader Reader(FixtureAgency agency, FixtureReader reader, FixtureCard card)
    {
        var today = agency.Library.Calendar.DayOf(now);
        var state = new Card { Number = card.Number, IssuedBy = agency.Id, State = card.State, ValidUntil = card.ValidUntil }.StateOn(today);
        return new(card.Number.Value, reader.Pin, reader.Name, reader.Language, Words.Of(state), string.Join("; ", Notes(reader, card, state)));
    }

    IEnumerable<string> Notes(FixtureReader reader, FixtureCard card, CardState state)
    {
        if (state != CardState.Active) yield return $"card {Words.Of(state)}";
        if (card.SupersededBy is { } successor) yield return $"replaced by {successor}";
        if (reader.Note is { } note) yield return note;
        var open = loans[card.Number].ToArray();
        if (open.Length > 0) yield return Counted(open.Length, "on loan");
        if (open.Count(l => l.DueAt < now) is > 0 and var late) yield return Counted(late, "overdue");
        if (open.Any(l => l.RecalledAt is not null)) yield return "a loan is recalled";
        if (open.Any(l => l.ClaimedReturned)) yield return "a loan is claimed returned";
        foreach (var state2 in holds[card.Number].GroupBy(h => h.State)) yield return Counted(state2.Count(), $"hold {Words.Of(state2.Key)}");
        foreach (var prepaid in Prepaid(card.Number)) yield return prepaid;
        foreach (var owed in charges[card.Number].Where(c => c.Paid < c.Amount)) yield return $"owes {owed.Amount - owed.Paid} {owed.Amount.Currency}";
    }

    IEnumerable<string> Prepaid(CardNumber card) => wallets[card].Select(w => $"prepaid {w.Balance} {w.Balance.Currency}{(w.IsAuthorised ? "" : ", not used yet")}");

    static string Counted(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}");

    DemoItem Item(FixtureAgency agency, FixtureItem item)
    {
        var status = lent.GetValueOrDefault(item.Barcode) switch
        {
            { ClaimedReturned: true } => CirculationStatus.ClaimedReturned,
            { RecalledAt: not null } => CirculationStatus.Recalled,
            not null => CirculationStatus.Charged,
            null when captured.GetValueOrDefault(item.Barcode) is { State: HoldState.Ready } => CirculationStatus.OnHoldShelf,
            null => Enum.Parse<CirculationStatus>(item.Status.ToString()),
        };
        return new(item.Barcode.Value, titles[item.Title].Name, Words.Of(status), string.Join("; ", Notes(agency, item, status)));
    }

    IEnumerable<string> Notes(FixtureAgency agency, FixtureItem item, CirculationStatus status)
    {
        if (status != CirculationStatus.Available) yield return Words.Of(status);
        if (item.Note is { } note) yield return note;
        if (lent.TryGetValue(item.Barcode, out var loan)) yield return $"lent on {loan.Card}";
        if (captured.TryGetValue(item.Barcode, out var hold)) yield return $"for {hold.Card} at {hold.Pickup}";
        else if (awaited.Contains(item.Title)) yield return "somebody waits for the title";
        var levels = LevelsThatLend(agency, item.Kind);
        if (levels.Length == 0) yield return $"{item.Kind}: used in the library only";
        else if (levels is [{ } only]) yield return $"{item.Kind}: lent at card level {only} only";
        if (agency.Library.LoanFees.Find(new(null, null, item.Kind, agency.Id.Value)) is { } fee)
            yield return $"borrowing costs {new Money(fee.AmountMinor, agency.Library.Currency)} {agency.Library.Currency}, to be accepted (BO)";
    }

    /// <summary>One null where cards have no levels.</summary>
    static string?[] LevelsThatLend(FixtureAgency agency, string kind)
    {
        string?[] levels = agency.Library.Levels.IsEmpty ? [null] : [.. agency.Library.Levels];
        return [.. levels.Where(level => agency.Library.Categories.Any(c => agency.Library.Loans.Find(new(c, level, kind, agency.Id.Value)) is not null))];
    }
}
