using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Serverless.Platform.Clerk;

namespace Serverless.Identity.Sessions;

/// <summary>
/// The keys that Clerk serves, kept here. Anybody can show a token with a made-up key id, so how often Clerk is asked does not
/// depend on how many tokens come: one request at a time, and none within <see cref="Floor"/> of the last. A key that is new at
/// Clerk may therefore be refused for that long.
/// </summary>
public sealed partial class ServedKeys(ClerkApi clerk, TimeProvider clock, ILogger<ServedKeys> logger) : SessionKeys, IDisposable
{
    /// <summary>
    /// After this keys are fetched again, while they go on being used. A key that Clerk has withdrawn lives on here for as long.
    /// </summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromHours(1);

    /// <summary>How long keys are used while Clerk cannot be asked.</summary>
    public static readonly TimeSpan Usable = TimeSpan.FromHours(24);

    /// <summary>From the end of one request for keys to the next.</summary>
    public static readonly TimeSpan Floor = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long tokens wait for a request for keys, counted from its start. It may go on for longer (<see cref="ClerkHttp"/>).
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Lock gate = new();
    private readonly CancellationTokenSource stopping = new();
    private volatile Known known = new(KeySet.Empty, FetchedAt: 0, IsAnswered: false);
    private Task refresh = Task.CompletedTask;
    private long? lastAsked;

    public override ValueTask<KeyLookup> Find(string? keyId, CancellationToken cancellation)
    {
        if (keyId is null)
        {
            // The only key of today is one of two on the day of a rotation: a token without a name would work until then.
            return new(KeyLookup.Unknown);
        }

        var now = known;
        if (InUse(now).GetValueOrDefault(keyId) is not { } key)
        {
            return new(FindAnew(keyId, cancellation));
        }

        if (clock.GetElapsedTime(now.FetchedAt) > Fresh)
        {
            Refresh();
        }

        return new(KeyLookup.Found(key));
    }

    public void Dispose()
    {
        stopping.Cancel();
        stopping.Dispose();
    }

    private async Task<KeyLookup> FindAnew(string keyId, CancellationToken cancellation)
    {
        var (asked, since) = Refresh();
        if (!asked.IsCompleted)
        {
            var left = Patience - clock.GetElapsedTime(since);
            if (left <= TimeSpan.Zero || !await IsDoneWithin(asked, left, cancellation))
            {
                return KeyLookup.Unavailable;
            }
        }

        var now = known;
        return InUse(now).GetValueOrDefault(keyId) is { } key ? KeyLookup.Found(key)
            : now.IsAnswered ? KeyLookup.Unknown
            : KeyLookup.Unavailable;
    }

    private async Task<bool> IsDoneWithin(Task asked, TimeSpan left, CancellationToken cancellation)
    {
        try
        {
            await asked.WaitAsync(left, clock, cancellation);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private FrozenDictionary<string, SigningKey> InUse(Known now) =>
        clock.GetElapsedTime(now.FetchedAt) <= Usable ? now.Keys : KeySet.Empty;

    /// <summary>The request that is under way; a new one, unless it is too soon.</summary>
    private (Task Asked, long Since) Refresh()
    {
        lock (gate)
        {
            if (refresh.IsCompleted && (lastAsked is not { } last || clock.GetElapsedTime(last) >= Floor))
            {
                lastAsked = clock.GetTimestamp();

                // It is nobody's in particular: neither the trace nor the cost of the request that happened to start it.
                using var apart = ExecutionContext.SuppressFlow();
                refresh = Task.Run(Fetch);
            }

            return (refresh, lastAsked!.Value);
        }
    }

    private async Task Fetch()
    {
        var isAnswered = false;
        try
        {
            var keys = KeySet.Read(await clerk.GetKeys(stopping.Token), known.Keys);
            if (keys.Count == 0)
            {
                LogNoKey();
                return;
            }

            isAnswered = true;
            known = new Known(keys, clock.GetTimestamp(), IsAnswered: true);
        }
        catch (ClerkException failure)
        {
            LogFailed(failure.Message);
        }
        catch (Exception unforeseen) when (unforeseen is not OperationCanceledException)
        {
            // Whoever waits gets it; but perhaps nobody does.
            LogUnforeseen(unforeseen);
            throw;
        }
        finally
        {
            if (!isAnswered)
            {
                known = known with { IsAnswered = false };
            }

            lock (gate)
            {
                lastAsked = clock.GetTimestamp();
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The keys of session tokens could not be fetched: {Failure}")]
    private partial void LogFailed(string failure);

    [LoggerMessage(LogLevel.Error, "Clerk serves no key that session tokens could be signed with")]
    private partial void LogNoKey();

    [LoggerMessage(LogLevel.Error, "The keys of session tokens could not be fetched")]
    private partial void LogUnforeseen(Exception failure);

    /// <param name="FetchedAt">Timestamp of the clock.</param>
    /// <param name="IsAnswered">Whether the last request for keys was.</param>
    private sealed record Known(FrozenDictionary<string, SigningKey> Keys, long FetchedAt, bool IsAnswered);
}
