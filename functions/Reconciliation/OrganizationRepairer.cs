using System.Collections.Concurrent;
using Serverless.Organizations;

namespace Serverless.Reconciliation;

/// <summary>Applies what Clerk's API told about organizations, by the same path as its events, and says what had to be mended.</summary>
public sealed class OrganizationRepairer(
    OrganizationSync organizations, DeadLetteredSubjects deadLetters, ReconcileMetrics metrics, TimeProvider clock)
{
    /// <summary>Writes in flight for one part of a run; more only wait for the store.</summary>
    private const int AtOnce = 16;

    /// <returns>The repairs; in no particular order, and without those where nothing had to be done.</returns>
    public Task<IReadOnlyList<Repair>> Apply(IEnumerable<OrganizationFact> facts, CancellationToken cancellation) => Apply(
        facts,
        (fact, token) => organizations.Apply(fact, expectNew: false, token),
        (fact, applied, stuck, now) => RepairRules.Of(fact, applied, stuck.Contains(fact.Subject.Subject), now),
        cancellation);

    /// <inheritdoc cref="Apply(IEnumerable{OrganizationFact}, CancellationToken)"/>
    public Task<IReadOnlyList<Repair>> Apply(IEnumerable<MembershipFact> facts, CancellationToken cancellation) => Apply(
        facts,
        (fact, token) => organizations.Apply(fact, expectNew: false, token),
        (fact, applied, stuck, now) => RepairRules.Of(fact, applied, stuck.Contains(DeadLetteredSubjects.Key(fact)), now),
        cancellation);

    private async Task<IReadOnlyList<Repair>> Apply<TFact, TApplied>(
        IEnumerable<TFact> facts,
        Func<TFact, CancellationToken, Task<TApplied>> apply,
        Func<TFact, TApplied, IReadOnlySet<string>, long, Repair?> repair,
        CancellationToken cancellation)
    {
        var written = new ConcurrentBag<(TFact Fact, TApplied Applied)>();
        await Parallel.ForEachAsync(
            facts,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (fact, token) =>
            {
                var applied = await apply(fact, token);
                if (repair(fact, applied, Nobody, 0) is not null)
                {
                    written.Add((fact, applied));
                }
            });
        if (written.IsEmpty)
        {
            return [];
        }

        var stuck = await deadLetters.OfOrganizations(cancellation);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var repairs = written.Select(write => repair(write.Fact, write.Applied, stuck, now)).OfType<Repair>().ToList();
        repairs.ForEach(metrics.Repaired);
        return repairs;
    }

    private static readonly IReadOnlySet<string> Nobody = new HashSet<string>();
}
