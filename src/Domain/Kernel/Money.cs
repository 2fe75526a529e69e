using System.Collections.Frozen;
using System.Globalization;

namespace ProtocolServer.Domain.Kernel;

/// <summary>A currency by its ISO 4217 letters, with the number of decimals the standard gives it.</summary>
public readonly record struct Currency
{
    static readonly FrozenDictionary<string, int> Exponents = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["CNY"] = 2, ["EUR"] = 2, ["HUF"] = 2, ["NOK"] = 2, ["USD"] = 2, ["GBP"] = 2, ["SEK"] = 2, ["DKK"] = 2, ["CHF"] = 2, ["PLN"] = 2,
        ["CZK"] = 2, ["RON"] = 2, ["BGN"] = 2, ["ISK"] = 0, ["JPY"] = 0, ["KRW"] = 0, ["VND"] = 0, ["CLP"] = 0, ["KWD"] = 3, ["BHD"] = 3,
        ["JOD"] = 3, ["OMR"] = 3, ["TND"] = 3, ["CAD"] = 2, ["AUD"] = 2, ["NZD"] = 2, ["HKD"] = 2, ["TWD"] = 2, ["SGD"] = 2, ["INR"] = 2,
        ["BRL"] = 2, ["MXN"] = 2, ["ZAR"] = 2, ["TRY"] = 2, ["UAH"] = 2, ["ILS"] = 2, ["AED"] = 2, ["SAR"] = 2, ["THB"] = 2, ["MYR"] = 2,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public string Code { get; }

    /// <summary>How many decimals an amount of this currency has (its minor unit).</summary>
    public int Decimals { get; }

    Currency(string code, int decimals) => (Code, Decimals) = (code, decimals);

    /// <summary>Reads three upper-case letters; false when the currency is unknown.</summary>
    public static bool TryParse(string? code, out Currency currency)
    {
        var known = Exponents.TryGetValue(code ?? "", out var decimals);
        currency = known ? new Currency(code!, decimals) : default;
        return known;
    }

    /// <exception cref="FormatException">The letters name no currency this server knows.</exception>
    public static Currency Parse(string code) =>
        TryParse(code, out var currency) ? currency : throw new FormatException($"Unknown currency '{code}'.");

    public override string ToString() => Code;
}

/// <summary>An exact amount in minor units (G-4). Arithmetic never mixes currencies.</summary>
public readonly record struct Money(long AmountMinor, Currency Currency) : IComparable<Money>
{
    public static Money Zero(Currency currency) => new(0, currency);

    public bool IsZero => AmountMinor == 0;

    public bool IsPositive => AmountMinor > 0;

    public static Money operator +(Money a, Money b) => new(checked(a.AmountMinor + b.Same(a).AmountMinor), a.Currency);

    public static Money operator -(Money a, Money b) => new(checked(a.AmountMinor - b.Same(a).AmountMinor), a.Currency);

    public static Money operator -(Money a) => new(checked(-a.AmountMinor), a.Currency);

    public static Money operator *(Money a, int times) => new(checked(a.AmountMinor * times), a.Currency);

    public static bool operator <(Money a, Money b) => a.CompareTo(b) < 0;

    public static bool operator >(Money a, Money b) => a.CompareTo(b) > 0;

    public static bool operator <=(Money a, Money b) => a.CompareTo(b) <= 0;

    public static bool operator >=(Money a, Money b) => a.CompareTo(b) >= 0;

    public static Money Min(Money a, Money b) => a <= b ? a : b;

    public int CompareTo(Money other) => AmountMinor.CompareTo(other.Same(this).AmountMinor);

    /// <summary>Decimal text with a point and all decimals of the currency: <c>0.10</c>, <c>-2.50</c> (SIP2 BV).</summary>
    public override string ToString()
    {
        var decimals = Currency.Decimals;
        if (decimals == 0) return AmountMinor.ToString(CultureInfo.InvariantCulture);
        var scale = (decimal)Math.Pow(10, decimals);
        return (AmountMinor / scale).ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// Reads SIP2 amount text: digits, optionally a point and up to the currency's decimals. No sign, no grouping, no comma.
    /// </summary>
    public static bool TryParse(string? text, Currency currency, out Money money)
    {
        money = default;
        if (string.IsNullOrEmpty(text)) return false;
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? text : text[..point];
        var part = point < 0 ? "" : text[(point + 1)..];
        if (whole.Length is 0 or > 15 || part.Length > currency.Decimals || point == text.Length - 1) return false;
        if (!whole.AsSpan().ContainsOnlyDigits() || !part.AsSpan().ContainsOnlyDigits()) return false;
        money = new(long.Parse(whole + part.PadRight(currency.Decimals, '0'), CultureInfo.InvariantCulture), currency);
        return true;
    }

    Money Same(Money other) =>
        Currency == other.Currency ? this : throw new InvalidOperationException($"{Currency} and {other.Currency} do not add up.");
}

static class DigitExtensions
{
    extension(ReadOnlySpan<char> text)
    {
        public bool ContainsOnlyDigits() => !text.ContainsAnyExceptInRange('0', '9');
    }
}
