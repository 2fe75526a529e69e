using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ProtocolServer.Domain.Readers;

/// <summary>
/// Slow salted hash of PINs and terminal secrets: <c>pbkdf2-sha256$ITERATIONS$SALT$HASH</c>, salt and hash in base64. The salt comes
/// from the caller, so that nothing here is random.
/// </summary>
public static class PinHash
{
    /// <summary>Five to ten milliseconds on one core of a small server: dear for a guesser, cheap for a reader at a machine.</summary>
    public const int Iterations = 15_000;

    public const int SaltBytes = 16;

    const string Scheme = "pbkdf2-sha256";
    const int HashBytes = 32;

    /// <param name="salt"><see cref="SaltBytes"/> random bytes, new for every hash.</param>
    /// <param name="iterations">Fewer only where a test would wait for it.</param>
    public static string Create(string secret, ReadOnlySpan<byte> salt, int iterations = Iterations) =>
        string.Create(CultureInfo.InvariantCulture,
            $"{Scheme}${iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(Derive(secret, salt, iterations, HashBytes))}");

    /// <summary>Whether the secret made the hash, in a time that tells nothing of how much was right. A text that is no hash never fits.</summary>
    public static bool Verify(string secret, string hash)
    {
        if (hash.Split('$') is not [Scheme, var rounds, var salt, var expected]) return false;
        if (!int.TryParse(rounds, NumberStyles.None, CultureInfo.InvariantCulture, out var iterations) || iterations is < 1 or > 10_000_000) return false;
        var saltBytes = new byte[salt.Length];
        var expectedBytes = new byte[expected.Length];
        if (!Convert.TryFromBase64String(salt, saltBytes, out var saltLength)) return false;
        if (!Convert.TryFromBase64String(expected, expectedBytes, out var length) || length == 0) return false;
        var actual = Derive(secret, saltBytes.AsSpan(0, saltLength), iterations, length);
        return CryptographicOperations.FixedTimeEquals(actual, expectedBytes.AsSpan(0, length));
    }

    static byte[] Derive(string secret, ReadOnlySpan<byte> salt, int iterations, int length) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(secret), salt, iterations, HashAlgorithmName.SHA256, length);
}
