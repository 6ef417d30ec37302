namespace Local.Cosmos.Gateway;

/// <summary>
/// Request units that come in at a steady rate and are spent by requests. A request is let in while any are left and may overdraw;
/// what it took more is waited for by the next.
/// </summary>
internal sealed class RequestUnitBudget
{
    private readonly Lock gate = new();
    private readonly double perSecond;
    private readonly TimeProvider clock;
    private double left;
    private long filled;

    public RequestUnitBudget(double perSecond, TimeProvider clock)
    {
        this.perSecond = perSecond;
        this.clock = clock;
        left = perSecond;
        filled = clock.GetTimestamp();
    }

    /// <summary>How long until there are units again; null when there are some.</summary>
    public TimeSpan? Wait()
    {
        lock (gate)
        {
            Fill();
            return left > 0 ? null : TimeSpan.FromMilliseconds(Math.Floor(-left / perSecond * 1000) + 1);
        }
    }

    public void Spend(double units)
    {
        lock (gate)
        {
            Fill();
            left -= units;
        }
    }

    private void Fill()
    {
        var now = clock.GetTimestamp();
        left = Math.Min(perSecond, left + perSecond * clock.GetElapsedTime(filled, now).TotalSeconds);
        filled = now;
    }
}
