using System.Diagnostics;
using System.Numerics;

namespace ProtocolServer.Bench;

/// <summary>Times in classes whose width is 3 % of their value: constant memory, no allocation, percentiles over any number of answers.</summary>
sealed class LatencyHistogram
{
    const int PerOctave = 32;
    const int OctaveBits = 5;

    readonly long[] counts = new long[(64 - OctaveBits + 1) * PerOctave];

    public long Count { get; private set; }

    /// <param name="ticks">Of <see cref="Stopwatch"/>.</param>
    public void Record(long ticks)
    {
        counts[ClassOf(ticks)]++;
        Count++;
    }

    public void Add(LatencyHistogram other)
    {
        for (var at = 0; at < counts.Length; at++) counts[at] += other.counts[at];
        Count += other.Count;
    }

    /// <summary>Milliseconds within which this share (0 to 1) of the answers came.</summary>
    public double Percentile(double share)
    {
        var wanted = (long)Math.Ceiling(Count * share);
        var seen = 0L;
        for (var at = 0; at < counts.Length; at++)
        {
            seen += counts[at];
            if (seen >= wanted && seen > 0) return UpperEnd(at) * 1000.0 / Stopwatch.Frequency;
        }
        return 0;
    }

    static int ClassOf(long ticks)
    {
        if (ticks < PerOctave) return (int)Math.Max(0, ticks);
        var shift = BitOperations.Log2((ulong)ticks) - OctaveBits;
        return (shift + 1) * PerOctave + (int)(ticks >> shift) - PerOctave;
    }

    static double UpperEnd(int place) =>
        place < PerOctave ? place : Math.ScaleB(place % PerOctave + PerOctave + 1, place / PerOctave - 1);
}
