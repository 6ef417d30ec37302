using System.Collections.Concurrent;

namespace Serverless.Reconciliation;

/// <summary>Applies facts, some at a time, and makes the ledger's entries of those that changed something.</summary>
public sealed class RepairWork(ReconcileMetrics metrics, TimeProvider clock)
{
    /// <summary>Writes in flight for one part of a run; more only wait for the store.</summary>
    private const int AtOnce = 16;

    /// <param name="stuck">About what events lie among the dead letters; asked for only if anything was written.</param>
    /// <param name="entry">The ledger's entry for what was written.</param>
    public async Task<IReadOnlyList<Repair>> Do<TFact, TApplied>(
        IEnumerable<TFact> facts,
        Func<TFact, CancellationToken, Task<TApplied>> apply,
        Func<TApplied, bool> wasWritten,
        Func<CancellationToken, Task<IReadOnlySet<string>>> stuck,
        Func<TFact, TApplied, IReadOnlySet<string>, long, Repair?> entry,
        CancellationToken cancellation)
    {
        var written = new ConcurrentBag<(TFact Fact, TApplied Applied)>();
        await Parallel.ForEachAsync(
            facts,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (fact, token) =>
            {
                var applied = await apply(fact, token);
                if (wasWritten(applied))
                {
                    written.Add((fact, applied));
                }
            });
        if (written.IsEmpty)
        {
            return [];
        }

        var dead = await stuck(cancellation);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var repairs = written.Select(write => entry(write.Fact, write.Applied, dead, now)).OfType<Repair>().ToList();
        repairs.ForEach(metrics.Repaired);
        return repairs;
    }
}
