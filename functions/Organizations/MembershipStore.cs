using Serverless.Identity;
using Serverless.Platform.Cosmos;

namespace Serverless.Organizations;

/// <summary>
/// Reads memberships, and writes what <see cref="MembershipRules"/> decided, under the condition it was decided upon. Those of one
/// organization lie together. Whether a membership counts is not told here: it depends on the person and the organization, too.
/// </summary>
public sealed class MembershipStore(Documents<MembershipDocument> documents)
{
    /// <summary>One point read.</summary>
    public Task<Stored<MembershipDocument>?> Find(OrganizationId organization, UserId user, CancellationToken cancellation) =>
        documents.Find(organization.Value, user.Value, cancellation);

    /// <summary>Members of one organization after another, in the order of their ids; the ended ones are left out.</summary>
    public IAsyncEnumerable<Stored<MembershipDocument>> Of(OrganizationId organization, UserId? after, int most, CancellationToken cancellation) =>
        documents.Query(
            $"SELECT TOP {most} * FROM c WHERE c.status = 'active' AND c.id > {after?.Value ?? ""} ORDER BY c.id", organization.Value, cancellation);

    /// <summary>Organizations of one person; looks into all partitions.</summary>
    public IAsyncEnumerable<Stored<MembershipDocument>> Of(UserId user, int most, CancellationToken cancellation) =>
        documents.Query($"SELECT TOP {most} * FROM c WHERE c.id = {user.Value} AND c.status = 'active'", partition: null, cancellation);

    /// <summary>Members of one organization who joined after one time and not after another, in milliseconds since the Unix epoch.</summary>
    public IAsyncEnumerable<Stored<MembershipDocument>> JoinedWithin(
        OrganizationId organization, long after, long upTo, CancellationToken cancellation) => documents.Query(
            $"SELECT * FROM c WHERE c.status = 'active' AND c.joinedAt > {after} AND c.joinedAt <= {upTo}", organization.Value, cancellation);

    /// <summary>All that have not ended, of all organizations, in no order.</summary>
    public IAsyncEnumerable<Stored<MembershipDocument>> Active(CancellationToken cancellation) =>
        documents.Query($"SELECT * FROM c WHERE c.status = 'active'", partition: null, cancellation);

    /// <param name="organization">Null for those of all organizations.</param>
    public Task<long> CountActive(OrganizationId? organization, CancellationToken cancellation) =>
        documents.Count($"c.status = 'active'", organization?.Value, cancellation);

    /// <summary>False if somebody else wrote in between: read again and decide again.</summary>
    public Task<bool> TryApply(
        MergeDecision<MembershipDocument> decision, Stored<MembershipDocument>? decidedUpon, CancellationToken cancellation) => decision switch
        {
            MergeDecision<MembershipDocument>.Create create =>
                documents.TryCreate(create.Document.Organization.Value, create.Document, cancellation),
            MergeDecision<MembershipDocument>.Replace replace => documents.TryReplace(
                replace.Document.Organization.Value, replace.Document.Id.Value, replace.Document, decidedUpon!.ETag, cancellation),
            _ => Task.FromResult(true),
        };
}
