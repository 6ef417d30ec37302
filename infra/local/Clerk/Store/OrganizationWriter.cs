using System.Text.Json;

namespace Local.Clerk.Store;

/// <summary>
/// Organizations, memberships and their invitations as the API and webhooks show them, together with what they embed as it is at
/// this moment. Call it under the lock of the state.
/// </summary>
internal sealed class OrganizationWriter(ClerkState state, IReadOnlyList<ClerkRole> roles, TimeProvider clock)
{
    private const string Image = "https://img.example.test/organization.png";

    /// <summary>Null for a role that the instance does not have.</summary>
    public ClerkRole? Role(string key) => roles.FirstOrDefault(role => role.Key == key);

    /// <param name="organization">Which.</param>
    /// <param name="withCount">Whether its members are counted, which lists do on demand only.</param>
    public byte[] Organization(ClerkOrganization organization, bool withCount = true) =>
        ClerkJson.Write(json => Write(json, organization, withCount));

    public byte[] Membership(ClerkMembership membership) => ClerkJson.Write(json =>
    {
        var role = Role(membership.Role);
        json.WriteStartObject();
        json.WriteString("object"u8, "organization_membership"u8);
        json.WriteString("id"u8, membership.Id);
        json.WriteString("role"u8, membership.Role);
        json.WriteString("role_name"u8, role?.Name ?? membership.Role);
        json.WriteStartArray("permissions"u8);
        foreach (var permission in role?.Permissions ?? [])
        {
            json.WriteStringValue(permission);
        }

        json.WriteEndArray();
        WriteMetadata(json, membership.PublicMetadata, membership.PrivateMetadata);
        json.WritePropertyName("organization"u8);
        Write(json, state.Organizations.Find(membership.OrganizationId)!, withCount: true);
        json.WriteStartObject("public_user_data"u8);
        WriteUser(json, state.Users.Find(membership.UserId)!);
        json.WriteEndObject();
        json.WriteNumber("created_at"u8, membership.CreatedAt);
        json.WriteNumber("updated_at"u8, membership.UpdatedAt);
        json.WriteEndObject();
    });

    /// <param name="invitation">Which.</param>
    /// <param name="withOrganization">Whether it holds <c>public_organization_data</c>, and who accepted.</param>
    public byte[] Invitation(ClerkOrganizationInvitation invitation, bool withOrganization) => ClerkJson.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("object"u8, "organization_invitation"u8);
        json.WriteString("id"u8, invitation.Id);
        json.WriteString("email_address"u8, invitation.EmailAddress);
        json.WriteString("role"u8, invitation.Role);
        json.WriteString("role_name"u8, Role(invitation.Role)?.Name ?? invitation.Role);
        json.WriteString("organization_id"u8, invitation.OrganizationId);
        json.WriteString("inviter_id"u8, invitation.InviterId);
        WriteInviter(json, invitation.InviterId);
        json.WriteString("status"u8, InvitationWriter.Name(invitation.StatusAt(clock.GetUtcNow())));
        WriteMetadata(json, invitation.PublicMetadata, invitation.PrivateMetadata);
        json.WriteString("url"u8, invitation.Status == InvitationStatus.Pending ? invitation.Url : null);
        json.WriteNumber("expires_at"u8, invitation.ExpiresAt);
        json.WriteNumber("created_at"u8, invitation.CreatedAt);
        json.WriteNumber("updated_at"u8, invitation.UpdatedAt);
        if (withOrganization)
        {
            WritePublic(json, state.Organizations.Find(invitation.OrganizationId)!);
        }

        if (withOrganization && invitation.UserId is { } user)
        {
            json.WriteString("user_id"u8, user);
        }

        json.WriteEndObject();
    });

    private void Write(Utf8JsonWriter json, ClerkOrganization organization, bool withCount)
    {
        json.WriteStartObject();
        json.WriteString("object"u8, "organization"u8);
        json.WriteString("id"u8, organization.Id);
        json.WriteString("name"u8, organization.Name);
        json.WriteString("slug"u8, organization.Slug);
        json.WriteString("image_url"u8, Image);
        json.WriteBoolean("has_image"u8, false);
        if (withCount)
        {
            json.WriteNumber("members_count"u8, state.MembersOf(organization.Id));
        }

        json.WriteNumber("pending_invitations_count"u8, state.PendingInvitationsOf(organization.Id, clock.GetUtcNow()));
        json.WriteNumber("max_allowed_memberships"u8, organization.MaxAllowedMemberships);
        json.WriteBoolean("admin_delete_enabled"u8, organization.AdminDeleteEnabled);
        WriteMetadata(json, organization.PublicMetadata, organization.PrivateMetadata);
        if (organization.CreatedBy is { } creator)
        {
            json.WriteString("created_by"u8, creator);
        }

        json.WriteNumber("created_at"u8, organization.CreatedAt);
        json.WriteNumber("updated_at"u8, organization.UpdatedAt);
        json.WriteNumber("last_active_at"u8, organization.CreatedAt);
        json.WriteEndObject();
    }

    private static void WritePublic(Utf8JsonWriter json, ClerkOrganization organization)
    {
        json.WriteStartObject("public_organization_data"u8);
        json.WriteString("id"u8, organization.Id);
        json.WriteString("name"u8, organization.Name);
        json.WriteString("slug"u8, organization.Slug);
        json.WriteString("image_url"u8, Image);
        json.WriteBoolean("has_image"u8, false);
        json.WriteEndObject();
    }

    private static void WriteUser(Utf8JsonWriter json, ClerkUser user)
    {
        json.WriteString("user_id"u8, user.Id);
        json.WriteString("first_name"u8, user.FirstName);
        json.WriteString("last_name"u8, user.LastName);
        json.WriteString("profile_image_url"u8, UserWriter.Image);
        json.WriteString("image_url"u8, UserWriter.Image);
        json.WriteBoolean("has_image"u8, false);
        json.WriteString("identifier"u8, Identifier(user));
        json.WriteString("username"u8, user.Username);
        json.WriteBoolean("banned"u8, user.Banned);
        json.WriteBoolean("deprovisioned"u8, false);
    }

    /// <summary>Null for an inviter who is nobody, or gone.</summary>
    private void WriteInviter(Utf8JsonWriter json, string? id)
    {
        if (id is null || state.Users.Find(id) is not { } user)
        {
            json.WriteNull("public_inviter_data"u8);
            return;
        }

        json.WriteStartObject("public_inviter_data"u8);
        json.WriteString("user_id"u8, user.Id);
        json.WriteString("first_name"u8, user.FirstName);
        json.WriteString("last_name"u8, user.LastName);
        json.WriteString("image_url"u8, UserWriter.Image);
        json.WriteBoolean("has_image"u8, false);
        json.WriteString("identifier"u8, Identifier(user));
        json.WriteEndObject();
    }

    private static string? Identifier(ClerkUser user) =>
        user.PrimaryEmailAddress ?? user.Username ?? (user.PhoneNumbers is [var number, ..] ? number : null);

    private static void WriteMetadata(Utf8JsonWriter json, string publicly, string privately)
    {
        json.WritePropertyName("public_metadata"u8);
        json.WriteRawValue(publicly);
        json.WritePropertyName("private_metadata"u8);
        json.WriteRawValue(privately);
    }
}
