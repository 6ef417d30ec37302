using Serverless.Identity;
using Serverless.Users.Pending;

namespace Serverless.Organizations;

/// <summary>Something learnt about one organization of Clerk's.</summary>
public abstract record OrganizationFact(ProviderSubject Subject, FactSource Source);

/// <summary>The organization looked like this when Clerk stamped this version.</summary>
/// <param name="Version">Clerk's <c>updated_at</c>, in milliseconds since the Unix epoch.</param>
public sealed record OrganizationSeen(ProviderSubject Subject, FactSource Source, long Version, OrganizationProfile Profile)
    : OrganizationFact(Subject, Source);

/// <summary>The organization was deleted, and with it its memberships.</summary>
/// <param name="At">By Clerk's clock, in milliseconds since the Unix epoch; null if it did not say.</param>
public sealed record OrganizationGone(ProviderSubject Subject, FactSource Source, long? At) : OrganizationFact(Subject, Source);

/// <summary>Something learnt about one membership.</summary>
/// <param name="Membership">Clerk's id of it.</param>
/// <param name="JoinedAt">When it began, by Clerk's clock, in milliseconds since the Unix epoch.</param>
public abstract record MembershipFact(ProviderSubject Organization, ProviderSubject User, string Membership, long JoinedAt)
{
    /// <summary>Of the person, should they be unknown.</summary>
    public PersonHint Hint { get; init; } = new(null, null);
}

/// <param name="Version">Clerk's <c>updated_at</c>, in milliseconds since the Unix epoch.</param>
/// <param name="Role">With the prefix <c>org:</c>; null if Clerk did not say.</param>
public sealed record MembershipSeen(
    ProviderSubject Organization, ProviderSubject User, string Membership, long JoinedAt, FactSource Source, long Version, string? Role)
    : MembershipFact(Organization, User, Membership, JoinedAt);

public sealed record MembershipEnded(ProviderSubject Organization, ProviderSubject User, string Membership, long JoinedAt)
    : MembershipFact(Organization, User, Membership, JoinedAt);
