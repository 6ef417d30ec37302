using Serverless.Tests.Support;

namespace Serverless.Tests.Local.FunctionsHost;

/// <summary>A manual clock on which a test can wait until somebody waits for a certain time: only then is it safe to move on.</summary>
internal sealed class TimerClock(DateTimeOffset start) : TimeProvider
{
    private readonly ManualClock clock = new(start);
    private readonly HashSet<DateTimeOffset> armed = [];

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = clock.CreateTimer(callback, state, dueTime, period);
        lock (armed)
        {
            armed.Add(GetUtcNow() + dueTime);
        }

        return timer;
    }

    /// <summary>Moves to a time that somebody waits for.</summary>
    public async Task MoveTo(DateTimeOffset time)
    {
        await TestStack.Until(() => IsArmed(time), $"a timer at {time:HH:mm:ss}");
        clock.Advance(time - GetUtcNow());
    }

    /// <summary>Forgets who has ever waited.</summary>
    public void Forget()
    {
        lock (armed)
        {
            armed.Clear();
        }
    }

    /// <summary>Moves although nobody may wait.</summary>
    public void Advance(TimeSpan by) => clock.Advance(by);

    public bool IsArmed(DateTimeOffset time)
    {
        lock (armed)
        {
            return armed.Contains(time);
        }
    }
}
