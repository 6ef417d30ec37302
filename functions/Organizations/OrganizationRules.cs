using System.Text.Json;
using Serverless.Identity;

namespace Serverless.Organizations;

/// <summary>What to do with a fact about <typeparamref name="TDocument"/>.</summary>
public abstract record MergeDecision<TDocument>
{
    private MergeDecision()
    {
    }

    /// <summary>Whether it changes the document.</summary>
    public bool Writes => this is Create or Replace;

    /// <summary>There is no document yet: create it, and only create it.</summary>
    public sealed record Create(TDocument Document) : MergeDecision<TDocument>;

    /// <summary>Replace the document that was decided upon, and no other.</summary>
    public sealed record Replace(TDocument Document) : MergeDecision<TDocument>;

    /// <summary>We hold exactly this.</summary>
    public sealed record Duplicate : MergeDecision<TDocument>;

    /// <summary>We hold something that wins over it.</summary>
    public sealed record Stale : MergeDecision<TDocument>;
}

/// <summary>The rules by which facts about an organization become its document: those of users. Deletion is final.</summary>
public static class OrganizationRules
{
    /// <param name="id">The internal id of the fact's subject.</param>
    public static MergeDecision<OrganizationDocument> Decide(OrganizationDocument? stored, OrganizationFact fact, OrganizationId id)
    {
        if (stored is null)
        {
            return new MergeDecision<OrganizationDocument>.Create(Document(fact, id));
        }

        return Compare(fact, stored) switch
        {
            > 0 => new MergeDecision<OrganizationDocument>.Replace(Document(fact, id)),
            0 => new MergeDecision<OrganizationDocument>.Duplicate(),
            < 0 => new MergeDecision<OrganizationDocument>.Stale(),
        };
    }

    private static int Compare(OrganizationFact fact, OrganizationDocument stored) => (fact, stored.IsDeleted) switch
    {
        (OrganizationGone, false) => 1,
        (OrganizationGone gone, true) => MergeOrder.IsEarlierDeletion(gone.At, gone.Source, stored.DeletedAt, stored.DeletionSource) ? 1 : 0,
        (OrganizationSeen, true) => -1,
        (OrganizationSeen seen, false) when seen.Version != stored.Version => seen.Version.CompareTo(stored.Version ?? long.MinValue),
        (OrganizationSeen seen, false) => MergeOrder.OfContents(Content(seen.Profile), seen.Source, Content(stored.Profile!)),
        _ => throw new InvalidOperationException($"No rule for {fact.GetType().Name}."),
    };

    private static ReadOnlySpan<byte> Content(OrganizationProfile profile) =>
        JsonSerializer.SerializeToUtf8Bytes(profile, OrganizationJson.Default.OrganizationProfile);

    private static OrganizationDocument Document(OrganizationFact fact, OrganizationId id)
    {
        var document = new OrganizationDocument
        {
            Id = id,
            Provider = fact.Subject.Provider,
            Subject = fact.Subject.Subject,
            Status = fact is OrganizationGone ? OrganizationStatus.Deleted : OrganizationStatus.Active,
        };
        return fact switch
        {
            OrganizationSeen seen => document with { Version = seen.Version, Profile = seen.Profile },
            OrganizationGone gone => document with { DeletedAt = gone.At, DeletionSource = gone.Source },
            _ => throw new InvalidOperationException($"No document for {fact.GetType().Name}."),
        };
    }
}
