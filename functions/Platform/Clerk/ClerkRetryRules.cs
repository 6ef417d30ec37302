namespace Serverless.Platform.Clerk;

/// <summary>Whether a request to Clerk is sent again, and how soon.</summary>
public static class ClerkRetryRules
{
    /// <summary>Tries after the first.</summary>
    public const int MostRetries = 3;

    /// <summary>Before the first retry; doubles each time, with jitter.</summary>
    public static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// A longer wait that Clerk asks for is the caller's business: a queue can set its message aside meanwhile. The limit
    /// of Clerk's API as a whole is one of 10 s, so that a longer wait is always about some other limit.
    /// </summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <param name="isRepeatable">Whether asking twice has the effect of asking once.</param>
    public static bool ShouldRetry(ClerkException failure, bool isRepeatable) =>
        WasNotDone(failure)
            ? failure.RetryAfter is null || failure.RetryAfter <= LongestWait
            : isRepeatable && failure.IsTransient;

    /// <summary>True if Clerk cannot have carried the request out.</summary>
    public static bool WasNotDone(ClerkException failure) =>
        failure.Status == 429 || failure.Code is ClerkCodes.TooManyRequests or ClerkCodes.ResourceLocked or ClerkCodes.NotConnected;
}
