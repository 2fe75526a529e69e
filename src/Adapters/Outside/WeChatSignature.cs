using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace ProtocolServer.Adapters.Outside;

/// <summary>WeChat Pay's way of signing and enciphering (API v3).</summary>
public static class WeChatSignature
{
    public const string Timestamp = "Wechatpay-Timestamp", Nonce = "Wechatpay-Nonce", Signature = "Wechatpay-Signature", Serial = "Wechatpay-Serial";

    public const string Scheme = "WECHATPAY2-SHA256-RSA2048";

    const int NonceBytes = 12, TagBytes = 16;

    /// <summary>What an answer's or a notification's signature is made of.</summary>
    public static string OfAnswer(string timestamp, string nonce, string body) => $"{timestamp}\n{nonce}\n{body}\n";

    /// <summary>What a request's signature is made of.</summary>
    public static string OfRequest(string method, string pathAndQuery, string timestamp, string nonce, string body) => $"{method}\n{pathAndQuery}\n{timestamp}\n{nonce}\n{body}\n";

    public static string NewNonce() => Convert.ToHexString(RandomNumberGenerator.GetBytes(16));

    public static string Seconds(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>The <c>resource</c> of a notification: AEAD_AES_256_GCM, the tag at the end of the ciphertext.</summary>
    public static JsonObject Encipher(ReadOnlySpan<byte> key, string plain, string associated)
    {
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NonceBytes / 2));
        var text = Encoding.UTF8.GetBytes(plain);
        var hidden = new byte[text.Length + TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(Encoding.UTF8.GetBytes(nonce), text, hidden.AsSpan(0, text.Length), hidden.AsSpan(text.Length), Encoding.UTF8.GetBytes(associated));
        return new()
        {
            ["original_type"] = "transaction", ["algorithm"] = "AEAD_AES_256_GCM", ["ciphertext"] = Convert.ToBase64String(hidden), ["associated_data"] = associated, ["nonce"] = nonce,
        };
    }

    /// <summary>Null where it was enciphered with another key, or changed on its way.</summary>
    public static string? Decipher(ReadOnlySpan<byte> key, string nonce, string associated, string ciphertext)
    {
        var bytes = new byte[ciphertext.Length];
        var iv = Encoding.UTF8.GetBytes(nonce);
        if (iv.Length != NonceBytes || !Convert.TryFromBase64String(ciphertext, bytes, out var length) || length < TagBytes) return null;
        var plain = new byte[length - TagBytes];
        try
        {
            using var aes = new AesGcm(key, TagBytes);
            aes.Decrypt(iv, bytes.AsSpan(0, plain.Length), bytes.AsSpan(plain.Length, TagBytes), plain, Encoding.UTF8.GetBytes(associated));
            return Encoding.UTF8.GetString(plain);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
