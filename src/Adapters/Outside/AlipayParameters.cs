using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.WebUtilities;

namespace ProtocolServer.Adapters.Outside;

/// <summary>Alipay's way of signing (RSA2): the parameters sorted by name, <c>name=value</c> joined with <c>&amp;</c>, undone of their encoding.</summary>
public static class AlipayParameters
{
    /// <summary>Alipay's clocks show UTC+8, the whole year.</summary>
    static readonly TimeSpan China = TimeSpan.FromHours(8);

    const string TimeFormat = "yyyy-MM-dd HH:mm:ss";

    /// <summary>What a request's signature is made of: everything but the signature itself and what is empty.</summary>
    public static string OfRequest(IReadOnlyDictionary<string, string> parameters) => Joined(parameters.Where(static p => p.Key != "sign" && p.Value.Length > 0));

    /// <summary>What a notification's signature is made of: everything but the signature and its type.</summary>
    public static string OfNotification(IReadOnlyDictionary<string, string> parameters) => Joined(parameters.Where(static p => p.Key is not ("sign" or "sign_type")));

    static string Joined(IEnumerable<KeyValuePair<string, string>> parameters) =>
        string.Join('&', parameters.OrderBy(static p => p.Key, StringComparer.Ordinal).Select(static p => $"{p.Key}={p.Value}"));

    public static string Encode(IReadOnlyDictionary<string, string> parameters) =>
        string.Join('&', parameters.Select(static p => $"{WebUtility.UrlEncode(p.Key)}={WebUtility.UrlEncode(p.Value)}"));

    /// <summary>Reads a form; null where a name comes twice, since one of both would be unsigned.</summary>
    public static IReadOnlyDictionary<string, string>? Decode(string form)
    {
        var parsed = QueryHelpers.ParseQuery(form);
        return parsed.Values.Any(static values => values.Count != 1) ? null : parsed.ToDictionary(static p => p.Key, static p => p.Value[0] ?? "", StringComparer.Ordinal);
    }

    public static string Time(DateTimeOffset at) => at.ToOffset(China).ToString(TimeFormat, CultureInfo.InvariantCulture);

    public static DateTimeOffset? Time(string? text) =>
        DateTime.TryParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? new DateTimeOffset(time, China) : null;
}
