using System.Globalization;
using System.Text;
using FluentAssertions;
using ProtocolServer.Sip2.Wire;
using Xunit;

namespace ProtocolServer.Tests.Unit.Sip2;

/// <summary>SIP2 section 3.</summary>
public sealed class DateTests
{
    [Theory]
    [InlineData("20260301    101500", "2026-03-01T10:15:00+01:00")]
    [InlineData("20260701    101500", "2026-07-01T10:15:00+02:00")]
    [InlineData("202603010000101500", "2026-03-01T10:15:00+01:00")]
    [InlineData("20260301   Z101500", "2026-03-01T10:15:00+00:00")]
    [InlineData("20260301   z101500", "2026-03-01T10:15:00+00:00")]
    [InlineData("20260301Z   101500", "2026-03-01T10:15:00+00:00")]
    [InlineData("20260301   A101500", "2026-03-01T10:15:00+01:00")]
    [InlineData("20260301   I101500", "2026-03-01T10:15:00+09:00")]
    [InlineData("20260301   K101500", "2026-03-01T10:15:00+10:00")]
    [InlineData("20260301   M101500", "2026-03-01T10:15:00+12:00")]
    [InlineData("20260301   N101500", "2026-03-01T10:15:00-01:00")]
    [InlineData("20260301   Y101500", "2026-03-01T10:15:00-12:00")]
    [InlineData("20260301   J101500", "2026-03-01T10:15:00+01:00")]
    [InlineData("20260301  XX101500", "2026-03-01T10:15:00+01:00")]
    [InlineData("20260301    10    ", "2026-03-01T10:00:00+01:00")]
    [InlineData("20260301    1015  ", "2026-03-01T10:15:00+01:00")]
    [InlineData("20260301          ", "2026-03-01T00:00:00+01:00")]
    [InlineData("20260301", "2026-03-01T00:00:00+01:00")]
    [InlineData("20260301 101500", "2026-03-01T10:15:00+01:00")]
    [InlineData("20260301101500", "2026-03-01T10:15:00+01:00")]
    [InlineData("20260329    023000", "2026-03-29T02:30:00+01:00")]
    [InlineData("20261025    023000", "2026-10-25T02:30:00+01:00")]
    public void Dates_are_read_with_the_zones_rules_at_that_instant(string value, string instant)
    {
        Sip2Date.TryRead(Encoding.ASCII.GetBytes(value), Oslo, out var read).Should().BeTrue();
        read.Should().Be(DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture));
        read.Offset.Should().Be(DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture).Offset);
    }

    [Theory]
    [InlineData("")]
    [InlineData("                  ")]
    [InlineData("000000000000000000")]
    [InlineData("20260230    101500")]
    [InlineData("20261301    101500")]
    [InlineData("2026030")]
    [InlineData("2026O301    101500")]
    [InlineData("20260301    240000")]
    [InlineData("20260301    10150x")]
    [InlineData("99999999    999999")]
    public void What_is_no_date_is_none(string value) => Sip2Date.TryRead(Encoding.ASCII.GetBytes(value), Oslo, out _).Should().BeFalse();

    [Fact]
    public void Written_dates_have_four_blanks_or_the_letter_Z()
    {
        Span<byte> characters = stackalloc byte[Sip2Date.Length];
        Sip2Date.WriteLocal(new(2026, 3, 9, 4, 5, 6), characters);
        Encoding.ASCII.GetString(characters).Should().Be("20260309    040506");
        Sip2Date.WriteUtc(new(2026, 12, 31, 23, 59, 59), characters);
        Encoding.ASCII.GetString(characters).Should().Be("20261231   Z235959");
    }

    [Theory]
    [InlineData("Europe/Oslo")]
    [InlineData("Asia/Shanghai")]
    [InlineData("Asia/Kathmandu")]
    [InlineData("America/St_Johns")]
    [InlineData("Pacific/Kiritimati")]
    [InlineData("UTC")]
    public void The_remembering_clock_agrees_with_the_zone(string id)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(id);
        var clock = new LocalClock(zone);
        var random = new Random(11);
        for (var round = 0; round < 20_000; round++)
        {
            var instant = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(random.Next(366 * 86_400));
            clock.LocalOf(instant).Should().Be(TimeZoneInfo.ConvertTime(instant, zone).DateTime);
            clock.LocalOf(instant).Should().Be(TimeZoneInfo.ConvertTime(instant, zone).DateTime, "remembered");
        }
    }

    static readonly TimeZoneInfo Oslo = TimeZoneInfo.FindSystemTimeZoneById("Europe/Oslo");
}
