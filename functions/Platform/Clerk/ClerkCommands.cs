using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Serverless.Platform.Clerk;

/// <summary>
/// Everything by which the app changes something at Clerk, apart from <see cref="ClerkApi"/>, so that one can see who does.
/// A command is tried again where Clerk cannot have carried it out: no connection came about, or it answered 429 or that the
/// resource is locked. After any other failure only the two are repeated for which doing it twice is doing it once,
/// <see cref="UpdateUserMetadata"/> and <see cref="DeleteUser"/>; the others throw, and where nobody knows whether
/// they were done, <see cref="ClerkException.EffectUnknown"/> is true.
/// </summary>
/// <remarks>Every method throws <see cref="ClerkException"/>, and whatever the store throws in which the budget is kept.</remarks>
public sealed class ClerkCommands(ClerkHttp http)
{
    /// <summary>
    /// Merges into a user's metadata, deeply: a member that is null is removed, what is not named stays. Clerk allows
    /// 10 in 10 s per user, and follows it up with a <c>user.updated</c> webhook.
    /// </summary>
    /// <returns>The user afterwards.</returns>
    public Task<JsonElement> UpdateUserMetadata(string userId, ClerkMetadata metadata, CancellationToken cancellation) => Send(
        new ClerkRequest(
            HttpMethod.Patch,
            "PATCH /users/{id}/metadata",
            $"users/{ClerkRequest.Segment(userId)}/metadata",
            Json(metadata, ClerkJson.Default.ClerkMetadata))
        {
            IsRepeatable = true,
            HasOwnLimit = true,
        },
        cancellation);

    /// <summary>Deletes a user at Clerk, for ever.</summary>
    /// <returns>False if there was no such user; also when a first try deleted it and only its answer was lost.</returns>
    public async Task<bool> DeleteUser(string userId, CancellationToken cancellation)
    {
        try
        {
            await Send(
                new ClerkRequest(HttpMethod.Delete, "DELETE /users/{id}", $"users/{ClerkRequest.Segment(userId)}") { IsRepeatable = true },
                cancellation);
            return true;
        }
        catch (ClerkException refused) when (refused is { Status: 404, Code: ClerkCodes.ResourceNotFound })
        {
            return false;
        }
    }

    /// <summary>Invites an address to the application. Clerk allows 100 an hour.</summary>
    /// <returns>The invitation.</returns>
    public Task<JsonElement> CreateInvitation(ClerkNewInvitation invitation, CancellationToken cancellation) => Send(
        new ClerkRequest(HttpMethod.Post, "POST /invitations", "invitations", Json(invitation, ClerkJson.Default.ClerkNewInvitation))
        {
            IsRepeatable = false,
            HasOwnLimit = true,
        },
        cancellation);

    /// <summary>Revokes an invitation to the application; Clerk refuses it for one that is accepted or revoked already.</summary>
    /// <returns>The invitation afterwards.</returns>
    public Task<JsonElement> RevokeInvitation(string invitationId, CancellationToken cancellation) => Send(
        new ClerkRequest(HttpMethod.Post, "POST /invitations/{id}/revoke", $"invitations/{ClerkRequest.Segment(invitationId)}/revoke")
        {
            IsRepeatable = false,
        },
        cancellation);

    /// <summary>Invites an address to an organization. Clerk allows 250 an hour.</summary>
    /// <returns>The invitation.</returns>
    public Task<JsonElement> CreateOrganizationInvitation(
        string organizationId, ClerkNewOrganizationInvitation invitation, CancellationToken cancellation) => Send(
        new ClerkRequest(
            HttpMethod.Post,
            "POST /organizations/{id}/invitations",
            $"organizations/{ClerkRequest.Segment(organizationId)}/invitations",
            Json(invitation, ClerkJson.Default.ClerkNewOrganizationInvitation))
        {
            IsRepeatable = false,
            HasOwnLimit = true,
        },
        cancellation);

    /// <summary>Revokes an invitation to an organization; only a pending one can be.</summary>
    /// <param name="requestingUserId">The member in whose name it is done, if any.</param>
    /// <returns>The invitation afterwards.</returns>
    public Task<JsonElement> RevokeOrganizationInvitation(
        string organizationId, string invitationId, string? requestingUserId, CancellationToken cancellation) => Send(
        new ClerkRequest(
            HttpMethod.Post,
            "POST /organizations/{id}/invitations/{id}/revoke",
            $"organizations/{ClerkRequest.Segment(organizationId)}/invitations/{ClerkRequest.Segment(invitationId)}/revoke",
            Json(new ClerkRevocation(requestingUserId), ClerkJson.Default.ClerkRevocation))
        {
            IsRepeatable = false,
        },
        cancellation);

    /// <summary>Makes a user a member of an organization, without invitation; Clerk refuses it for somebody who is one.</summary>
    /// <returns>The membership.</returns>
    public Task<JsonElement> CreateMembership(string organizationId, ClerkNewMembership membership, CancellationToken cancellation) => Send(
        new ClerkRequest(
            HttpMethod.Post,
            "POST /organizations/{id}/memberships",
            $"organizations/{ClerkRequest.Segment(organizationId)}/memberships",
            Json(membership, ClerkJson.Default.ClerkNewMembership))
        {
            IsRepeatable = false,
        },
        cancellation);

    private async Task<JsonElement> Send(ClerkRequest request, CancellationToken cancellation)
    {
        using var json = await http.Send(request, cancellation);
        return json.RootElement.Clone();
    }

    private static byte[] Json<T>(T value, JsonTypeInfo<T> json) => JsonSerializer.SerializeToUtf8Bytes(value, json);
}
