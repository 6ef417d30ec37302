using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Local.Clerk;

/// <summary>Where an invitation stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<InvitationStatus>))]
public enum InvitationStatus
{
    Pending,
    Accepted,
    Revoked,
    Expired,
}

/// <summary>An invitation to the application. Times are milliseconds since the epoch, metadata a JSON object.</summary>
public sealed record ClerkInvitation
{
    /// <summary><c>inv_…</c></summary>
    public required string Id { get; init; }

    public required string EmailAddress { get; init; }

    /// <summary>As last decided; whether it has expired since is for <see cref="StatusAt"/> to say.</summary>
    public InvitationStatus Status { get; init; }

    public string PublicMetadata { get; init; } = "{}";

    public required string Url { get; init; }

    public long ExpiresAt { get; init; }

    public long CreatedAt { get; init; }

    public long UpdatedAt { get; init; }

    public InvitationStatus StatusAt(DateTimeOffset now) =>
        Status == InvitationStatus.Pending && ExpiresAt <= now.ToUnixTimeMilliseconds() ? InvitationStatus.Expired : Status;
}

/// <summary>An invitation to the application to be made.</summary>
public sealed record NewInvitation
{
    public required string EmailAddress { get; init; }

    /// <summary>Copied to the user who accepts.</summary>
    public JsonObject? PublicMetadata { get; init; }

    public string? RedirectUrl { get; init; }

    /// <summary>Whether it may be made although the address has an invitation or belongs to a user.</summary>
    public bool IgnoreExisting { get; init; }

    /// <summary>1 to 365.</summary>
    public int ExpiresInDays { get; init; } = 30;
}

/// <summary>An invitation to an organization. Times are milliseconds since the epoch, metadata are JSON objects.</summary>
public sealed record ClerkOrganizationInvitation
{
    /// <summary><c>orginv_…</c></summary>
    public required string Id { get; init; }

    public required string OrganizationId { get; init; }

    public required string EmailAddress { get; init; }

    public required string Role { get; init; }

    /// <summary>Id of a user.</summary>
    public string? InviterId { get; init; }

    /// <inheritdoc cref="ClerkInvitation.Status"/>
    public InvitationStatus Status { get; init; }

    /// <summary>Who accepted.</summary>
    public string? UserId { get; init; }

    public string PublicMetadata { get; init; } = "{}";

    public string PrivateMetadata { get; init; } = "{}";

    public required string Url { get; init; }

    public long ExpiresAt { get; init; }

    public long CreatedAt { get; init; }

    public long UpdatedAt { get; init; }

    public InvitationStatus StatusAt(DateTimeOffset now) =>
        Status == InvitationStatus.Pending && ExpiresAt <= now.ToUnixTimeMilliseconds() ? InvitationStatus.Expired : Status;
}

/// <summary>An invitation to an organization to be made.</summary>
public sealed record NewOrganizationInvitation
{
    public required string EmailAddress { get; init; }

    public string Role { get; init; } = ClerkRole.Member;

    /// <summary>Id of a user.</summary>
    public string? InviterId { get; init; }

    /// <summary>Copied to the membership of who accepts.</summary>
    public JsonObject? PublicMetadata { get; init; }

    /// <inheritdoc cref="PublicMetadata"/>
    public JsonObject? PrivateMetadata { get; init; }

    public string? RedirectUrl { get; init; }

    /// <summary>1 to 365.</summary>
    public int ExpiresInDays { get; init; } = 30;
}
