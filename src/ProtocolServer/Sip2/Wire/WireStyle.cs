using System.Text;
using ProtocolServer.Domain.Terminals;

namespace ProtocolServer.Sip2.Wire;

/// <summary>How one terminal wants its bytes, agreed by people, since the protocol has no negotiation (SIP2 sections 1 to 3).</summary>
sealed record WireStyle
{
    public static readonly WireStyle Default = new();

    /// <summary>Of all texts; ids, codes and digits are ASCII in every encoding.</summary>
    public Encoding Encoding { get; init; } = WireEncoding.Named("utf-8");

    /// <summary>The library's zone: dates with four blanks are its local time.</summary>
    public TimeZoneInfo Zone
    {
        get;
        init
        {
            field = value;
            clock = new(value);
        }
    } = TimeZoneInfo.Utc;

    /// <summary>Dates are sent in UTC with the letter Z instead of local time with four blanks.</summary>
    public bool WritesUtc { get; init; }

    /// <summary>Null: AH travels as a SIP date. Else a date format, such as <c>dd.MM.yyyy</c>, for terminals that print AH as it comes.</summary>
    public string? DueDateFormat { get; init; }

    /// <summary>CR alone, unless the terminal needs something else.</summary>
    public LineEnd LineEnd { get; init; }

    internal ReadOnlySpan<byte> Terminator => LineEnd switch { LineEnd.CrLf => "\r\n"u8, LineEnd.Lf => "\n"u8, _ => "\r"u8 };

    internal LocalClock Clock => clock;

    readonly LocalClock clock = new(TimeZoneInfo.Utc);
}

/// <summary>
/// Local time of a zone with the rules at that instant. Offsets are remembered by the minute, because due dates share their hour and the
/// zone's rules are slow to ask compared with a message.
/// </summary>
sealed class LocalClock(TimeZoneInfo zone)
{
    const int OffsetBias = 1024;

    // Each cell: minutes since year 1, times 2048, plus the offset in minutes. One 64-bit write, so no torn reads.
    readonly long[] remembered = new long[64];

    public TimeZoneInfo Zone => zone;

    public DateTime LocalOf(DateTimeOffset instant)
    {
        var ticks = instant.UtcTicks;
        var minute = ticks / TimeSpan.TicksPerMinute;
        ref var cell = ref remembered[(int)((minute ^ minute >> 6) & 63)];
        var seen = Volatile.Read(ref cell);
        if (seen >> 11 != minute || seen == 0)
        {
            seen = minute << 11 | (long)(OffsetBias + (int)zone.GetUtcOffset(instant).TotalMinutes);
            Volatile.Write(ref cell, seen);
        }
        var local = ticks + ((seen & 2047) - OffsetBias) * TimeSpan.TicksPerMinute;
        return new(Math.Clamp(local, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks));
    }
}
