using System.Collections.Frozen;

namespace ProtocolServer.Domain.Libraries;

/// <summary>The library's own time zone and open days (G-6).</summary>
public sealed record Calendar
{
    public required TimeZoneInfo Zone { get; init; }

    public FrozenSet<DayOfWeek> ClosedWeekdays { get; init; } = FrozenSet<DayOfWeek>.Empty;

    public FrozenSet<DateOnly> ClosedDates { get; init; } = FrozenSet<DateOnly>.Empty;

    /// <summary>Whether a due date on a closed day moves to the next open one.</summary>
    public bool ShiftsDueDates { get; init; }

    public bool IsOpen(DateOnly day) => !ClosedWeekdays.Contains(day.DayOfWeek) && !ClosedDates.Contains(day);

    /// <summary>The day it is in the library at that instant.</summary>
    public DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, Zone).DateTime);

    /// <summary>The last second of that day in the library, with the zone's rules of that day.</summary>
    public DateTimeOffset EndOf(DateOnly day)
    {
        var local = day.ToDateTime(new TimeOnly(23, 59, 59), DateTimeKind.Unspecified);
        // A zone that springs forward over midnight has no 23:59:59 that day.
        while (Zone.IsInvalidTime(local)) local = local.AddMinutes(-30);
        return new DateTimeOffset(local, Zone.GetUtcOffset(local)).ToUniversalTime();
    }

    /// <summary>The day itself, or the next open one where the library shifts; never more than a year on.</summary>
    public DateOnly DueDay(DateOnly day)
    {
        if (!ShiftsDueDates) return day;
        for (var shifted = day; shifted < day.AddDays(366); shifted = shifted.AddDays(1))
            if (IsOpen(shifted))
                return shifted;
        return day;
    }

    /// <summary>Open days after <paramref name="from"/> up to and including <paramref name="to"/>.</summary>
    public int OpenDaysBetween(DateOnly from, DateOnly to)
    {
        var days = 0;
        for (var day = from.AddDays(1); day <= to; day = day.AddDays(1))
            if (IsOpen(day))
                days++;
        return days;
    }
}
