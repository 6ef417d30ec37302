using System.Collections.Concurrent;

namespace Local.Clerk.Api;

/// <summary>A limit besides that of the instance. Source of all: Clerk's documentation, system limits.</summary>
/// <param name="Name">Routes with the same name share it.</param>
/// <param name="Most">How many in any <paramref name="Span"/>.</param>
/// <param name="PerObject">Whether each object, the last one the path names, has its own.</param>
internal sealed record RateLimit(string Name, int Most, TimeSpan Span, bool PerObject = false)
{
    public static readonly RateLimit UserUpdates = new("user", 10, TimeSpan.FromSeconds(10), PerObject: true);
    public static readonly RateLimit OrganizationUpdates = new("organization", 10, TimeSpan.FromSeconds(10), PerObject: true);
    public static readonly RateLimit MembershipUpdates = new("membership", 10, TimeSpan.FromSeconds(10), PerObject: true);
    public static readonly RateLimit Invitations = new("invitations", 100, TimeSpan.FromHours(1));
    public static readonly RateLimit BulkInvitations = new("invitations in bulk", 25, TimeSpan.FromHours(1));
    public static readonly RateLimit OrganizationInvitations = new("organization invitations", 250, TimeSpan.FromHours(1));
}

/// <summary>Enforces the limit of the instance and those of single routes; forgets them at a restart.</summary>
internal sealed class RateLimits(int requestsPer10Seconds, TimeProvider clock)
{
    private const int PruneAbove = 1000;

    private static readonly TimeSpan Span = TimeSpan.FromSeconds(10);

    private readonly SlidingWindow? instance = requestsPer10Seconds > 0 ? new SlidingWindow(requestsPer10Seconds, Span) : null;
    private readonly ConcurrentDictionary<string, SlidingWindow> windows = new(StringComparer.Ordinal);
    private long pruned = clock.GetUtcNow().UtcTicks;

    /// <exception cref="ClerkRefusedException">429, with the time to wait.</exception>
    public void Take(Route route, IReadOnlyList<string> arguments)
    {
        if (instance is null)
        {
            return;
        }

        var now = clock.GetUtcNow();
        if (route.IsLimited && instance.Take(now) is { } wait)
        {
            throw Store.Refusal.TooMany(wait);
        }

        if (route.Limit is { } limit && Window(limit, arguments, now).Take(now) is { } longer)
        {
            throw Store.Refusal.TooMany(longer);
        }
    }

    private SlidingWindow Window(RateLimit limit, IReadOnlyList<string> arguments, DateTimeOffset now)
    {
        Prune(now);
        var key = limit.PerObject ? $"{limit.Name} {string.Join(' ', arguments)}" : limit.Name;
        return windows.GetOrAdd(key, _ => new SlidingWindow(limit.Most, limit.Span));
    }

    private void Prune(DateTimeOffset now)
    {
        var last = Interlocked.Read(ref pruned);
        if (windows.Count < PruneAbove || now.UtcTicks - last < Span.Ticks)
        {
            return;
        }

        // Of several at once, one does it.
        if (Interlocked.CompareExchange(ref pruned, now.UtcTicks, last) != last)
        {
            return;
        }

        foreach (var (key, window) in windows)
        {
            if (window.IsIdle(now))
            {
                windows.TryRemove(key, out _);
            }
        }
    }
}
