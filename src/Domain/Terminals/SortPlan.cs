using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ProtocolServer.Domain.Terminals;

/// <summary>Where a sorter puts a returned item: ordered rules, the first that holds names the bin (SIP2 CL).</summary>
public sealed record SortPlan(ImmutableArray<SortRule> Rules)
{
    public static readonly SortPlan None = new([]);

    /// <summary>The bin; null where no rule holds.</summary>
    public string? BinFor(in SortCase item)
    {
        foreach (var rule in Rules)
            if (rule.Holds(item))
                return rule.Bin;
        return null;
    }
}

/// <param name="Bin">As the sorter numbers it.</param>
/// <param name="When">All must hold; none: always.</param>
public sealed record SortRule(string Bin, ImmutableArray<SortCondition> When)
{
    public bool Holds(in SortCase item)
    {
        foreach (var condition in When)
            if (!condition.Holds(item))
                return false;
        return true;
    }
}

/// <summary>What a sorter can ask about a returned item.</summary>
public enum SortProperty
{
    /// <summary>The agency that owns it.</summary>
    Branch,

    /// <summary>The place it belongs to.</summary>
    Shelf,
    Collection,

    /// <summary>Its call number.</summary>
    Class,

    /// <summary><c>none</c>, <c>here</c> or <c>elsewhere</c>: whether it was captured for a reader, and where she collects it.</summary>
    Hold,

    /// <summary>Where it must go; empty when it stays.</summary>
    Destination,

    /// <summary>What the loan rules go by.</summary>
    Kind,

    /// <summary>SIP2 media type, three digits.</summary>
    Media,

    /// <summary>SIP2 alert type, two digits; empty without an alert.</summary>
    Alert,

    /// <summary>Where it was returned.</summary>
    Here,

    /// <summary><c>yes</c>, or <c>no</c> for an item that was refused and lies in the machine all the same.</summary>
    Accepted,
}

/// <summary>The item as the rules see it; what is not known is empty.</summary>
public readonly record struct SortCase(
    string Branch, string Shelf, string Collection, string Class, string Hold, string Destination, string Kind, string Media, string Alert, string Here,
    bool Accepted)
{
    public string this[SortProperty property] => property switch
    {
        SortProperty.Branch => Branch,
        SortProperty.Shelf => Shelf,
        SortProperty.Collection => Collection,
        SortProperty.Class => Class,
        SortProperty.Hold => Hold,
        SortProperty.Destination => Destination,
        SortProperty.Kind => Kind,
        SortProperty.Media => Media,
        SortProperty.Alert => Alert,
        SortProperty.Here => Here,
        _ => Accepted ? "yes" : "no",
    };
}

public enum Comparison { Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual, Prefix, Pattern, In, NotIn, Range }

/// <param name="Values">One; several for <see cref="Comparison.In"/> and its opposite; first and last for <see cref="Comparison.Range"/>.</param>
/// <param name="Regex">Of <see cref="Comparison.Pattern"/>, with a limit of time.</param>
public sealed record SortCondition(SortProperty Property, Comparison Comparison, ImmutableArray<string> Values, Regex? Regex = null)
{
    public bool Holds(in SortCase item)
    {
        var value = item[Property];
        return Comparison switch
        {
            Comparison.Equal => Same(value, Values[0]),
            Comparison.NotEqual => !Same(value, Values[0]),
            Comparison.In => Values.Any(one => Same(value, one)),
            Comparison.NotIn => !Values.Any(one => Same(value, one)),
            Comparison.Prefix => value.StartsWith(Values[0], StringComparison.OrdinalIgnoreCase),
            Comparison.Pattern => Matches(value),
            // An item without a class is neither below nor above one.
            _ when value.Length == 0 => false,
            Comparison.Less => ClassOrder.Compare(value, Values[0]) < 0,
            Comparison.LessOrEqual => ClassOrder.Compare(value, Values[0]) <= 0,
            Comparison.Greater => ClassOrder.Compare(value, Values[0]) > 0,
            Comparison.GreaterOrEqual => ClassOrder.Compare(value, Values[0]) >= 0,
            _ => ClassOrder.Compare(value, Values[0]) >= 0 && ClassOrder.Compare(value, Values[1]) <= 0,
        };
    }

    bool Matches(string value)
    {
        try
        {
            return Regex!.IsMatch(value);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}

/// <summary>
/// The order of call numbers on a shelf: a leading number counts as a decimal (<c>813.54</c> before <c>813.6</c> before <c>1000</c>), the
/// rest letter by letter without regard to case.
/// </summary>
public static class ClassOrder
{
    public static int Compare(string a, string b)
    {
        var (left, right) = (NumberLength(a), NumberLength(b));
        if (left > 0 && right > 0)
        {
            var numbers = decimal.Parse(a.AsSpan(0, left), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture)
                .CompareTo(decimal.Parse(b.AsSpan(0, right), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture));
            return numbers != 0 ? numbers : a.AsSpan(left).Trim().CompareTo(b.AsSpan(right).Trim(), StringComparison.OrdinalIgnoreCase);
        }
        return string.Compare(a, b, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Characters of the number a call number begins with; 0 where it begins with none.</summary>
    static int NumberLength(string text)
    {
        var (at, points) = (0, 0);
        while (at < Math.Min(text.Length, 20))
        {
            if (text[at] == '.' && at > 0 && points == 0 && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1])) points++;
            else if (!char.IsAsciiDigit(text[at])) break;
            at++;
        }
        return at;
    }
}
