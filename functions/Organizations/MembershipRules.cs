using System.Text;
using Serverless.Identity;

namespace Serverless.Organizations;

/// <summary>
/// The rules by which facts about memberships become the one document of a person in an organization. All facts are in one order,
/// and the highest is kept: the membership that began later; of one membership, its end; then the newer version. So whoever leaves
/// and joins again is a member, whatever arrives late about the time before.
/// </summary>
public static class MembershipRules
{
    public static MergeDecision<MembershipDocument> Decide(MembershipDocument? stored, MembershipFact fact, OrganizationId organization, UserId user)
    {
        if (stored is null)
        {
            return new MergeDecision<MembershipDocument>.Create(Document(fact, organization, user));
        }

        return Compare(fact, stored) switch
        {
            > 0 => new MergeDecision<MembershipDocument>.Replace(Document(fact, organization, user)),
            0 => new MergeDecision<MembershipDocument>.Duplicate(),
            < 0 => new MergeDecision<MembershipDocument>.Stale(),
        };
    }

    private static int Compare(MembershipFact fact, MembershipDocument stored)
    {
        var byMembership = (fact.JoinedAt, fact.Membership) == (stored.JoinedAt, stored.Membership)
            ? 0
            : fact.JoinedAt != stored.JoinedAt
                ? fact.JoinedAt.CompareTo(stored.JoinedAt)
                : string.CompareOrdinal(fact.Membership, stored.Membership);
        return byMembership != 0 ? byMembership : (fact, stored.HasEnded) switch
        {
            (MembershipEnded, true) => 0,
            (MembershipEnded, false) => 1,
            (_, true) => -1,
            (MembershipSeen seen, false) when seen.Version != stored.Version => seen.Version.CompareTo(stored.Version ?? long.MinValue),
            (MembershipSeen seen, false) => MergeOrder.OfContents(Content(seen.Role), seen.Source, Content(stored.Role)),
            _ => throw new InvalidOperationException($"No rule for {fact.GetType().Name}."),
        };
    }

    private static ReadOnlySpan<byte> Content(string? role) => Encoding.UTF8.GetBytes(role ?? "");

    private static MembershipDocument Document(MembershipFact fact, OrganizationId organization, UserId user)
    {
        var document = new MembershipDocument
        {
            Id = user,
            Organization = organization,
            UserSubject = fact.User.Subject,
            OrganizationSubject = fact.Organization.Subject,
            Membership = fact.Membership,
            JoinedAt = fact.JoinedAt,
            Status = fact is MembershipEnded ? MembershipStatus.Ended : MembershipStatus.Active,
        };
        return fact is MembershipSeen seen ? document with { Version = seen.Version, Role = seen.Role } : document;
    }
}
