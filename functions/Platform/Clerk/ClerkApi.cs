using System.Text.Json;

namespace Serverless.Platform.Clerk;

/// <summary>
/// What can be read at Clerk; nothing in here changes anything there. Fields are snake_case, times are milliseconds since
/// the Unix epoch; read them with <see cref="LenientJson"/>. Every call waits for its share of the rate budget and, when
/// Clerk fails in a way that passes, tries again up to three times.
/// </summary>
/// <remarks>
/// Every method throws <see cref="ClerkException"/> for what Clerk refuses and for what it does not answer within a
/// minute, all tries together, and whatever the store throws in which the budget is kept.
/// </remarks>
public sealed class ClerkApi(ClerkHttp http)
{
    /// <summary>Users; Clerk gives no total with them.</summary>
    public Task<ClerkList> ListUsers(ClerkUserQuery query, CancellationToken cancellation) =>
        List("/users", "users" + query.ForList(), cancellation);

    /// <summary>How many match, on all pages. Counted apart from the list, with which it may disagree.</summary>
    public async Task<long> CountUsers(ClerkUserQuery query, CancellationToken cancellation)
    {
        using var json = await Get("/users/count", "users/count" + query.ForCount(), cancellation);
        return json.RootElement.WholeNumber("total_count") ?? throw new ClerkException(200, ClerkCodes.Unreadable);
    }

    /// <summary>The user, or null if Clerk says that there is none (any more).</summary>
    public Task<JsonElement?> FindUser(string id, CancellationToken cancellation) =>
        Find("/users/{id}", $"users/{ClerkRequest.Segment(id)}", cancellation);

    public Task<ClerkList> ListOrganizations(ClerkOrganizationQuery query, CancellationToken cancellation) =>
        List("/organizations", "organizations" + query.ForList(), cancellation);

    /// <summary>The organization, or null if Clerk says that there is none (any more).</summary>
    public Task<JsonElement?> FindOrganization(string idOrSlug, CancellationToken cancellation) =>
        Find("/organizations/{id}", $"organizations/{ClerkRequest.Segment(idOrSlug)}", cancellation);

    /// <summary>Memberships of one organization.</summary>
    public Task<ClerkList> ListOrganizationMemberships(string organizationId, ClerkMembershipQuery query, CancellationToken cancellation) => List(
        "/organizations/{id}/memberships",
        $"organizations/{ClerkRequest.Segment(organizationId)}/memberships{query.ForList()}",
        cancellation);

    /// <summary>Memberships of one user.</summary>
    public Task<ClerkList> ListUserMemberships(string userId, ClerkPage page, CancellationToken cancellation) => List(
        "/users/{id}/organization_memberships",
        $"users/{ClerkRequest.Segment(userId)}/organization_memberships{page.Paging()}",
        cancellation);

    /// <summary>Memberships of all organizations of the instance.</summary>
    public Task<ClerkList> ListMemberships(ClerkSortedPage page, CancellationToken cancellation) =>
        List("/organization_memberships", $"organization_memberships{page.Paging()}", cancellation);

    /// <summary>Invitations to the application.</summary>
    public Task<ClerkList> ListInvitations(ClerkInvitationQuery query, CancellationToken cancellation) =>
        List("/invitations", $"invitations{query.Parameters().AddFlag("paginated", true)}", cancellation);

    /// <summary>
    /// The invitation to the application, or null if neither Clerk's list nor that of revoked ones holds it. Clerk answers for
    /// no single one, so null is no word of Clerk's that there is none: it may only mean a list that was short by mistake.
    /// </summary>
    public async Task<JsonElement?> FindInvitation(string invitationId, CancellationToken cancellation)
    {
        // Unasked, Clerk leaves revoked ones out: https://clerk.com/docs/reference/backend-api, "non-revoked invitations".
        var query = new ClerkInvitationQuery { Query = invitationId };
        return await FindListed(query, invitationId, cancellation)
            ?? await FindListed(query with { Status = "revoked" }, invitationId, cancellation);
    }

    /// <summary>Invitations to one organization, without those that its domains made.</summary>
    public Task<ClerkList> ListOrganizationInvitations(string organizationId, ClerkInvitationQuery query, CancellationToken cancellation) => List(
        "/organizations/{id}/invitations",
        $"organizations/{ClerkRequest.Segment(organizationId)}/invitations{query.Parameters()}",
        cancellation);

    /// <summary>The invitation to the organization, or null if Clerk says that there is none, or no such organization (any more).</summary>
    public Task<JsonElement?> FindOrganizationInvitation(string organizationId, string invitationId, CancellationToken cancellation) => Find(
        "/organizations/{id}/invitations/{id}",
        $"organizations/{ClerkRequest.Segment(organizationId)}/invitations/{ClerkRequest.Segment(invitationId)}",
        cancellation);

    /// <summary>Invitations to all organizations of the instance.</summary>
    public Task<ClerkList> ListAllOrganizationInvitations(ClerkInvitationQuery query, CancellationToken cancellation) =>
        List("/organization_invitations", $"organization_invitations{query.Parameters()}", cancellation);

    /// <summary>The keys that session tokens are signed with, as a JSON Web Key Set. Clerk does not limit this call, so it takes no budget.</summary>
    public async Task<JsonElement> GetKeys(CancellationToken cancellation)
    {
        using var json = await http.Send(
            new ClerkRequest(HttpMethod.Get, "GET /jwks", "jwks") { IsRepeatable = true, IsLimited = false }, cancellation);
        return json.RootElement.Clone();
    }

    /// <summary>An id is a query like any other to Clerk: what else matches it is passed over.</summary>
    private async Task<JsonElement?> FindListed(ClerkInvitationQuery query, string id, CancellationToken cancellation)
    {
        using var list = await ListInvitations(query, cancellation);
        foreach (var invitation in list.Items.Where(invitation => invitation.Text("id") == id))
        {
            return invitation.Clone();
        }

        return null;
    }

    private async Task<ClerkList> List(string endpoint, string address, CancellationToken cancellation)
    {
        var json = await Get(endpoint, address, cancellation);
        try
        {
            return ClerkList.From(json);
        }
        catch
        {
            json.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Null only where Clerk itself says that the resource is not there. Any other 404 is that of something in between,
    /// and must not be taken for a deletion.
    /// </summary>
    private async Task<JsonElement?> Find(string endpoint, string address, CancellationToken cancellation)
    {
        try
        {
            using var json = await Get(endpoint, address, cancellation);
            return json.RootElement.Text("id") is null ? throw new ClerkException(200, ClerkCodes.Unreadable) : json.RootElement.Clone();
        }
        catch (ClerkException refused) when (refused is { Status: 404, Code: ClerkCodes.ResourceNotFound })
        {
            return null;
        }
    }

    private Task<JsonDocument> Get(string endpoint, string address, CancellationToken cancellation) =>
        http.Send(new ClerkRequest(HttpMethod.Get, "GET " + endpoint, address) { IsRepeatable = true }, cancellation);
}
