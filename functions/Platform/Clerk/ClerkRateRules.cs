namespace Serverless.Platform.Clerk;

/// <summary>What an instance may do that asks for requests of the current second.</summary>
public abstract record ClerkRateDecision
{
    private ClerkRateDecision()
    {
    }

    /// <summary>It may send <paramref name="Requests"/> in that second, once <paramref name="Document"/> is written.</summary>
    public sealed record Lease(ClerkRateDocument Document, int Requests) : ClerkRateDecision;

    /// <summary>Nothing is to be had before that time.</summary>
    public sealed record Wait(DateTimeOffset Until) : ClerkRateDecision;
}

/// <summary>
/// How instances share what Clerk allows. Time is cut into seconds; of each, at most <c>limit</c> requests are leased, and
/// a lease ends with its second by the clock of who holds it.
/// <para>
/// Where every clock is within half a second of the truth, a request of second <c>s</c> leaves between <c>s</c> - 0.5 and
/// <c>s</c> + 1.5 seconds. A span of 10 s touches those of at most 12 consecutive seconds, hence at most 12 × limit leave in any 10 s,
/// and 11 × limit if clocks agree. With 80, that is 960 of the 1,000 that Clerk allows.
/// </para>
/// </summary>
public static class ClerkRateRules
{
    /// <summary>
    /// A 429 stops all instances for no longer than this, whatever it asks for: a limit of the whole API is one of 10 s, and a
    /// header that is wrong must not stop them for a day.
    /// </summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>What lies further ahead than this was written by a clock that is wrong, and is not waited for.</summary>
    private static readonly TimeSpan BelievableLead = TimeSpan.FromSeconds(2);

    /// <param name="stored">Null if nobody has asked yet.</param>
    /// <param name="demand">How many requests the instance could use.</param>
    /// <param name="limit">Requests in a second, of all instances together.</param>
    public static ClerkRateDecision Decide(ClerkRateDocument? stored, DateTimeOffset now, int demand, int limit)
    {
        var document = stored ?? new ClerkRateDocument(ClerkRateDocument.OnlyId, 0, 0, 0);
        var notBefore = DateTimeOffset.FromUnixTimeMilliseconds(document.NotBefore);
        if (notBefore > now && IsBelievable(notBefore, now))
        {
            return new ClerkRateDecision.Wait(notBefore);
        }

        var second = now.ToUnixTimeSeconds();
        var window = document.Second >= second && document.Second - second <= BelievableLead.TotalSeconds
            ? document
            : document with { Second = second, Taken = 0 };
        var requests = Math.Min(Math.Clamp(demand, 1, LargestLease(limit)), limit - window.Taken);
        return requests > 0
            ? new ClerkRateDecision.Lease(window with { Taken = window.Taken + requests }, requests)
            : new ClerkRateDecision.Wait(DateTimeOffset.FromUnixTimeSeconds(window.Second + 1));
    }

    /// <summary>The document after a 429: nobody asks before the pause is over. A pause that already lasts longer stays.</summary>
    public static ClerkRateDocument Pause(ClerkRateDocument? stored, DateTimeOffset now, TimeSpan pause)
    {
        var until = (now + (pause < LongestPause ? pause : LongestPause)).ToUnixTimeMilliseconds();
        var document = stored ?? new ClerkRateDocument(ClerkRateDocument.OnlyId, 0, 0, 0);
        return IsBelievable(DateTimeOffset.FromUnixTimeMilliseconds(document.NotBefore), now)
            ? document with { NotBefore = Math.Max(until, document.NotBefore) }
            : document with { NotBefore = until };
    }

    private static bool IsBelievable(DateTimeOffset notBefore, DateTimeOffset now) => notBefore - now <= LongestPause + BelievableLead;

    /// <summary>A quarter of the second: an instance in a hurry leaves something for others.</summary>
    private static int LargestLease(int limit) => Math.Max(1, limit / 4);
}
