using System.Buffers.Binary;
namespace ProtocolServer.Sip2.Wire;

/// <summary>Dates of 18 characters, <c>YYYYMMDDZZZZHHMMSS</c> (SIP2 section 3).</summary>
static class Sip2Date
{
    public const int Length = 18;

    /// <summary>
    /// Reads leniently: the date must be one; the zone is local time unless it is one known letter; what is missing or blank of the time is
    /// zero. False for anything else, blanks first of all.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> value, TimeZoneInfo zone, out DateTimeOffset instant)
    {
        instant = default;
        value = value.Trim("\0 "u8);
        if (value.Length < 8 || !TryDigits(value[..4], out var year) || !TryDigits(value[4..6], out var month) || !TryDigits(value[6..8], out var day))
            return false;
        if (year is < 1900 or > 9998 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;

        var rest = value[8..];
        var zoneLength = rest.Length > 4 ? 4 : rest.Length;
        // Blanks lost between date and time: the time is what comes last.
        if (value.Length is > 12 and < Length && rest[..zoneLength].ContainsAnyInRange((byte)'1', (byte)'9')) zoneLength = rest.Length < 6 ? 0 : rest.Length - 6;
        if (!TryTime(rest[zoneLength..], out var time)) return false;

        var local = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Unspecified) + time;
        instant = HoursOf(rest[..zoneLength]) is { } hours ? new(local, TimeSpan.FromHours(hours)) : new(local, zone.GetUtcOffset(local));
        return true;
    }

    /// <summary>Writes local time with four blanks as zone.</summary>
    public static void WriteLocal(DateTime local, Span<byte> characters)
    {
        var to = characters[..Length];
        var (year, month, day) = local;
        var seconds = (uint)(local.Ticks / TimeSpan.TicksPerSecond % 86_400);
        var minutes = seconds / 60;
        var hours = minutes / 60;
        WireText.WriteFour((uint)year, to);
        WireText.WriteFour((uint)(100 * month + day), to[4..]);
        BinaryPrimitives.WriteUInt32LittleEndian(to[8..], 0x2020_2020);
        WireText.WriteFour(100 * hours + (minutes - 60 * hours), to[12..]);
        WriteTwo(seconds - 60 * minutes, to[16..]);
    }

    /// <summary>Writes UTC with the zone letter Z.</summary>
    public static void WriteUtc(DateTime utc, Span<byte> characters)
    {
        WriteLocal(utc, characters);
        characters[11] = (byte)'Z';
    }

    internal static void WriteTwo(uint value, Span<byte> to)
    {
        to[1] = (byte)('0' + value % 10);
        to[0] = (byte)('0' + value / 10);
    }

    static bool TryDigits(ReadOnlySpan<byte> digits, out int value)
    {
        value = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9') return false;
            value = value * 10 + digit - '0';
        }
        return true;
    }

    /// <summary>Hours, minutes and seconds as far as they are there.</summary>
    static bool TryTime(ReadOnlySpan<byte> value, out TimeSpan time)
    {
        time = default;
        Span<int> parts = [0, 0, 0];
        for (var at = 0; at < 3 && value.Length >= 2 * at + 2; at++)
        {
            var digits = value.Slice(2 * at, 2);
            if (digits.Trim((byte)' ').IsEmpty) continue;
            if (!TryDigits(digits, out parts[at])) return false;
        }
        if (parts[0] > 23 || parts[1] > 59 || parts[2] > 59) return false;
        time = new(parts[0], parts[1], parts[2]);
        return true;
    }

    /// <summary>Hours ahead of UTC; null for blanks, <c>0000</c> and everything unknown, which all mean local time.</summary>
    static int? HoursOf(ReadOnlySpan<byte> zone)
    {
        zone = zone.Trim((byte)' ');
        return zone.Length != 1 ? null : (zone[0] & ~0x20) switch
        {
            'Z' => 0,
            >= 'A' and <= 'I' and var letter => letter - 'A' + 1,
            >= 'K' and <= 'M' and var letter => letter - 'K' + 10,
            >= 'N' and <= 'Y' and var letter => -(letter - 'N' + 1),
            _ => null,
        };
    }
}
