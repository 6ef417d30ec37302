using System.Text.Json.Serialization;
using Serverless.Identity;

namespace Serverless.Users;

/// <summary>
/// A person as we keep them. Nothing in here comes from our own clock or from the order in which events arrived, so
/// that the same events always make the same bytes.
/// </summary>
public sealed record UserDocument
{
    public required UserId Id { get; init; }

    /// <summary>
    /// The identity provider, <c>clerk</c>, and its id of this person; <c>pending_…</c> of somebody who has been invited and whom it does
    /// not know yet.
    /// </summary>
    public required string Provider { get; init; }

    public required string Subject { get; init; }

    public required UserStatus Status { get; init; }

    /// <summary>
    /// Clerk's <c>updated_at</c> of what is held, in milliseconds since the Unix epoch. None on a tombstone, and none of somebody
    /// whom we have met before we learnt anything about them: then the profile is empty.
    /// </summary>
    public long? Version { get; init; }

    /// <summary>The primary address, or the one that was invited, in lower case, to be looked up by. None if there is none, or on a tombstone.</summary>
    public string? Email { get; init; }

    /// <summary>True of who is pending, and not there otherwise: the few are found by it without an index on all.</summary>
    public bool? Invited { get; init; }

    public UserProfile? Profile { get; init; }

    /// <summary>When the person was deleted, by Clerk's clock, in milliseconds since the Unix epoch; null if never told.</summary>
    public long? DeletedAt { get; init; }

    /// <summary>How we know of the deletion.</summary>
    public FactSource? DeletionSource { get; init; }

    [JsonIgnore]
    public bool IsDeleted => Status == UserStatus.Deleted;

    [JsonIgnore]
    public bool IsPending => Status == UserStatus.Pending;

    /// <summary>Nothing is known of the person but that they exist, or are expected.</summary>
    [JsonIgnore]
    public bool IsUnknown => !IsDeleted && Version is null;
}

public enum UserStatus
{
    /// <summary>Invited, and not signed up yet. They have no profile.</summary>
    [JsonStringEnumMemberName("pending")]
    Pending,

    [JsonStringEnumMemberName("active")]
    Active,

    /// <summary>A tombstone: final. Names, addresses and metadata are gone.</summary>
    [JsonStringEnumMemberName("deleted")]
    Deleted,
}
