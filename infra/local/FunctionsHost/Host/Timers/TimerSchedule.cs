using NCrontab;

namespace Local.FunctionsHost;

/// <summary>
/// When a timer comes due: NCRONTAB with six fields (seconds first) or five, in the time zone of the process; or a
/// <see cref="TimeSpan"/>, so long after each run began.
/// </summary>
internal sealed class TimerSchedule
{
    private readonly CrontabSchedule? crontab;
    private readonly TimeSpan period;

    private TimerSchedule(string text, CrontabSchedule? crontab, TimeSpan period)
    {
        Text = text;
        this.crontab = crontab;
        this.period = period;
    }

    public string Text { get; }

    /// <summary>Null when the text is no schedule, or one that never comes due, such as February 30th.</summary>
    public static TimerSchedule? TryParse(string text)
    {
        var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
        if (CrontabSchedule.TryParse(text, new CrontabSchedule.ParseOptions { IncludingSeconds = fields != 5 }) is { } crontab)
        {
            return crontab.GetNextOccurrence(DateTime.UnixEpoch) < DateTime.MaxValue ? new TimerSchedule(text, crontab, default) : null;
        }

        return TimeSpan.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var period) && period > TimeSpan.Zero
            ? new TimerSchedule(text, null, period)
            : null;
    }

    /// <summary>
    /// The first time due after another. A wall-clock time that the change to summer time skips comes due as much later;
    /// one that occurs twice comes due once.
    /// </summary>
    public DateTimeOffset Next(DateTimeOffset after, TimeZoneInfo zone)
    {
        if (crontab is null)
        {
            return after + period;
        }

        var wallClock = TimeZoneInfo.ConvertTime(after, zone).DateTime;
        while (true)
        {
            wallClock = crontab.GetNextOccurrence(wallClock);
            var due = Instants(wallClock, zone).FirstOrDefault(instant => instant > after);
            if (due != default)
            {
                return due.ToUniversalTime();
            }
        }
    }

    public bool IsFasterThan(TimeSpan interval)
    {
        var first = Next(DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc);
        return Next(first, TimeZoneInfo.Utc) - first < interval;
    }

    /// <summary>What a wall-clock time can mean, earliest first.</summary>
    private static IEnumerable<DateTimeOffset> Instants(DateTime wallClock, TimeZoneInfo zone) =>
        zone.IsAmbiguousTime(wallClock)
            ? zone.GetAmbiguousTimeOffsets(wallClock).OrderDescending().Select(offset => new DateTimeOffset(wallClock, offset))
            : [new DateTimeOffset(wallClock, zone.GetUtcOffset(wallClock))];
}
