namespace Serverless.Platform.ServiceBus;

/// <summary>
/// How a message outlives a failure that passes by itself. The broker redelivers at once and counts each time, so ten
/// deliveries can be gone within a second; therefore waiting happens here: first inside the handler, while the lock is
/// renewed, then outside of it, as a copy that the broker holds back.
/// </summary>
public sealed record RedeliveryPolicy
{
    public static RedeliveryPolicy Default { get; } = new();

    /// <summary>Tries inside one delivery, after the first.</summary>
    public int RetriesInHandler { get; init; } = 5;

    /// <summary>Wait before the second try; doubles each time, with jitter. All together about 6 seconds.</summary>
    public TimeSpan FirstBackoff { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a message is first set aside; doubles each time.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// After being set aside so often, which takes about a day, the message is dead-lettered: for as long as this
    /// Clerk's own deliveries are retried too (https://docs.svix.com/retries: 27 h 35 min).
    /// </summary>
    public int MaxTimesSetAside { get; init; } = 120;

    /// <param name="timesSetAside">How often it was set aside before.</param>
    /// <param name="jitter">From 0 to 1; spreads messages that failed together over half the delay.</param>
    public TimeSpan DelayAfter(int timesSetAside, double jitter)
    {
        var doubled = FirstDelay * Math.Pow(2, Math.Min(timesSetAside, 30));
        var delay = doubled < LongestDelay ? doubled : LongestDelay;
        return delay * (0.75 + (jitter / 2));
    }
}
