namespace Serverless.Tests.Support;

/// <summary>A clock that moves only when told, with working timers; no test waits for real time through it.</summary>
public sealed class ManualClock(DateTimeOffset start) : TimeProvider
{
    // Real time: only so that a test that waits for what never comes fails instead of standing still.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private readonly List<ManualTimer> timers = [];
    private readonly List<(Func<TimeSpan, bool> Wanted, TaskCompletionSource<TimeSpan> Seen)> watchers = [];
    private DateTimeOffset now = start;

    public ManualClock() : this(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return now;
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>How long a timer has still to run, as soon as there is one that <paramref name="wanted"/> asks for: something now waits.</summary>
    public Task<TimeSpan> Waiting(Func<TimeSpan, bool> wanted)
    {
        lock (gate)
        {
            var due = timers.Where(timer => wanted(timer.Due!.Value - now)).Select(timer => timer.Due - now).FirstOrDefault();
            if (due is { } found)
            {
                return Task.FromResult(found);
            }

            var seen = new TaskCompletionSource<TimeSpan>(TaskCreationOptions.RunContinuationsAsynchronously);
            watchers.Add((wanted, seen));
            return seen.Task.WaitAsync(Patience);
        }
    }

    /// <summary>Moves time forward and runs, in order of their due time, the timers that fall due on the way.</summary>
    public void Advance(TimeSpan by)
    {
        var end = GetUtcNow() + by;
        while (true)
        {
            ManualTimer? next;
            lock (gate)
            {
                next = timers.Where(t => t.Due <= end).MinBy(t => t.Due);
                now = next?.Due > now ? next.Due.Value : next is null ? end : now;
            }

            if (next is null)
            {
                return;
            }

            next.Fire();
        }
    }

    private sealed class ManualTimer(ManualClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan period;

        public DateTimeOffset? Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan newPeriod)
        {
            lock (clock.gate)
            {
                period = newPeriod;
                Due = dueTime < TimeSpan.Zero ? null : clock.now + dueTime;
                clock.timers.Remove(this);
                if (Due is not null)
                {
                    clock.timers.Add(this);
                    clock.watchers.RemoveAll(watcher => watcher.Wanted(dueTime) && watcher.Seen.TrySetResult(dueTime));
                }
            }

            return true;
        }

        public void Fire()
        {
            Change(period > TimeSpan.Zero ? period : Timeout.InfiniteTimeSpan, period);
            callback(state);
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
