using Serverless.Platform.Cosmos;

namespace Serverless.Platform.Clerk;

/// <summary>
/// The rate at which all instances of the app together may ask Clerk. An instance leases requests of the current second
/// in a document that all share, by a conditional write, and leases more at once the busier it is. Whatever the store
/// throws leaves: without the document nobody knows what others send.
/// </summary>
public sealed class ClerkRateBudget(Documents<ClerkRateDocument> documents, ClerkSettings settings, TimeProvider clock) : IDisposable
{
    // Each lost attempt is another instance's success. With the waits below they spread over about a second.
    private const int Attempts = 10;

    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromMilliseconds(200);

    private readonly SemaphoreSlim turn = new(1);
    private ClerkRateShare share;
    private int waiting;

    /// <summary>Waits until one request may be sent.</summary>
    /// <exception cref="ClerkException">Clerk has asked for a pause that is too long to be waited for.</exception>
    /// <exception cref="WriteContentionException">Other instances were faster at every attempt.</exception>
    public async Task Take(CancellationToken cancellation)
    {
        Interlocked.Increment(ref waiting);
        try
        {
            await turn.WaitAsync(cancellation);
            try
            {
                while (!share.Holds(clock.GetUtcNow()))
                {
                    await LeaseOrWait(cancellation);
                }

                share = share.Use();
            }
            finally
            {
                turn.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    /// <summary>
    /// Clerk has answered 429: no instance asks again before the pause is over. Others learn of it with their next lease,
    /// within a second.
    /// </summary>
    public async Task Pause(TimeSpan pause, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            share = share.Drop();
            await Write<object?>(stored => (ClerkRateRules.Pause(stored, clock.GetUtcNow(), pause), null), cancellation);
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    private async Task LeaseOrWait(CancellationToken cancellation)
    {
        var decision = await Write(
            stored =>
            {
                var now = clock.GetUtcNow();
                var decided = ClerkRateRules.Decide(stored, now, share.Demand(Volatile.Read(ref waiting), now), settings.RequestsPerSecond);
                return ((decided as ClerkRateDecision.Lease)?.Document, decided);
            },
            cancellation);
        switch (decision)
        {
            case ClerkRateDecision.Lease lease:
                share = share.Add(lease.Document.Second, lease.Requests);
                break;
            case ClerkRateDecision.Wait wait:
                await Wait(wait.Until, cancellation);
                break;
        }
    }

    private async Task Wait(DateTimeOffset until, CancellationToken cancellation)
    {
        var pause = until - clock.GetUtcNow();
        if (pause > ClerkRetryRules.LongestWait)
        {
            throw new ClerkException(null, ClerkCodes.TooManyRequests) { RetryAfter = pause };
        }

        if (pause > TimeSpan.Zero)
        {
            // A timer counts whole milliseconds and drops the rest, which would ask the store again just before the time.
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(pause.TotalMilliseconds)), clock, cancellation);
        }
    }

    /// <summary>Reads, decides, and writes if nothing changed meanwhile; a decision without a document needs no write.</summary>
    private async Task<T> Write<T>(Func<ClerkRateDocument?, (ClerkRateDocument? Next, T Decided)> decide, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var stored = await documents.Find(ClerkRateDocument.OnlyId, cancellation);
            var (next, decided) = decide(stored?.Value);
            if (next is null || await TryWrite(next, stored?.ETag, cancellation))
            {
                return decided;
            }

            var backoff = FirstBackoff * Math.Pow(2, attempt);
            await Task.Delay((backoff < LongestBackoff ? backoff : LongestBackoff) * Random.Shared.NextDouble(), clock, cancellation);
        }

        throw new WriteContentionException(ClerkRateDocument.OnlyId, Attempts);
    }

    private Task<bool> TryWrite(ClerkRateDocument next, string? etag, CancellationToken cancellation) => etag is null
        ? documents.TryCreate(next.Id, next, cancellation)
        : documents.TryReplace(next.Id, next, etag, cancellation);
}
