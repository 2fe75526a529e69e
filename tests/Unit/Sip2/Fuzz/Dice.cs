using System.Numerics;

namespace ProtocolServer.Tests.Unit.Sip2.Fuzz;

/// <summary>Chance from a seed: the same on every machine and runtime (SplitMix64).</summary>
sealed class Dice(long seed)
{
    ulong state = unchecked((ulong)seed * 0x9E3779B97F4A7C15 + 0xD1B54A32D192ED03);

    public ulong Next()
    {
        var z = unchecked(state += 0x9E3779B97F4A7C15);
        z = unchecked((z ^ z >> 30) * 0xBF58476D1CE4E5B9);
        z = unchecked((z ^ z >> 27) * 0x94D049BB133111EB);
        return z ^ z >> 31;
    }

    /// <summary>0 to count - 1; 0 for none.</summary>
    public int Below(int count) => count <= 0 ? 0 : (int)Math.BigMul(Next(), (ulong)count, out _);

    /// <summary>True once in so many times.</summary>
    public bool Once(int inHowMany) => Below(inHowMany) == 0;

    public T Of<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    public T Of<T>(params ReadOnlySpan<T> choices) => choices[Below(choices.Length)];

    /// <summary>Small numbers often, large ones seldom.</summary>
    public int Length(int most) => Below(1 + Math.Min(most, 1 << Below(1 + BitOperations.Log2((uint)most + 1))));
}
