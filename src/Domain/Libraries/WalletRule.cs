using System.Collections.Immutable;
using ProtocolServer.Domain.Kernel;

namespace ProtocolServer.Domain.Libraries;

/// <summary>The library's prepaid account for copying, printing and scanning (LV-1 to LV-11). A library without one has none.</summary>
public sealed record WalletRule
{
    /// <summary>At most so much on one account, minor units; null = no limit (LV-6).</summary>
    public long? CapMinor { get; init; }

    /// <summary>From registration to the first payment (LV-3).</summary>
    public int ActivationMinutes { get; init; }

    /// <summary>Whether the card must be authorised once, with its PIN, before it can spend (LV-4).</summary>
    public bool NeedsFirstUse { get; init; }

    /// <summary>Notes and coins that cash machines take, minor units (LV-8).</summary>
    public ImmutableArray<long> DenominationsMinor { get; init; } = [];

    public PriceList Prices { get; init; } = PriceList.None;

    /// <summary>What becomes of money that is left when a reader leaves (domain reference R16).</summary>
    public WalletClosing Closing { get; init; } = WalletClosing.Refuse;
}

/// <summary>
/// <c>Refuse</c>: she must spend it first. <c>PayOut</c>: whoever closes the account hands it out and is booked with it. <c>Forfeit</c>: the
/// library keeps it, as it has announced.
/// </summary>
public enum WalletClosing { Refuse, PayOut, Forfeit }

/// <summary>What a page costs by service, paper, colour and sides (LV-1). A row that says nothing of one of them holds for all of it.</summary>
public sealed class PriceList(params ImmutableArray<PriceRow> rows)
{
    public static readonly PriceList None = new();

    public ImmutableArray<PriceRow> Rows => rows;

    /// <summary>Minor units per sheet; the most specific row counts. Null where the list has no such thing.</summary>
    public long? Find(string service, string paper, string colour, string sides) =>
        rows.Where(row => Is(row.Service, service) && Is(row.Paper, paper) && Is(row.Colour, colour) && Is(row.Sides, sides))
            .OrderByDescending(row => row.Specificity).FirstOrDefault()?.UnitMinor;

    /// <summary>Minor units of the dearest page of a service, or of the list where it has none of that name; null where there is no list.</summary>
    public long? Dearest(string service)
    {
        var own = rows.Where(row => Is(row.Service, service)).ToArray();
        return rows.IsEmpty ? null : (own.Length > 0 ? own : rows.AsEnumerable()).Max(row => row.UnitMinor);
    }

    static bool Is(string? wanted, string value) => wanted is null || string.Equals(wanted, value, StringComparison.OrdinalIgnoreCase);
}

/// <param name="Service"><c>copy</c>, <c>print</c>, <c>scan</c> or <c>fax</c>; null for all.</param>
/// <param name="Paper"><c>A4</c>.</param>
/// <param name="Colour"><c>bw</c> or <c>colour</c>.</param>
/// <param name="Sides"><c>1</c> or <c>2</c>.</param>
public sealed record PriceRow(string? Service, string? Paper, string? Colour, string? Sides, long UnitMinor)
{
    public int Specificity => (Service is null ? 0 : 1) + (Paper is null ? 0 : 1) + (Colour is null ? 0 : 1) + (Sides is null ? 0 : 1);
}

/// <summary>Sheets of one sort that a machine has delivered (SIP2 WN): <c>paper;colour;sides;service;sheets;unit price</c>.</summary>
/// <param name="UnitMinor">What the machine reckons for one; null leaves it to the price list.</param>
public sealed record PageLine(string Paper, string Colour, string Sides, string Service, int Sheets, long? UnitMinor)
{
    const int MostSheets = 100_000;

    public static bool TryParse(string text, Currency currency, out PageLine line)
    {
        line = null!;
        if (text.Split(';') is not [var paper, var colour, var sides, var service, var sheets, .. var rest] || rest.Length > 1) return false;
        if (!int.TryParse(sheets, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var count) || count > MostSheets) return false;
        long? unit = null;
        if (rest is [{ Length: > 0 } price])
        {
            if (!Money.TryParse(price, currency, out var money)) return false;
            unit = money.AmountMinor;
        }
        line = new(paper, colour, sides, service, count, unit);
        return true;
    }

    /// <summary>What the line costs by the list; null where the machine's price is not the list's, or neither has one.</summary>
    public long? CostBy(PriceList prices)
    {
        var listed = prices.Find(Service, Paper, Colour, Sides);
        if (listed is { } price && UnitMinor is { } own && own != price) return null;
        return checked((UnitMinor ?? listed) * Sheets);
    }
}
