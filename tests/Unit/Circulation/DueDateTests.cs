using System.Collections.Frozen;
using FluentAssertions;
using ProtocolServer.Domain.Circulation;
using ProtocolServer.Domain.Kernel;
using ProtocolServer.Domain.Libraries;
using Xunit;

namespace ProtocolServer.Tests.Unit.Circulation;

/// <summary>G-6: the library's own days.</summary>
public sealed class DueDateTests
{
    static readonly TimeZoneInfo Oslo = TimeZoneInfo.FindSystemTimeZoneById("Europe/Oslo");

    static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("2026-03-01T12:00:00Z", 14, "2026-03-15T22:59:59Z")] // both in winter time
    [InlineData("2026-03-20T12:00:00Z", 14, "2026-04-03T21:59:59Z")] // lent in winter time, due in summer time
    [InlineData("2026-03-01T23:30:00Z", 1, "2026-03-03T22:59:59Z")]  // half past midnight in Oslo: the next day already
    public void G_6_a_loan_is_due_at_the_end_of_a_local_day_with_that_days_offset(string lent, int days, string due) =>
        DueDate.After(new() { Zone = Oslo }, Utc(lent), days).Should().Be(Utc(due));

    [Fact]
    public void G_6_a_due_date_on_closed_days_moves_to_the_next_open_one()
    {
        var calendar = new Calendar
        {
            Zone = Oslo, ShiftsDueDates = true, ClosedWeekdays = new[] { DayOfWeek.Sunday }.ToFrozenSet(),
            ClosedDates = new[] { new DateOnly(2026, 4, 6) }.ToFrozenSet(),
        };
        DueDate.After(calendar, Utc("2026-03-29T12:00:00Z"), 7).Should().Be(Utc("2026-04-07T21:59:59Z"), "Sunday and Easter Monday are closed");
    }

    [Theory]
    [InlineData("2026-03-05T08:00:00Z", 0)]  // on the day
    [InlineData("2026-03-06T08:00:00Z", 10)] // a day late
    [InlineData("2026-03-15T08:00:00Z", 100)]
    public void HF_5_a_late_return_costs_a_tenth_of_a_yuan_a_day(string returned, long fineMinor)
    {
        var scene = new Scene();
        var reader = Scene.Reader();
        var loan = Scene.Loan(1, reader, Utc("2026-03-05T15:59:59Z"));
        DueDate.FineFor(loan, reader.Case(new("HERE"), "book"), Utc(returned), scene.Library)
            .Should().Be(new Money(fineMinor, scene.Library.Currency));
    }

    [Fact]
    public void A_terminals_wrong_clock_never_decides_a_fine()
    {
        var now = Scene.Noon;
        DueDate.WhenReturned(false, now.AddYears(-3), now.AddYears(-3), now).Should().Be(now, "its clock is three years behind, the return is now");
        DueDate.WhenReturned(false, now.AddHours(-14), now, now).Should().Be(now.AddHours(-14), "the box was emptied in the morning");
        DueDate.WhenReturned(true, now.AddDays(-2), now, now).Should().Be(now.AddDays(-2), "it was off line");
        DueDate.WhenReturned(true, now.AddDays(2), now, now).Should().Be(now, "server time caps it");
    }
}
