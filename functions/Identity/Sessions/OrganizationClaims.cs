using System.Text.Json;
using Serverless.Platform.Clerk;

namespace Serverless.Identity.Sessions;

/// <summary>
/// The active organization: in version 2 of the claims the object <c>o</c>, in version 1 flat, <c>org_id</c> and others. An instance
/// can add claims of its own, so both may be there; then they must say the same, and where they do not list the same
/// permissions none is granted. A claim that is null is taken for absent: it says that no organization is active.
/// </summary>
internal static class OrganizationClaims
{
    private const string RolePrefix = "org:";
    private const int LongestRole = 128;
    private const int LongestSlug = 256;

    public static TokenRefusal? Read(JsonElement claims, bool isVersion2, out ActiveOrganization? organization)
    {
        if (!(isVersion2 ? TryNested(claims, out organization) : TryFlat(claims, out organization)))
        {
            return TokenRefusal.BadOrganization;
        }

        if (!(isVersion2 ? AgreesWithFlat(claims, organization) : AgreesWithNested(claims, organization)))
        {
            return TokenRefusal.ContradictoryOrganization;
        }

        if (organization is not null && OtherPermissions(claims, isVersion2) is { } others && !organization.Permissions.SetEquals(others))
        {
            organization = organization with { Permissions = PermissionClaims.None };
        }

        return null;
    }

    /// <returns>False if there is one that cannot be read.</returns>
    private static bool TryNested(JsonElement claims, out ActiveOrganization? organization)
    {
        organization = null;
        return Given(claims, "o") is not { } json
            || TryMake(
                json, "id", "slg", "rol", PermissionClaims.Decode(claims.Text("fea"), json.Text("per"), json.Text("fpm")), out organization);
    }

    /// <inheritdoc cref="TryNested"/>
    private static bool TryFlat(JsonElement claims, out ActiveOrganization? organization)
    {
        organization = null;
        return (Given(claims, "org_id") ?? Given(claims, "org_role")) is null
            || TryMake(claims, "org_id", "org_slug", "org_role", PermissionClaims.Read(claims.Member("org_permissions")), out organization);
    }

    private static bool TryMake(
        JsonElement json,
        string idName,
        string slugName,
        string roleName,
        IReadOnlySet<string> permissions,
        out ActiveOrganization? organization)
    {
        organization = null;
        if (json.Text(idName) is not { } id || !ClerkId.Is("org_", id)
            || Role(json.Text(roleName)) is not { } role
            || (Given(json, slugName) is not null && json.Text(slugName) is not { Length: <= LongestSlug }))
        {
            return false;
        }

        organization = new ActiveOrganization(id, json.Text(slugName), role, permissions);
        return true;
    }

    private static bool AgreesWithFlat(JsonElement claims, ActiveOrganization? organization) =>
        (Given(claims, "org_id") is null || (organization is not null && claims.Says("org_id", organization.Id)))
        && (Given(claims, "org_slug") is null || (organization?.Slug is { } slug && claims.Says("org_slug", slug)))
        && (Given(claims, "org_role") is null || (organization is not null && Role(claims.Text("org_role")) == organization.Role));

    private static bool AgreesWithNested(JsonElement claims, ActiveOrganization? organization) =>
        Given(claims, "o") is null
        || (TryNested(claims, out var nested) && nested is not null && organization is not null
            && (nested.Id, nested.Slug, nested.Role) == (organization.Id, organization.Slug, organization.Role));

    /// <summary>As the other version of the claims has them, null if it has none.</summary>
    private static IReadOnlySet<string>? OtherPermissions(JsonElement claims, bool isVersion2) =>
        isVersion2 ? Given(claims, "org_permissions") is { } flat ? PermissionClaims.Read(flat) : null
        : TryNested(claims, out var nested) && nested is not null ? nested.Permissions
        : null;

    /// <summary>With its prefix, which version 2 leaves out.</summary>
    private static string? Role(string? text)
    {
        var role = text is null || text.StartsWith(RolePrefix, StringComparison.Ordinal) ? text : RolePrefix + text;
        return role is { Length: <= LongestRole } && PermissionClaims.IsKey(role.AsSpan(RolePrefix.Length)) ? role : null;
    }

    private static JsonElement? Given(JsonElement json, string name) =>
        json.Member(name) is { ValueKind: not JsonValueKind.Null } value ? value : null;
}
