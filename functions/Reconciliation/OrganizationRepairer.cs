using Serverless.Organizations;

namespace Serverless.Reconciliation;

/// <summary>Applies what Clerk's API told about organizations, by the same path as its events, and says what had to be mended.</summary>
public sealed class OrganizationRepairer(OrganizationSync organizations, DeadLetteredSubjects deadLetters, RepairWork work)
{
    /// <returns>The repairs; in no particular order, and without those where nothing had to be done.</returns>
    public Task<IReadOnlyList<Repair>> Apply(IEnumerable<OrganizationFact> facts, CancellationToken cancellation) => work.Do(
        facts,
        (fact, token) => organizations.Apply(fact, expectNew: false, token),
        applied => applied.Decision.Writes,
        deadLetters.OfOrganizations,
        (fact, applied, stuck, now) => RepairRules.Of(fact, applied, stuck.Contains(fact.Subject.Subject), now),
        cancellation);

    /// <inheritdoc cref="Apply(IEnumerable{OrganizationFact}, CancellationToken)"/>
    public Task<IReadOnlyList<Repair>> Apply(IEnumerable<MembershipFact> facts, CancellationToken cancellation) => work.Do(
        facts,
        (fact, token) => organizations.Apply(fact, expectNew: false, token),
        applied => applied.Decision.Writes,
        deadLetters.OfOrganizations,
        (fact, applied, stuck, now) => RepairRules.Of(fact, applied, stuck.Contains(DeadLetteredSubjects.Key(fact)), now),
        cancellation);
}
