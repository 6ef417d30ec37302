using System.Collections.Concurrent;

namespace Local.Clerk;

/// <summary>What was asked and answered, and what became of webhooks, since the start.</summary>
public sealed class ClerkMetrics
{
    private readonly ConcurrentDictionary<(string Endpoint, int Status), long> calls = new();
    private long queued;
    private long sent;
    private long delivered;
    private long lost;
    private long duplicated;
    private long failed;
    private long pending;

    internal ClerkMetrics()
    {
    }

    /// <summary>By endpoint, then status.</summary>
    public IReadOnlyList<ClerkCallCount> Calls =>
    [
        .. calls.Select(call => new ClerkCallCount(call.Key.Endpoint, call.Key.Status, call.Value))
            .OrderBy(call => call.Endpoint, StringComparer.Ordinal).ThenBy(call => call.Status),
    ];

    public ClerkWebhookCounts Webhooks => new(
        Interlocked.Read(ref queued), Interlocked.Read(ref sent), Interlocked.Read(ref delivered), Interlocked.Read(ref lost),
        Interlocked.Read(ref duplicated), Interlocked.Read(ref failed), Interlocked.Read(ref pending));

    /// <param name="endpoint">Such as <c>GET /v1/users/{user_id}</c>.</param>
    /// <param name="status">Null for any.</param>
    public long CallsTo(string endpoint, int? status = null) =>
        Calls.Where(call => call.Endpoint == endpoint && (status is null || call.Status == status)).Sum(call => call.Count);

    internal void CountCall(string endpoint, int status) => calls.AddOrUpdate((endpoint, status), 1, (_, count) => count + 1);

    internal void CountQueued(int wanted, int lostNow, int extra)
    {
        Interlocked.Add(ref queued, wanted);
        Interlocked.Add(ref lost, lostNow);
        Interlocked.Add(ref duplicated, extra);
        Interlocked.Add(ref pending, wanted - lostNow + extra);
    }

    internal void CountRestored(int deliveries) => Interlocked.Add(ref pending, deliveries);

    internal void CountSent() => Interlocked.Increment(ref sent);

    internal void CountEnded(bool successfully)
    {
        Interlocked.Increment(ref successfully ? ref delivered : ref failed);
        Interlocked.Decrement(ref pending);
    }
}

/// <param name="Endpoint">Method and path, such as <c>GET /v1/users/{user_id}</c>.</param>
/// <param name="Status">HTTP status; 0 for a connection that was closed instead.</param>
/// <param name="Count">Requests so answered.</param>
public sealed record ClerkCallCount(string Endpoint, int Status, long Count);

/// <param name="Queued">Deliveries wanted: one for each event and endpoint.</param>
/// <param name="Sent">Attempts made.</param>
/// <param name="Delivered">Answered with a 2xx in time.</param>
/// <param name="Lost">Never sent, by a fault.</param>
/// <param name="Duplicated">Sent once more, by a fault.</param>
/// <param name="Failed">Given up after the last attempt.</param>
/// <param name="Pending">Not delivered, lost or given up yet.</param>
public sealed record ClerkWebhookCounts(long Queued, long Sent, long Delivered, long Lost, long Duplicated, long Failed, long Pending);
