using Serverless.Organizations;
using Serverless.Users;

namespace Serverless.Reconciliation;

/// <summary>Tells from what was decided what had been wrong, and why.</summary>
public static class RepairRules
{
    /// <summary>
    /// Younger changes may still be on their way: an event is usually here within seconds, and Svix tries a second time after
    /// five minutes at most (https://docs.svix.com/retries).
    /// </summary>
    private static readonly TimeSpan TravelTime = TimeSpan.FromMinutes(6);

    /// <summary>The entry for the ledger; null if nothing was written.</summary>
    /// <param name="isDeadLettered">Whether an event about it lies among the dead letters.</param>
    /// <param name="now">Milliseconds since the Unix epoch.</param>
    public static Repair? Of(UserFact fact, AppliedFact applied, bool isDeadLettered, long now)
    {
        if (applied.Decision is UserDecision.Ignore)
        {
            return null;
        }

        var held = applied.Before?.Version;
        var version = (fact as UserSeen)?.Version;
        var drift = Drifted(fact is UserGone, applied.Before is not null, held, version);
        return new Repair(
            RepairOf.User, applied.Id, Organization: null, fact.Subject.Subject, drift, Cause(drift, isDeadLettered, version, now), held, version);
    }

    /// <inheritdoc cref="Of(UserFact, AppliedFact, bool, long)"/>
    public static Repair? Of(OrganizationFact fact, AppliedOrganization applied, bool isDeadLettered, long now)
    {
        if (!applied.Decision.Writes)
        {
            return null;
        }

        var held = applied.Before?.Version;
        var version = (fact as OrganizationSeen)?.Version;
        var drift = Drifted(fact is OrganizationGone, applied.Before is not null, held, version);
        return new Repair(
            RepairOf.Organization, User: null, applied.Id, fact.Subject.Subject, drift, Cause(drift, isDeadLettered, version, now), held, version);
    }

    /// <inheritdoc cref="Of(UserFact, AppliedFact, bool, long)"/>
    public static Repair? Of(MembershipFact fact, AppliedMembership applied, bool isDeadLettered, long now)
    {
        if (!applied.Decision.Writes)
        {
            return null;
        }

        // Who had left and joined again was missing: what we held was the end of another membership.
        var before = applied.Before is { HasEnded: false } ? applied.Before : null;
        var version = (fact as MembershipSeen)?.Version;
        var drift = Drifted(fact is MembershipEnded, before is not null, before?.Version, version);
        return new Repair(
            RepairOf.Membership, applied.User, applied.Organization, fact.Membership, drift, Cause(drift, isDeadLettered, version, now), before?.Version, version);
    }

    public static RunTotals Count(IEnumerable<Repair> repairs)
    {
        var all = repairs.ToList();
        return new RunTotals
        {
            Missing = Number(RepairOf.User, Drift.Missing),
            Stale = Number(RepairOf.User, Drift.Stale),
            Altered = Number(RepairOf.User, Drift.Altered),
            Buried = Number(RepairOf.User, Drift.Kept),
            Organizations = Totals(RepairOf.Organization),
            Memberships = Totals(RepairOf.Membership),
            NeverReceived = all.Count(repair => repair.Cause == DriftCause.NeverReceived),
            DeadLettered = all.Count(repair => repair.Cause == DriftCause.DeadLettered),
            OnTheirWay = all.Count(repair => repair.Cause == DriftCause.OnItsWay),
        };

        int Number(RepairOf of, Drift drift) => all.Count(repair => repair.Of == of && repair.Drift == drift);

        SubjectTotals? Totals(RepairOf of) => all.All(repair => repair.Of != of) ? null : new SubjectTotals
        {
            Missing = Number(of, Drift.Missing),
            Stale = Number(of, Drift.Stale),
            Altered = Number(of, Drift.Altered),
            Ended = Number(of, Drift.Kept),
        };
    }

    private static Drift Drifted(bool isGone, bool wasHeld, long? held, long? version) =>
        isGone ? Drift.Kept
        : !wasHeld ? Drift.Missing
        : held == version ? Drift.Altered
        : Drift.Stale;

    private static DriftCause Cause(Drift drift, bool isDeadLettered, long? version, long now) =>
        drift == Drift.Altered ? DriftCause.Tie
        : isDeadLettered ? DriftCause.DeadLettered
        : now - version < TravelTime.TotalMilliseconds ? DriftCause.OnItsWay
        : DriftCause.NeverReceived;
}
