using Serverless.Identity;
using Serverless.Identity.History;
using Serverless.Platform.Cosmos;
using Serverless.Users;

namespace Serverless.Organizations;

/// <param name="Before">The document that was decided upon; null if there was none.</param>
public sealed record AppliedOrganization(OrganizationId Id, MergeDecision<OrganizationDocument> Decision, OrganizationDocument? Before);

/// <param name="Before">The document that was decided upon; null if there was none.</param>
public sealed record AppliedMembership(
    OrganizationId Organization, UserId User, MergeDecision<MembershipDocument> Decision, MembershipDocument? Before);

/// <summary>The one path by which facts about organizations and memberships, wherever they were learnt, become part of documents.</summary>
public sealed class OrganizationSync(
    IdentityMap<OrganizationId> organizationIds, UserSync users, OrganizationStore organizations, MembershipStore memberships,
    HistoryWriter history)
{
    /// <summary>Of a page of members while they are ended.</summary>
    private const int AtOnce = 100;

    /// <summary>Applies a fact; the end of an organization ends the memberships we know of it, too.</summary>
    /// <exception cref="WriteContentionException">The document changed under every attempt.</exception>
    public async Task<AppliedOrganization> Apply(OrganizationFact fact, bool expectNew, CancellationToken cancellation)
    {
        var (id, isNew) = await organizationIds.GetOrCreate(fact.Subject, expectNew, cancellation);
        var stored = isNew ? null : await organizations.Find(id, cancellation);
        var (decision, before) = await ConditionalWrite.Apply(
            id.Value,
            stored,
            held => OrganizationRules.Decide(held, fact, id),
            (decided, decidedUpon) => organizations.TryApply(decided, decidedUpon, cancellation),
            () => organizations.Find(id, cancellation));
        if (fact is OrganizationGone)
        {
            await EndMemberships(id, cancellation);
        }

        return new AppliedOrganization(id, decision, before);
    }

    /// <summary>Applies a fact. Organization and person get their internal ids at once, whether we have heard of them or not.</summary>
    /// <exception cref="WriteContentionException">The document changed under every attempt.</exception>
    public async Task<AppliedMembership> Apply(MembershipFact fact, bool expectNew, CancellationToken cancellation)
    {
        var (organization, isNewOrganization) = await organizationIds.GetOrCreate(fact.Organization, expectNew: false, cancellation);
        var (user, isNewUser) = await users.IdOf(fact.User, fact.Hint, cancellation);
        var stored = isNewOrganization || isNewUser || expectNew ? null : await memberships.Find(organization, user, cancellation);
        var (decision, before) = await ConditionalWrite.Apply(
            $"{organization}/{user}",
            stored,
            held => MembershipRules.Decide(held, fact, organization, user),
            (decided, decidedUpon) => memberships.TryApply(decided, decidedUpon, cancellation),
            () => memberships.Find(organization, user, cancellation));
        history.Note(user, organization.Value, OrganizationMetrics.Name(decision), (fact as MembershipSeen)?.Version, before?.Version);
        return new AppliedMembership(organization, user, decision, before);
    }

    /// <summary>Repeated after a crash it goes on: what is ended is no longer found.</summary>
    private async Task EndMemberships(OrganizationId organization, CancellationToken cancellation)
    {
        UserId? last = null;
        do
        {
            var found = new List<MembershipDocument>();
            await foreach (var membership in memberships.Of(organization, last, AtOnce, cancellation))
            {
                found.Add(membership.Value);
            }

            foreach (var membership in found)
            {
                await Apply(End(membership), expectNew: false, cancellation);
            }

            last = found.Count == AtOnce ? found[^1].Id : null;
        }
        while (last is not null);
    }

    /// <summary>The end of the membership that a document tells of.</summary>
    public static MembershipEnded End(MembershipDocument membership) => new(
        ProviderSubject.Clerk(membership.OrganizationSubject),
        ProviderSubject.Clerk(membership.UserSubject),
        membership.Membership,
        membership.JoinedAt);
}
