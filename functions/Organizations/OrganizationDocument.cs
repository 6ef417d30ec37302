using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Identity;

namespace Serverless.Organizations;

/// <summary>An organization as we keep it. As with users, the same events always make the same bytes.</summary>
public sealed record OrganizationDocument
{
    public required OrganizationId Id { get; init; }

    /// <summary>The identity provider, <c>clerk</c>, and its id of this organization.</summary>
    public required string Provider { get; init; }

    public required string Subject { get; init; }

    public required OrganizationStatus Status { get; init; }

    /// <summary>Clerk's <c>updated_at</c> of what is held, in milliseconds since the Unix epoch. None on a tombstone.</summary>
    public long? Version { get; init; }

    public OrganizationProfile? Profile { get; init; }

    /// <summary>When it was deleted, by Clerk's clock, in milliseconds since the Unix epoch; null if never told.</summary>
    public long? DeletedAt { get; init; }

    public FactSource? DeletionSource { get; init; }

    [JsonIgnore]
    public bool IsDeleted => Status == OrganizationStatus.Deleted;
}

public enum OrganizationStatus
{
    [JsonStringEnumMemberName("active")]
    Active,

    /// <summary>A tombstone: final. Nobody is a member any more.</summary>
    [JsonStringEnumMemberName("deleted")]
    Deleted,
}

/// <summary>
/// What Clerk knows of an organization and we keep; its <c>private_metadata</c> is not ours to hold, and its counts change without a
/// version.
/// </summary>
public sealed record OrganizationProfile
{
    public string? Name { get; init; }

    public string? Slug { get; init; }

    public string? ImageUrl { get; init; }

    /// <summary>Keys sorted, so that equal content is equal bytes.</summary>
    public JsonElement? PublicMetadata { get; init; }

    /// <summary>Milliseconds since the Unix epoch, by Clerk's clock; 0 if Clerk did not say.</summary>
    public long CreatedAt { get; init; }
}
