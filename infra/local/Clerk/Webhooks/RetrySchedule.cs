namespace Local.Clerk.Webhooks;

/// <summary>
/// When a failed delivery is tried again: after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h and 10 h. Source: docs.svix.com/retries. What
/// follows a timeout, a 429 or a <c>Retry-After</c> is that of the open-source server (svix-webhooks, worker).
/// </summary>
/// <param name="speed">How many times faster than in reality.</param>
/// <param name="jitter">Share by which a delay varies at most, 0 for none; the open-source server has 0.2.</param>
internal sealed class RetrySchedule(double speed, double jitter, Random random)
{
    /// <summary>An attempt that is not answered within this has failed.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan LeastAfterOverload = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan[] Delays =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(10),
    ];

    /// <summary>Null when there are no more attempts.</summary>
    /// <param name="attempts">How many have failed.</param>
    /// <param name="overloaded">The last one ended in a timeout or a 429.</param>
    /// <param name="retryAfter">What the receiver asked for; counts up to twice the scheduled delay.</param>
    public TimeSpan? Next(int attempts, bool overloaded, TimeSpan? retryAfter)
    {
        if (attempts > Delays.Length)
        {
            return null;
        }

        var delay = Delays[attempts - 1];
        if (retryAfter is { } wanted)
        {
            delay = TimeSpan.FromTicks(Math.Clamp(wanted.Ticks, delay.Ticks, 2 * delay.Ticks));
        }

        if (overloaded && delay < LeastAfterOverload)
        {
            delay = LeastAfterOverload;
        }

        return delay * (jitter > 0 ? 1 + jitter * (2 * random.NextDouble() - 1) : 1) / speed;
    }
}
