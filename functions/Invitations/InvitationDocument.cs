using System.Text.Json.Serialization;
using Serverless.Identity;
using Serverless.Platform.Http;
using Serverless.Users.Pending;

namespace Serverless.Invitations;

/// <summary>An invitation as we keep it. Times that Clerk did not tell are by our clock.</summary>
public sealed record InvitationDocument
{
    public required InvitationId Id { get; init; }

    /// <summary>Who invites (see <see cref="InvitationScope"/>); the partition.</summary>
    public required string Scope { get; init; }

    /// <summary>Clerk's id of the organization; null for an invitation into the application.</summary>
    public string? OrganizationSubject { get; init; }

    public required InvitationStatus Status { get; init; }

    /// <summary>Who is expected, and once it is accepted who came.</summary>
    public required UserId User { get; init; }

    /// <summary>In lower case. Gone once it is accepted: then it is the person's own affair.</summary>
    public string? Email { get; init; }

    /// <summary>In the organization, with the prefix <c>org:</c>; or in the application.</summary>
    public string? Role { get; init; }

    /// <summary>Null for operators, and for what was made at Clerk.</summary>
    public UserId? InvitedBy { get; init; }

    /// <summary>Clerk's id of the same person.</summary>
    public string? InviterSubject { get; init; }

    public string? RedirectUrl { get; init; }

    public int? ExpiresInDays { get; init; }

    /// <summary>Made at Clerk, and not through us. Then all that becomes of it is decided there.</summary>
    public bool Foreign { get; init; }

    /// <summary>Clerk's id, <c>inv_…</c> or <c>orginv_…</c>, once it was sent.</summary>
    public string? ClerkId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>By Clerk's clock.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When the queue sends it, if Clerk's hourly limit did not let it pass at once.</summary>
    public DateTimeOffset? SendAfter { get; init; }

    /// <summary>Until then somebody acts at Clerk in its name, and nobody else may.</summary>
    public DateTimeOffset? BusyUntil { get; init; }

    /// <summary>Who came without the link and is being made a member by us. That it is revoked at Clerk is then our own doing.</summary>
    public Arrival? Granting { get; init; }

    /// <summary>Why it failed: the code of a problem.</summary>
    public string? Reason { get; init; }

    /// <summary>Seconds the store keeps it, once it has ended.</summary>
    public int? Ttl { get; init; }

    [JsonIgnore]
    public bool HasEnded => Status is not (InvitationStatus.Requested or InvitationStatus.Sent);

    [JsonIgnore]
    public OpenInvitation Open => new(Scope, Id.Value);
}

/// <param name="Subject">Clerk's id.</param>
public sealed record Arrival(UserId User, string Subject);

/// <summary>Where an invitation stands. All but the first two are final.</summary>
[JsonConverter(typeof(StrictEnumConverter<InvitationStatus>))]
public enum InvitationStatus
{
    /// <summary>Wanted, and not known to be at Clerk yet.</summary>
    [JsonStringEnumMemberName("requested")]
    Requested,

    /// <summary>At Clerk, who has mailed it.</summary>
    [JsonStringEnumMemberName("sent")]
    Sent,

    [JsonStringEnumMemberName("accepted")]
    Accepted,

    [JsonStringEnumMemberName("revoked")]
    Revoked,

    [JsonStringEnumMemberName("expired")]
    Expired,

    /// <summary>There was nothing left to invite to: the person was a member already.</summary>
    [JsonStringEnumMemberName("superseded")]
    Superseded,

    /// <summary>Clerk refused it.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(InvitationDocument))]
internal sealed partial class InvitationJson : JsonSerializerContext;
