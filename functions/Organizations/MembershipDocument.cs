using System.Text.Json.Serialization;
using Serverless.Identity;

namespace Serverless.Organizations;

/// <summary>
/// That a person is, or was, a member of an organization: one document for the two, so that one point read answers it and there
/// is never a second membership. Who leaves and joins again has a new membership at Clerk, and the same document here.
/// </summary>
public sealed record MembershipDocument
{
    /// <summary>The person's id; the organization is the partition.</summary>
    public required UserId Id { get; init; }

    public required OrganizationId Organization { get; init; }

    /// <summary>Clerk's ids of the two.</summary>
    public required string UserSubject { get; init; }

    public required string OrganizationSubject { get; init; }

    /// <summary>Clerk's id of the latest membership, <c>orgmem_…</c>.</summary>
    public required string Membership { get; init; }

    /// <summary>When it began, by Clerk's clock, in milliseconds since the Unix epoch.</summary>
    public required long JoinedAt { get; init; }

    public required MembershipStatus Status { get; init; }

    /// <summary>Clerk's <c>updated_at</c> of what is held, in milliseconds since the Unix epoch. None once it has ended.</summary>
    public long? Version { get; init; }

    /// <summary>With the prefix <c>org:</c>. A role that is unknown here gives no more rights than being a member.</summary>
    public string? Role { get; init; }

    [JsonIgnore]
    public bool HasEnded => Status == MembershipStatus.Ended;
}

public enum MembershipStatus
{
    [JsonStringEnumMemberName("active")]
    Active,

    /// <summary>Final for this membership; a new one may follow.</summary>
    [JsonStringEnumMemberName("ended")]
    Ended,
}
