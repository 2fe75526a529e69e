using System.Globalization;

namespace ProtocolServer.Ncip.Wire;

/// <summary>Instants as <c>xs:dateTime</c>: written with seconds and the library's offset, read with what partners leave out (ncip reference 4).</summary>
static class NcipDate
{
    static readonly string[] WithZone = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd' 'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK"];

    public static string Write(DateTimeOffset instant, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(instant, zone).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    public static string WriteUtc(DateTimeOffset instant) => instant.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A date of birth: midnight of no place in particular.</summary>
    public static string Write(DateOnly day) => day.ToString("yyyy-MM-dd'T00:00:00Z'", CultureInfo.InvariantCulture);

    /// <summary>Without a zone it is the library's own time; a bare day is its end where it is the end of something, else its begin.</summary>
    public static bool TryRead(string text, TimeZoneInfo zone, bool isEnd, out DateTimeOffset instant)
    {
        instant = default;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return TryPlace(day.ToDateTime(isEnd ? new TimeOnly(23, 59, 59) : TimeOnly.MinValue), zone, out instant);
        // Midnight as the end of a day (24:00:00) is the next day's begin.
        var isMidnight = text.Length >= 19 && text.AsSpan(11, 8).SequenceEqual("24:00:00");
        var plain = isMidnight ? string.Concat(text.AsSpan(0, 11), "00:00:00", text.AsSpan(19)) : text;
        if (!DateTime.TryParseExact(plain, WithZone, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var local)) return false;
        if (local.Kind is DateTimeKind.Unspecified)
        {
            if (!TryPlace(local, zone, out instant)) return false;
        }
        else if (!DateTimeOffset.TryParseExact(plain, WithZone, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out instant)) return false;
        if (isMidnight) instant = instant.AddDays(1);
        return instant.Year is > 1900 and < 9990;
    }

    static bool TryPlace(DateTime local, TimeZoneInfo zone, out DateTimeOffset instant)
    {
        instant = default;
        if (local.Year is <= 1900 or >= 9990) return false;
        while (zone.IsInvalidTime(local)) local = local.AddMinutes(30);
        instant = new(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), zone.GetUtcOffset(local));
        return true;
    }
}
