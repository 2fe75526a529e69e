using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using ProtocolServer.Hosting;

namespace ProtocolServer.Ncip;

/// <summary>Whether a request is signed with the secret of a partner, now, and for the first time.</summary>
sealed class SignatureGate(ServerOptions options, TimeProvider time)
{
    /// <summary>Clocks differ by minutes, not by more; behind it a number that was used once is forgotten.</summary>
    static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <summary>More are not remembered, and then not taken.</summary>
    const int Most = 100_000;

    readonly ConcurrentDictionary<(string Key, string Nonce), DateTimeOffset> used = new();

    /// <param name="credentials">Name of the secret in the settings.</param>
    public bool Takes(string credentials, RequestSignature? signature)
    {
        if (signature is null || options.Credentials.GetValueOrDefault(credentials) is not { HmacKey: { } key, HmacSecret: { } secret }) return false;
        var now = time.GetUtcNow();
        if (signature.MadeAt is not { } made || (now - made).Duration() > Window) return false;
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature.Key), Encoding.UTF8.GetBytes(key)) || !signature.IsBy(secret)) return false;
        if (used.Count >= Most)
            foreach (var (old, at) in used)
                if (now - at > Window * 2)
                    used.TryRemove(old, out _);
        return used.Count < Most && used.TryAdd((key, signature.Nonce), now);
    }
}
