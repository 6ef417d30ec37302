using Microsoft.Extensions.Caching.Memory;

namespace Serverless.Identity.Sessions;

/// <summary>
/// Remembers tokens that were found good a moment ago: a front end shows the same one until it expires, and the signature is most of
/// what verifying costs. Only acceptance is remembered, never a refusal, and never beyond the token's own end.
/// </summary>
public sealed class RecentSessions(SessionVerifier verifier, SessionMetrics metrics, TimeProvider clock) : IDisposable
{
    /// <summary>After which a token is verified again, however long it lives: by then its key may have been withdrawn.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>About 2 KB each, the token being its own key. What finds no place is verified each time.</summary>
    private const int Most = 10_000;

    private readonly MemoryCache recent = new(new MemoryCacheOptions { SizeLimit = Most });

    /// <inheritdoc cref="SessionVerifier.Verify"/>
    public async ValueTask<SessionVerdict> Verify(string? authorization, CancellationToken cancellation)
    {
        if (authorization is not null && recent.TryGetValue<Remembered>(authorization, out var known) && clock.GetUtcNow() < known!.Until)
        {
            metrics.Verified(known.Verdict);
            return known.Verdict;
        }

        var now = clock.GetUtcNow();
        var verdict = await verifier.Verify(authorization, cancellation);
        if (verdict is SessionVerdict.Accepted { Session.ExpiresAt: var end } accepted)
        {
            var left = end - now < Longest ? end - now : Longest;
            if (left > TimeSpan.Zero)
            {
                recent.Set(
                    authorization!,
                    new Remembered(accepted, now + left),
                    new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = left });
            }
        }

        return verdict;
    }

    public void Dispose() => recent.Dispose();

    /// <param name="Until">By the app's clock; the cache's own only makes room.</param>
    private sealed record Remembered(SessionVerdict.Accepted Verdict, DateTimeOffset Until);
}
