using System.Text.Json.Nodes;

namespace Local.Clerk;

/// <summary>An organization. Times are milliseconds since the epoch, metadata are JSON objects.</summary>
public sealed record ClerkOrganization
{
    /// <summary><c>org_…</c></summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Slug { get; init; }

    /// <summary>Id of a user.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>Members and pending invitations together; 0 for no limit.</summary>
    public int MaxAllowedMemberships { get; init; }

    public bool AdminDeleteEnabled { get; init; } = true;

    public string PublicMetadata { get; init; } = "{}";

    public string PrivateMetadata { get; init; } = "{}";

    public long CreatedAt { get; init; }

    public long UpdatedAt { get; init; }
}

/// <summary>An organization to be made.</summary>
public sealed record NewOrganization
{
    public required string Name { get; init; }

    /// <summary>Made from the name when null.</summary>
    public string? Slug { get; init; }

    /// <summary>The user who makes it and becomes its administrator; null for nobody.</summary>
    public string? CreatedBy { get; init; }

    /// <inheritdoc cref="ClerkOrganization.MaxAllowedMemberships"/>
    public int MaxAllowedMemberships { get; init; }

    public JsonObject? PublicMetadata { get; init; }

    public JsonObject? PrivateMetadata { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }
}

/// <summary>Somebody's belonging to an organization. Times are milliseconds since the epoch, metadata are JSON objects.</summary>
public sealed record ClerkMembership
{
    /// <summary><c>orgmem_…</c></summary>
    public required string Id { get; init; }

    public required string OrganizationId { get; init; }

    public required string UserId { get; init; }

    /// <summary>Key of a role, such as <c>org:admin</c>.</summary>
    public required string Role { get; init; }

    public string PublicMetadata { get; init; } = "{}";

    public string PrivateMetadata { get; init; } = "{}";

    public long CreatedAt { get; init; }

    public long UpdatedAt { get; init; }
}

/// <summary>What a member may do.</summary>
/// <param name="Key">Such as <c>org:admin</c>.</param>
/// <param name="Name">For people.</param>
/// <param name="Permissions"><c>org:feature:action</c>; those of the system, <c>org:sys_…</c>, are never in session tokens.</param>
public sealed record ClerkRole(string Key, string Name, IReadOnlyList<string> Permissions)
{
    public const string Admin = "org:admin";

    public const string Member = "org:member";

    /// <summary>What a new instance has.</summary>
    public static IReadOnlyList<ClerkRole> Defaults { get; } =
    [
        new(Admin, "Admin",
        [
            "org:sys_profile:manage", "org:sys_profile:delete", "org:sys_memberships:read", "org:sys_memberships:manage",
            "org:sys_domains:read", "org:sys_domains:manage", "org:sys_billing:read", "org:sys_billing:manage",
        ]),
        new(Member, "Member", ["org:sys_memberships:read", "org:sys_billing:read"]),
    ];
}
