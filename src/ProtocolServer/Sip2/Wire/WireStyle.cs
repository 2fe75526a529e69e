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
/// Local time of a zone with the rules at that instant. The last minutes asked for are remembered with their digits, because a message's
/// instants and due dates share theirs, and both the zone's rules and the calendar are slow to ask compared with a message.
/// </summary>
sealed class LocalClock(TimeZoneInfo zone)
{
    readonly Minute?[] remembered = new Minute?[64];

    public TimeZoneInfo Zone => zone;

    public DateTime LocalOf(DateTimeOffset instant) => new(MinuteOf(instant.UtcTicks).LocalTicks + instant.UtcTicks % TimeSpan.TicksPerMinute);

    /// <summary>Writes the local time as <see cref="Sip2Date.WriteLocal"/> does.</summary>
    public void Write(DateTimeOffset instant, Span<byte> to)
    {
        var ticks = instant.UtcTicks;
        var minute = MinuteOf(ticks);
        minute.Digits.CopyTo(to);
        Sip2Date.WriteTwo((uint)(ticks % TimeSpan.TicksPerMinute / TimeSpan.TicksPerSecond), to[16..]);
    }

    Minute MinuteOf(long ticks)
    {
        var number = ticks / TimeSpan.TicksPerMinute;
        ref var cell = ref remembered[(int)((number ^ number >> 6) & 63)];
        return cell is { } seen && seen.Number == number ? seen : cell = new(number, zone);
    }

    /// <summary>A minute of the world's time, and how it is written here.</summary>
    sealed class Minute
    {
        public Minute(long number, TimeZoneInfo zone)
        {
            Number = number;
            var utc = new DateTime(number * TimeSpan.TicksPerMinute, DateTimeKind.Utc);
            LocalTicks = Math.Clamp(utc.Ticks + zone.GetUtcOffset(utc).Ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks - TimeSpan.TicksPerMinute);
            Sip2Date.WriteLocal(new(LocalTicks), Digits);
        }

        public long Number { get; }

        public long LocalTicks { get; }

        public byte[] Digits { get; } = new byte[Sip2Date.Length];
    }
}
