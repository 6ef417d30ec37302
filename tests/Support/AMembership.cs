using System.Text.Json;
using Serverless.Identity;
using Serverless.Organizations;

namespace Serverless.Tests.Support;

/// <summary>Facts about memberships, saying only what a test is about.</summary>
internal static class AMembership
{
    public static readonly OrganizationId Organization = OrganizationId.Parse("org_01j00000000000000000000000");

    public static readonly ProviderSubject OrganizationSubject = AUser.ASubject("org_2abc");

    public static MembershipSeen Seen(
        long version, string role = "org:member", string membership = "orgmem_1", long joinedAt = 100, FactSource source = FactSource.Webhook) =>
        new(OrganizationSubject, AUser.Subject, membership, joinedAt, source, version, role);

    public static MembershipEnded Ended(string membership = "orgmem_1", long joinedAt = 100) =>
        new(OrganizationSubject, AUser.Subject, membership, joinedAt);

    /// <summary>The document that results from facts applied in this order, or null if there were none.</summary>
    public static MembershipDocument? After(IEnumerable<MembershipFact> facts) => facts.Aggregate((MembershipDocument?)null, (stored, fact) =>
        MembershipRules.Decide(stored, fact, Organization, AUser.Id) switch
        {
            MergeDecision<MembershipDocument>.Create create when stored is null => create.Document,
            MergeDecision<MembershipDocument>.Replace replace when stored is not null => replace.Document,
            MergeDecision<MembershipDocument>.Duplicate or MergeDecision<MembershipDocument>.Stale when stored is not null => stored,
            var impossible => throw new InvalidOperationException($"{impossible} cannot follow {stored}."),
        });

    public static string Bytes(MembershipDocument? document) => JsonSerializer.Serialize(document, OrganizationJson.Default.MembershipDocument!);
}
