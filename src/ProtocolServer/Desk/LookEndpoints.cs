using System.Collections.Immutable;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;

namespace ProtocolServer.Desk;

/// <summary>What programs may look at: fees of a reader, prices, earlier outcomes, vaults, slips and findings.</summary>
static class LookEndpoints
{
    const int MostRows = 500;

    const Permissions SeesFees = Permissions.Pay | Permissions.Charge | Permissions.Waive;

    const Permissions SeesFindings = Permissions.Cash | Permissions.Recredit;

    public static void MapLooks(this RouteGroupBuilder api)
    {
        api.MapGet("/readers/{card}/charges", static (string card, bool? settled, HttpContext http, ApiDoor door, MoneyLists lists) => IfAsync(http, door, SeesFees, async key =>
                (await lists.ChargesAsync(key.Network, new(card), settled is true, http.RequestAborted)).Select(ChargeView.Of)))
            .WithSummary("What a reader owes, what it is for, and everything that was posted to it").Shows<ChargeView[]>(ApiExamples.Charges);
        api.MapGet("/prices", PricesAsync).WithSummary("What a page costs: all of the list, or the rows that fit; denominations and limits").Shows<PriceView>(ApiExamples.Prices);
        api.MapGet("/outcomes/{key}", static (string key, HttpContext http, MoneyApi money) => money.OutcomeAsync(http, key))
            .WithSummary("What an earlier request of this program came to, by its Idempotency-Key").Shows<EarlierOutcome>(ApiExamples.Outcome);
        api.MapGet("/vaults", static (HttpContext http, ApiDoor door, MoneyLists lists) => IfAsync(http, door, Permissions.Cash, async key =>
                (await lists.VaultsAsync(key.Network, key.Agency, http.RequestAborted)).Select(VaultView.Of)))
            .WithSummary("Machines and tills that hold cash, and what is in them by the books").Shows<VaultView[]>(ApiExamples.Vaults);
        api.MapGet("/slips", static (HttpContext http, ApiDoor door, ApiKeys keys) => IfAsync(http, door, Permissions.Cash, async key => await keys.SlipsAsync(key.Network, MostRows, http.RequestAborted)))
            .WithSummary("What machines have kept and nobody has claimed").Shows<Slip[]>(ApiExamples.Slips);
        api.MapGet("/findings", static (HttpContext http, ApiDoor door, MoneyLists lists) => IfAsync(http, door, SeesFindings, async key =>
                (await lists.FindingsAsync(key.Network, key.Agency, MostRows, http.RequestAborted)).Select(FindingView.Of)))
            .WithSummary("What staff should look at: differences of books and counts, slips, payments that came twice or late").Shows<FindingView[]>(ApiExamples.Findings);
    }

    /// <param name="any">Permissions of which the key needs one.</param>
    static async Task<IResult> IfAsync<T>(HttpContext http, ApiDoor door, Permissions any, Func<Domain.Ports.ApiKey, Task<T>> look) =>
        (http.Key().Permissions & any) is Permissions.None ? door.Problem("not-permitted") : Results.Json(await look(http.Key()));

    static async Task<IResult> PricesAsync(string? service, string? paper, string? colour, string? sides, HttpContext http, ApiDoor door, MoneyApi money)
    {
        var library = (await money.CallAsync(http, null)).Agency.Library;
        return library.Wallet is { } rule ? Results.Json(PriceView.Of(rule, library.Currency, service, paper, colour, sides)) : door.Problem("price-missing");
    }
}

/// <summary>A fee with its history.</summary>
/// <param name="Number">By which it is paid.</param>
/// <param name="FeeType">Two digits of the SIP2 list.</param>
/// <param name="About">A copy's title, or the words of whoever charged it.</param>
/// <param name="Open">What is still owed of it.</param>
sealed record ChargeView(
    long Number, string Agency, string FeeType, string? About, string? Barcode, string? Reference, string Open, string Currency, DateTimeOffset AssessedAt,
    DateTimeOffset? SettledAt, EntryView[] Entries)
{
    public static ChargeView Of(ChargeHistory of) => new(
        of.Charge.Number, of.Charge.Agency, of.Charge.FeeType, of.Charge.Title, of.Charge.Barcode, of.Charge.Reference, of.Open.ToString(), of.Open.Currency.Code,
        of.Charge.AssessedAt, of.Charge.SettledAt,
        [.. of.Entries.Select(entry => new EntryView(entry.At, entry.Reason, entry.Amount.ToString(), entry.Terminal, entry.Source, entry.Entry.ToString("N"), entry.Operator, entry.Note))]);
}

/// <param name="Amount">Above zero: more is owed; below: less.</param>
/// <param name="Source">The number of whoever asked for it.</param>
/// <param name="Number">Ours.</param>
/// <param name="Operator">Who decided it, where a person did.</param>
/// <param name="Note">Why.</param>
sealed record EntryView(DateTimeOffset At, string Reason, string Amount, string? Terminal, string? Source, string Number, string? Operator, string? Note);

/// <param name="Cap">The most on one account.</param>
/// <param name="Prices">The most specific row counts; a row holds for all of what it says nothing of.</param>
sealed record PriceView(string Currency, string? Cap, int ActivationMinutes, bool NeedsFirstUse, string[] Denominations, PriceLine[] Prices)
{
    public static PriceView Of(WalletRule rule, Currency currency, string? service, string? paper, string? colour, string? sides)
    {
        string Text(long minor) => new Money(minor, currency).ToString();
        return new(currency.Code, rule.CapMinor is { } cap ? Text(cap) : null, rule.ActivationMinutes, rule.NeedsFirstUse, [.. rule.DenominationsMinor.Select(Text)],
        [
            .. rule.Prices.Rows.Where(row => Fits(row.Service, service) && Fits(row.Paper, paper) && Fits(row.Colour, colour) && Fits(row.Sides, sides))
                .OrderByDescending(row => row.Specificity).Select(row => new PriceLine(row.Service, row.Paper, row.Colour, row.Sides, Text(row.UnitMinor))),
        ]);
    }

    static bool Fits(string? listed, string? asked) => asked is null || listed is null || string.Equals(listed, asked, StringComparison.OrdinalIgnoreCase);
}

sealed record PriceLine(string? Service, string? Paper, string? Colour, string? Sides, string Price);

/// <param name="Kind">For people: cash, desk, or the name of a program.</param>
/// <param name="Unassigned">What of it is nobody's yet: see the slips.</param>
sealed record VaultView(string Terminal, string Kind, string Location, string Amount, string Currency, string Unassigned, DateTimeOffset? EmptiedAt, PieceView[] Pieces)
{
    public static VaultView Of(VaultContent of) => new(of.Terminal, of.Kind, of.Location, of.Amount.ToString(), of.Amount.Currency.Code, of.Unassigned.ToString(), of.EmptiedAt,
        [.. of.Pieces.Select(piece => new PieceView(piece.Value.ToString(), piece.Count))]);
}

sealed record PieceView(string Value, int Count);

/// <param name="Kind">books, repeat, slip, count, contradiction or online-payment.</param>
/// <param name="Detail">Of a count the notes and coins, of a slip its number.</param>
/// <param name="Amount">Of a count what was too much, below zero too little.</param>
sealed record FindingView(string Kind, DateTimeOffset At, string? Where, string? What, string? Detail, string? Amount, string? Currency)
{
    public static FindingView Of(MoneyFinding of) => new(of.Kind, of.At, of.Where, of.What, of.Detail, of.Amount?.ToString(), of.Amount?.Currency.Code);
}
