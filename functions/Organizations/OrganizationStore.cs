using Serverless.Identity;
using Serverless.Platform.Cosmos;

namespace Serverless.Organizations;

/// <summary>Reads organizations, and writes what <see cref="OrganizationRules"/> decided, under the condition it was decided upon.</summary>
public sealed class OrganizationStore(Documents<OrganizationDocument> documents)
{
    public Task<Stored<OrganizationDocument>?> Find(OrganizationId id, CancellationToken cancellation) => documents.Find(id.Value, cancellation);

    /// <summary>Those of some ids that there are, the deleted included, in no order.</summary>
    public IAsyncEnumerable<Stored<OrganizationDocument>> FindAll(IEnumerable<OrganizationId> ids, CancellationToken cancellation) =>
        documents.Query($"SELECT * FROM c WHERE ARRAY_CONTAINS({ids.Select(id => id.Value).ToArray()}, c.id)", partition: null, cancellation);

    /// <summary>The living that Clerk made after one time and not after another, in milliseconds since the Unix epoch.</summary>
    public IAsyncEnumerable<Stored<OrganizationDocument>> CreatedWithin(long after, long upTo, CancellationToken cancellation) => documents.Query(
        $"SELECT * FROM c WHERE c.profile.createdAt > {after} AND c.profile.createdAt <= {upTo}", partition: null, cancellation);

    public Task<long> CountLiving(CancellationToken cancellation) => documents.Count($"c.profile.createdAt > -1", cancellation);

    /// <summary>False if somebody else wrote in between: read again and decide again.</summary>
    public Task<bool> TryApply(
        MergeDecision<OrganizationDocument> decision, Stored<OrganizationDocument>? decidedUpon, CancellationToken cancellation) => decision switch
        {
            MergeDecision<OrganizationDocument>.Create create => documents.TryCreate(create.Document.Id.Value, create.Document, cancellation),
            MergeDecision<OrganizationDocument>.Replace replace =>
                documents.TryReplace(replace.Document.Id.Value, replace.Document, decidedUpon!.ETag, cancellation),
            _ => Task.FromResult(true),
        };
}
