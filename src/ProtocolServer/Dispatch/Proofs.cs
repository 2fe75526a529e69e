using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using ProtocolServer.Domain.Readers;

namespace ProtocolServer.Dispatch;

/// <summary>
/// Remembers for a short time that a secret was right, so that a reader's ten messages cost one slow hash. Only a keyed hash of
/// secret and stored hash is kept, with a key that lives as long as the process.
/// </summary>
public sealed class Proofs(TimeProvider time)
{
    static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    const int Most = 20_000;

    readonly byte[] key = RandomNumberGenerator.GetBytes(32);
    readonly ConcurrentDictionary<UInt128, long> right = new();

    /// <summary>Whether the secret is the one that was hashed.</summary>
    public bool Verify(string hash, string secret)
    {
        var proof = ProofOf(hash, secret);
        if (right.TryGetValue(proof, out var at) && time.GetElapsedTime(at) < Lifetime) return true;
        if (!PinHash.Verify(secret, hash)) return false;
        if (right.Count >= Most) Sweep();
        right[proof] = time.GetTimestamp();
        return true;
    }

    UInt128 ProofOf(string hash, string secret)
    {
        Span<byte> mac = stackalloc byte[32];
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{hash}\0{secret}"), mac);
        return new(BitConverter.ToUInt64(mac), BitConverter.ToUInt64(mac[8..]));
    }

    /// <summary>Forgets the old ones; all of them where that is not enough.</summary>
    void Sweep()
    {
        foreach (var (proof, at) in right)
            if (time.GetElapsedTime(at) >= Lifetime) right.TryRemove(proof, out _);
        if (right.Count >= Most) right.Clear();
    }
}
