using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ProtocolServer.Webhooks;

/// <summary>
/// Proves to a webhook who tells it something, and when: <c>t=SECONDS,v1=HEX</c>, where HEX is HMAC-SHA256, by the secret both know, of the seconds
/// since 1970 as text, a point, and the body. A receiver refuses what is older than a few minutes, so that nobody plays it back.
/// </summary>
static class WebhookSignature
{
    public const string Header = "Webhook-Signature";

    public static string Of(string secret, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        var seconds = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.ASCII.GetBytes(seconds + "."));
        hmac.AppendData(body);
        return $"t={seconds},v1={Convert.ToHexStringLower(hmac.GetHashAndReset())}";
    }
}
