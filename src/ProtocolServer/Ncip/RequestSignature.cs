using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace ProtocolServer.Ncip;

/// <summary>
/// HMAC-SHA256 over a request's method and query, with a time and a number that is used once, as the services of WorldShare have it (ncip-field
/// C 31). The body is not part of it: TLS keeps that.
/// </summary>
/// <param name="Timestamp">Seconds since 1970.</param>
/// <param name="Query">Parameters of the address, sorted, each with a line feed.</param>
sealed partial record RequestSignature(string Key, string Timestamp, string Nonce, string Signature, string Method, string Query)
{
    const string Scheme = "http://www.worldcat.org/wskey/v2/hmac/v1";

    /// <summary>The signature of an Authorization header; null where it is of another kind.</summary>
    public static RequestSignature? Read(string authorization, string method, string query)
    {
        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return null;
        var parts = Parameter().Matches(authorization[Scheme.Length..]).DistinctBy(one => one.Groups["name"].Value).ToDictionary(one => one.Groups["name"].Value, one => one.Groups["value"].Value, StringComparer.OrdinalIgnoreCase);
        return parts.TryGetValue("clientId", out var key) && parts.TryGetValue("timestamp", out var time) && parts.TryGetValue("nonce", out var nonce)
               && parts.TryGetValue("signature", out var signature)
            ? new(key, time, nonce, signature, method, Sorted(query)) : null;
    }

    /// <summary>A new one, for a request of ours.</summary>
    public static RequestSignature Make(string key, string secret, string method, string query, DateTimeOffset now)
    {
        var unsigned = new RequestSignature(
            key, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), "", method, Sorted(query));
        return unsigned with { Signature = Convert.ToBase64String(unsigned.Compute(secret)) };
    }

    public string Header => $"{Scheme} clientId=\"{Key}\", timestamp=\"{Timestamp}\", nonce=\"{Nonce}\", signature=\"{Signature}\"";

    /// <summary>When it was made; null where that can't be read.</summary>
    public DateTimeOffset? MadeAt =>
        long.TryParse(Timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 99_999_999_999 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    public bool IsBy(string secret)
    {
        var given = new byte[64];
        return Convert.TryFromBase64String(Signature, given, out var length) && CryptographicOperations.FixedTimeEquals(given.AsSpan(0, length), Compute(secret));
    }

    /// <summary>Host, port and path are the scheme's own, whatever is called.</summary>
    byte[] Compute(string secret) => HMACSHA256.HashData(
        Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{Key}\n{Timestamp}\n{Nonce}\n\n{Method}\nwww.oclc.org\n443\n/wskey\n{Query}"));

    static string Sorted(string query) =>
        string.Concat(query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).Select(static one => one + "\n"));

    [GeneratedRegex("(?<name>[A-Za-z]{1,20})=\"(?<value>[^\"]{0,300})\"", RegexOptions.ExplicitCapture, 100)]
    private static partial Regex Parameter();
}
