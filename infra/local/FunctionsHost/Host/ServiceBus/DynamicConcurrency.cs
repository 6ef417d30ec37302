namespace Local.FunctionsHost;

/// <summary>
/// Host.json's <c>concurrency</c>: each queue begins with one message at a time, and once a second gets one more while it uses
/// all it has, one less while the machine is busy. Defaults are those of
/// https://learn.microsoft.com/azure/azure-functions/functions-concurrency#dynamic-concurrency.
/// </summary>
/// <param name="Maximum">Messages of one queue at a time, at most.</param>
/// <param name="CpuThreshold">Share of the machine's processor time, 0 to 1, above which there is too much to do.</param>
internal sealed record DynamicConcurrency(int Maximum = 500, float CpuThreshold = 0.8f)
{
    public const int First = 1;

    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <param name="busiest">The most messages that were in work at once since the last time.</param>
    public int Next(int limit, int busiest, double cpu) =>
        cpu > CpuThreshold ? Math.Max(First, limit - 1)
        : busiest >= limit ? Math.Min(Maximum, limit + 1)
        : limit;
}
