namespace Local.Clerk.Api;

/// <summary>So many in any span of time: remembers when the last ones were.</summary>
internal sealed class SlidingWindow(int most, TimeSpan span)
{
    private readonly DateTimeOffset[] times = new DateTimeOffset[most];
    private int next;

    /// <summary>Takes one; null if it could, otherwise how long until it can.</summary>
    public TimeSpan? Take(DateTimeOffset now)
    {
        lock (times)
        {
            var free = times[next] == default ? now : times[next] + span;
            if (free > now)
            {
                return free - now;
            }

            times[next] = now;
            next = (next + 1) % most;
            return null;
        }
    }

    /// <summary>Whether it has forgotten everything.</summary>
    public bool IsIdle(DateTimeOffset now)
    {
        lock (times)
        {
            return times.Max() is var last && (last == default || last + span <= now);
        }
    }
}
