using System.Security.Cryptography;
using System.Text;
using ProtocolServer.Domain.Ports;

namespace ProtocolServer.Desk;

/// <summary>Who may use the JSON API: <c>Authorization: Bearer ID.SECRET</c>.</summary>
sealed class ApiGate(IApiKeys keys)
{
    const string Scheme = "Bearer ";

    /// <summary>Bytes of a secret: nobody guesses it, so that its plain hash is enough.</summary>
    const int SecretBytes = 32;

    /// <summary>A new key: what is told once, and what is kept.</summary>
    public static (string Id, string Told, byte[] SecretHash) New()
    {
        var (id, secret) = (Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes)));
        return (id, $"{id}.{secret}", Hash(secret));
    }

    /// <summary>Null where the request shows no key that is valid.</summary>
    public async Task<ApiKey?> AdmitAsync(HttpRequest request, CancellationToken cancel)
    {
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || header[Scheme.Length..].Trim().Split('.') is not [{ Length: > 0 and <= 64 } id, var secret]) return null;
        return await keys.FindAsync(id, cancel) is { } key && CryptographicOperations.FixedTimeEquals(key.SecretHash.Span, Hash(secret)) ? key : null;
    }

    static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
