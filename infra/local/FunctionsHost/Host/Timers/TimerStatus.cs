using Microsoft.Azure.Functions.Worker;

namespace Local.FunctionsHost;

/// <param name="Schedule">The schedule that <paramref name="Next"/> was computed by: another one makes it void.</param>
/// <param name="Last">When the last run began; null before the first.</param>
internal sealed record TimerStatus(string Schedule, DateTimeOffset? Last, DateTimeOffset Next, DateTimeOffset? LastUpdated)
{
    public ScheduleStatus ForFunction() => new()
    {
        Last = Last?.LocalDateTime ?? default,
        Next = Next.LocalDateTime,
        LastUpdated = LastUpdated?.LocalDateTime ?? default,
    };
}
