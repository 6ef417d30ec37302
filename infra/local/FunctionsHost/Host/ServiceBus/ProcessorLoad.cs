namespace Local.FunctionsHost;

/// <summary>The share of the machine's processors that this process has used since it was asked last.</summary>
internal sealed class ProcessorLoad(TimeProvider clock)
{
    private long askedAt = clock.GetTimestamp();
    private TimeSpan used = Environment.CpuUsage.TotalTime;

    /// <returns>From 0 to 1.</returns>
    public double Ask()
    {
        var (before, at) = (used, askedAt);
        used = Environment.CpuUsage.TotalTime;
        askedAt = clock.GetTimestamp();
        return (used - before) / (clock.GetElapsedTime(at, askedAt) * Environment.ProcessorCount);
    }
}
