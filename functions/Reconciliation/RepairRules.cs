using Serverless.Users;

namespace Serverless.Reconciliation;

/// <summary>Tells from what was decided about a user what had been wrong, and why.</summary>
public static class RepairRules
{
    /// <summary>
    /// Younger changes may still be on their way: an event is usually here within seconds, and Svix tries a second time after
    /// five minutes at most (https://docs.svix.com/retries).
    /// </summary>
    private static readonly TimeSpan TravelTime = TimeSpan.FromMinutes(6);

    /// <summary>The entry for the ledger; null if nothing was written.</summary>
    /// <param name="isDeadLettered">Whether an event about the person lies among the dead letters.</param>
    /// <param name="now">Milliseconds since the Unix epoch.</param>
    public static Repair? Of(UserFact fact, AppliedFact applied, bool isDeadLettered, long now)
    {
        if (applied.Decision is UserDecision.Ignore)
        {
            return null;
        }

        var held = applied.Before?.Version;
        var version = (fact as UserSeen)?.Version;
        var drift = fact is UserGone ? Drift.Kept
            : applied.Before is null ? Drift.Missing
            : held == version ? Drift.Altered
            : Drift.Stale;
        var cause = drift == Drift.Altered ? DriftCause.Tie
            : isDeadLettered ? DriftCause.DeadLettered
            : now - version < TravelTime.TotalMilliseconds ? DriftCause.OnItsWay
            : DriftCause.NeverReceived;
        return new Repair(applied.Id, fact.Subject.Subject, drift, cause, held, version);
    }

    public static RunTotals Count(IEnumerable<Repair> repairs)
    {
        var all = repairs.ToList();
        return new RunTotals
        {
            Missing = all.Count(repair => repair.Drift == Drift.Missing),
            Stale = all.Count(repair => repair.Drift == Drift.Stale),
            Altered = all.Count(repair => repair.Drift == Drift.Altered),
            Buried = all.Count(repair => repair.Drift == Drift.Kept),
            NeverReceived = all.Count(repair => repair.Cause == DriftCause.NeverReceived),
            DeadLettered = all.Count(repair => repair.Cause == DriftCause.DeadLettered),
            OnTheirWay = all.Count(repair => repair.Cause == DriftCause.OnItsWay),
        };
    }
}
