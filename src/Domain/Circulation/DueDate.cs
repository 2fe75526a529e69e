using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;

namespace ProtocolServer.Domain.Circulation;

/// <summary>Due dates and days late, reckoned in the library's calendar (G-6).</summary>
public static class DueDate
{
    /// <summary>The end of the day so many days after the loan, moved to an open day where the library moves it.</summary>
    public static DateTimeOffset After(Calendar calendar, DateTimeOffset from, int days) =>
        calendar.EndOf(calendar.DueDay(calendar.DayOf(from).AddDays(days)));

    /// <summary>What another library lends us goes back when it says.</summary>
    public static DateTimeOffset NotAfter(DateTimeOffset? returnBy, DateTimeOffset dueAt) => returnBy < dueAt ? returnBy.Value : dueAt;

    /// <summary>What a return at that moment costs; zero when it is in time or the library takes nothing (HF-5).</summary>
    public static Money FineFor(Loan loan, RuleCase of, DateTimeOffset returnedAt, LibraryFile library)
    {
        var nothing = Money.Zero(library.Currency);
        if (library.Overdue.Find(of) is not { } terms || returnedAt <= loan.DueAt) return nothing;
        var (dueDay, day) = (library.Calendar.DayOf(loan.DueAt), library.Calendar.DayOf(returnedAt));
        var late = terms.CountsClosedDays ? day.DayNumber - dueDay.DayNumber : library.Calendar.OpenDaysBetween(dueDay, day);
        if (late <= terms.GraceDays) return nothing;
        var fine = checked(late * terms.FinePerDayMinor);
        return new(Math.Min(fine, terms.CapMinor ?? fine), library.Currency);
    }

    /// <summary>
    /// When an act happened. One that was done off line has the terminal's date, never later than the server's clock; any other
    /// happens now.
    /// </summary>
    public static DateTimeOffset WhenDone(bool offLine, DateTimeOffset? terminalDate, DateTimeOffset now) =>
        offLine && terminalDate < now ? terminalDate.Value : now;

    /// <summary>Between return and transaction no machine lets more time pass; a longer one is a wrong clock.</summary>
    static readonly TimeSpan LongestInABox = TimeSpan.FromDays(366);

    /// <summary>
    /// When an item really came back. Off line the return date counts; on line only the time between the return and the
    /// transaction does, so that a terminal's wrong clock never decides a fine.
    /// </summary>
    public static DateTimeOffset WhenReturned(bool offLine, DateTimeOffset? returnDate, DateTimeOffset? transactionDate, DateTimeOffset now)
    {
        if (offLine) return WhenDone(true, returnDate ?? transactionDate, now);
        return transactionDate - returnDate is { } lay && lay > TimeSpan.Zero && lay < LongestInABox ? now - lay : now;
    }
}
