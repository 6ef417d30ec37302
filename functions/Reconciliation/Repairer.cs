using System.Collections.Concurrent;
using Serverless.Platform.Cosmos;
using Serverless.Users;

namespace Serverless.Reconciliation;

/// <summary>Something that Clerk told, to be held against our document.</summary>
/// <param name="Known">The document as read a moment ago; null if it has not been read.</param>
/// <param name="ExpectNew">Whether we probably have none; only a matter of cost.</param>
public sealed record Told(UserFact Fact, Stored<UserDocument>? Known = null, bool ExpectNew = false);

/// <summary>Applies what Clerk's API told, by the same path as its events, and says what had to be mended.</summary>
public sealed class Repairer(UserSync users, DeadLetteredSubjects deadLetters, ReconcileMetrics metrics, TimeProvider clock)
{
    /// <summary>Writes in flight for one part of a run; more only wait for the store.</summary>
    private const int AtOnce = 16;

    /// <returns>The repairs; in no particular order, and without those to whom nothing had to be done.</returns>
    public async Task<IReadOnlyList<Repair>> Apply(IEnumerable<Told> facts, CancellationToken cancellation)
    {
        var written = new ConcurrentBag<(UserFact Fact, AppliedFact Applied)>();
        await Parallel.ForEachAsync(
            facts,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (told, token) =>
            {
                var applied = told.Known is { } known
                    ? await users.Apply(told.Fact, known, token)
                    : await users.Apply(told.Fact, told.ExpectNew, token);
                if (applied.Decision is not UserDecision.Ignore)
                {
                    written.Add((told.Fact, applied));
                }
            });
        return written.IsEmpty ? [] : await Entries(written, cancellation);
    }

    private async Task<IReadOnlyList<Repair>> Entries(IEnumerable<(UserFact Fact, AppliedFact Applied)> written, CancellationToken cancellation)
    {
        var stuck = await deadLetters.OfUsers(cancellation);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var repairs = written
            .Select(write => RepairRules.Of(write.Fact, write.Applied, stuck.Contains(write.Fact.Subject.Subject), now))
            .OfType<Repair>()
            .ToList();
        repairs.ForEach(metrics.Repaired);
        return repairs;
    }
}
