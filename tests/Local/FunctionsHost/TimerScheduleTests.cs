using global::Local.FunctionsHost;
using Xunit;

namespace Serverless.Tests.Local.FunctionsHost;

/// <summary>When a timer comes due.</summary>
public sealed class TimerScheduleTests
{
    private static readonly TimeZoneInfo NewYork = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");

    [Theory]
    [InlineData("*/15 * * * * *", "2026-01-01T00:00:15Z")]
    [InlineData("0 30 9 * * 1-5", "2026-01-01T09:30:00Z")]
    [InlineData("30 9 * * *", "2026-01-01T09:30:00Z")]
    [InlineData("0 0 0 29 2 *", "2028-02-29T00:00:00Z")]
    [InlineData("01:30:00", "2026-01-01T01:30:00Z")]
    [InlineData("30.00:00:00", "2026-01-31T00:00:00Z")]
    public void Six_fields_five_fields_and_a_time_are_schedules(string text, string next) =>
        Assert.Equal(Time(next), TimerSchedule.TryParse(text)!.Next(Time("2026-01-01T00:00:00Z"), TimeZoneInfo.Utc));

    [Theory]
    [InlineData("")]
    [InlineData("0 0 0 30 2 *")]
    [InlineData("61 * * * * *")]
    [InlineData("* * * *")]
    [InlineData("* * * * * * *")]
    [InlineData("00:00:00")]
    [InlineData("-00:01:00")]
    [InlineData("hourly")]
    public void Anything_else_is_none(string text) => Assert.Null(TimerSchedule.TryParse(text));

    [Fact]
    public void Hour_that_summer_time_skips_comes_due_an_hour_later() =>
        Assert.Equal(Time("2026-03-08T03:30:00-04:00"), NewYorkAfter("0 30 2 * * *", "2026-03-07T12:00:00-05:00"));

    [Fact]
    public void Hour_that_occurs_twice_comes_due_once()
    {
        var first = NewYorkAfter("0 30 1 * * *", "2026-10-31T12:00:00-04:00");
        var second = TimerSchedule.TryParse("0 30 1 * * *")!.Next(first, NewYork);

        Assert.Equal(Time("2026-11-01T01:30:00-04:00"), first);
        Assert.Equal(Time("2026-11-02T01:30:00-05:00"), second);
    }

    [Fact]
    public void Time_zone_is_kept_on_ordinary_days() =>
        Assert.Equal(Time("2026-06-02T06:30:00Z"), NewYorkAfter("0 30 2 * * *", "2026-06-01T12:00:00-04:00"));

    private static DateTimeOffset NewYorkAfter(string schedule, string after) => TimerSchedule.TryParse(schedule)!.Next(Time(after), NewYork);

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
