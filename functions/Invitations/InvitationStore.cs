using Serverless.Identity.Erasure;
using Serverless.Platform.Cosmos;

namespace Serverless.Invitations;

/// <summary>Invitations of one scope at a time: whatever the id, nothing of another is found or changed.</summary>
public sealed class InvitationStore(Documents<InvitationDocument> documents)
{
    public Task<Stored<InvitationDocument>?> Find(InvitationScope scope, InvitationId id, CancellationToken cancellation) =>
        Find(scope.Key, id, cancellation);

    /// <param name="scope">As an invitation of ours, or a message about one, names it.</param>
    public Task<Stored<InvitationDocument>?> Find(string scope, InvitationId id, CancellationToken cancellation) =>
        documents.Find(scope, id.Value, cancellation);

    /// <summary>The one that Clerk knows by this id.</summary>
    public async Task<Stored<InvitationDocument>?> FindByClerkId(InvitationScope scope, string clerkId, CancellationToken cancellation)
    {
        await foreach (var invitation in documents.Query($"SELECT TOP 1 * FROM c WHERE c.clerkId = {clerkId}", scope.Key, cancellation))
        {
            return invitation;
        }

        return null;
    }

    /// <summary>A page, in the order in which invitations were made.</summary>
    /// <returns>And the last one, if there are more.</returns>
    public async Task<(IReadOnlyList<InvitationDocument> Invitations, InvitationId? Next)> List(
        InvitationScope scope, InvitationListQuery query, CancellationToken cancellation)
    {
        var limit = query.Page.Limit;
        var (most, after) = (limit + 1, query.Page.After?.Value ?? "");
        FormattableString sql = query.Status switch
        {
            { } status => $"SELECT TOP {most} * FROM c WHERE c.status = {status} AND c.id > {after} ORDER BY c.id",
            null => $"SELECT TOP {most} * FROM c WHERE c.id > {after} ORDER BY c.id",
        };
        var found = new List<InvitationDocument>();
        await foreach (var invitation in documents.Query(sql, scope.Key, cancellation))
        {
            found.Add(invitation.Value);
        }

        return found.Count <= limit ? (found, null) : (found[..limit], found[limit - 1].Id);
    }

    public Task<long> CountOpen(InvitationScope scope, CancellationToken cancellation) =>
        documents.Count($"c.status IN ('requested', 'sent')", scope.Key, cancellation);

    /// <summary>All that have not ended, of all scopes, in no order.</summary>
    public IAsyncEnumerable<Stored<InvitationDocument>> Open(CancellationToken cancellation) =>
        documents.Query($"SELECT * FROM c WHERE c.status IN ('requested', 'sent')", partition: null, cancellation);

    /// <summary>Those that have ended and still tell the address of somebody who is deleted.</summary>
    public IAsyncEnumerable<Stored<InvitationDocument>> Ended(DeletedPerson person, CancellationToken cancellation)
    {
        var addresses = person.Addresses.Select(address => address.ToLowerInvariant()).ToArray();
        return documents.Query(
            $"""
            SELECT * FROM c WHERE IS_DEFINED(c.email) AND NOT c.status IN ('requested', 'sent')
            AND (c.user = {person.Id.Value} OR ARRAY_CONTAINS({addresses}, c.email))
            """,
            partition: null,
            cancellation);
    }

    /// <summary>False if there is one of this id already.</summary>
    public Task<bool> TryCreate(InvitationDocument invitation, CancellationToken cancellation) =>
        documents.TryCreate(invitation.Scope, invitation, cancellation);

    /// <summary>False if somebody else wrote in between: read again and decide again.</summary>
    public Task<bool> TryReplace(InvitationDocument invitation, string etag, CancellationToken cancellation) =>
        documents.TryReplace(invitation.Scope, invitation.Id.Value, invitation, etag, cancellation);
}
