using System.Collections.Frozen;
using System.Collections.Immutable;
using ProtocolServer.Adapters.Postgres;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;

namespace ProtocolServer.Adapters.Files;

/// <summary>The <c>wallet</c> of a library file: caps, activation, denominations and the price list.</summary>
sealed class WalletReader(Section top, Currency? currency)
{
    static readonly string[] Services = ["copy", "print", "scan", "fax"];
    static readonly string[] Colours = ["bw", "colour"];
    static readonly string[] Sides = ["1", "2"];

    static readonly FrozenDictionary<string, WalletClosing> Closings = Enum.GetValues<WalletClosing>().ToFrozenDictionary(Words.Of, StringComparer.Ordinal);

    public WalletRule? Rule()
    {
        if (top.Child("wallet") is not { } wallet) return null;
        var cap = wallet.Amount("cap", currency);
        if (cap is { IsZero: true }) wallet.Wrong("cap", "would let nobody pay in; write an amount, or leave it out for no limit.");
        var rule = new WalletRule
        {
            CapMinor = cap?.AmountMinor,
            ActivationMinutes = wallet.Whole("activation-minutes", 0, 10_080) ?? 0,
            NeedsFirstUse = wallet.Flag("first-use") ?? false,
            DenominationsMinor = Denominations(wallet),
            Closing = wallet.Word("closing", Closings) ?? WalletClosing.Refuse,
            Prices = new([.. wallet.Children("prices").SelectMany(Prices)]),
        };
        wallet.Done();
        return rule;
    }

    ImmutableArray<long> Denominations(Section wallet)
    {
        var values = ImmutableArray.CreateBuilder<long>();
        foreach (var text in wallet.Texts("denominations"))
            if (currency is { } known && Money.TryParse(text.Value, known, out var value) && value.IsPositive && !values.Contains(value.AmountMinor)) values.Add(value.AmountMinor);
            else wallet.Errors.Add(text, $"'{text.Value}' must be a note or coin of the currency, each once, such as \"5.00\".");
        return [.. values.Order()];
    }

    /// <summary>A row of the price list; lists stand for a row each.</summary>
    IEnumerable<PriceRow> Prices(Section row)
    {
        var price = row.Amount("price", currency, required: true);
        var (services, papers, colours, sides) = (Choices(row, "service", Services), Choices(row, "paper", null), Choices(row, "colour", Colours), Choices(row, "sides", Sides));
        row.Done();
        if (price is not { } unit) return [];
        return from service in services from paper in papers from colour in colours from side in sides select new PriceRow(service, paper, colour, side, unit.AmountMinor);
    }

    static IReadOnlyList<string?> Choices(Section row, string name, string[]? known)
    {
        var texts = row.Texts(name);
        foreach (var odd in texts.Where(text => known is not null && !known.Contains(text.Value, StringComparer.Ordinal)))
            row.Errors.Add(odd, $"'{odd.Value}' is not known; {Section.OneOf(odd.Value, known!)}");
        return texts.Count == 0 ? [null] : [.. texts.Select(text => text.Value)];
    }
}
