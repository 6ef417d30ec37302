using System.Text.Json;
using Serverless.Identity;
using Serverless.Platform.Clerk;

namespace Serverless.Invitations;

/// <summary>An invitation as Clerk tells of it.</summary>
/// <param name="ClerkId"><c>inv_…</c> or <c>orginv_…</c></param>
/// <param name="Organization">Null for an invitation into the application.</param>
/// <param name="Email">In lower case.</param>
/// <param name="Status">Clerk's word for it.</param>
/// <param name="Ours">Our own id, if it was made through us.</param>
/// <param name="By">Who accepted it, where Clerk says so.</param>
public sealed record InvitationSeen(
    string ClerkId,
    ProviderSubject? Organization,
    string Email,
    string? Role,
    string Status,
    InvitationId? Ours,
    ProviderSubject? By,
    DateTimeOffset MadeAt,
    DateTimeOffset? ExpiresAt)
{
    public bool IsPending => Status == "pending";

    /// <summary>What happened to it, or null if we do not know the status.</summary>
    /// <param name="by">Our id of <see cref="By"/>.</param>
    public InvitationEvent? Event(UserId? by) => Status switch
    {
        "pending" => new InvitationEvent.Sent(ClerkId, ExpiresAt),
        "accepted" => new InvitationEvent.Accepted(by),
        "revoked" => new InvitationEvent.Revoked(),
        "expired" => new InvitationEvent.Expired(),
        _ => null,
    };
}

/// <summary>
/// Reads Clerk's invitations as leniently as its other objects. Field names: https://github.com/clerk/openapi-specs, schemas Invitation
/// and OrganizationInvitation.
/// </summary>
public static class ClerkInvitationReader
{
    /// <summary>Where our id of an invitation stands in its public metadata.</summary>
    public const string OurId = "invitation";

    /// <summary>Null if the event does not tell of an invitation readably.</summary>
    public static InvitationSeen? Read(ClerkEvent message)
    {
        try
        {
            using var envelope = JsonDocument.Parse(message.Body, new JsonDocumentOptions { MaxDepth = LenientJson.MaxDepth });
            return envelope.RootElement.Member("data") is { ValueKind: JsonValueKind.Object } data ? Read(data) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <inheritdoc cref="Read(ClerkEvent)"/>
    public static InvitationSeen? Read(JsonElement invitation)
    {
        var metadata = invitation.Member("public_metadata");
        return invitation.Text("id") is { Length: > 0 } id
            && invitation.Text("email_address") is { Length: > 0 } email
            && invitation.Text("status") is { } status
            && Organization(invitation, out var organization)
                ? new InvitationSeen(
                    id,
                    organization,
                    email.ToLowerInvariant(),
                    organization is null ? metadata?.Text("role") : invitation.Text("role"),
                    status,
                    InvitationId.TryParse(metadata?.Text(OurId), out var ours) ? ours : null,
                    ProviderSubject.TryClerk(invitation.Text("user_id"), out var by) ? by : null,
                    Time(invitation.WholeNumber("created_at")) ?? DateTimeOffset.UnixEpoch,
                    Time(invitation.WholeNumber("expires_at")))
                : null;
    }

    /// <summary>False for one of an organization that cannot be told.</summary>
    private static bool Organization(JsonElement invitation, out ProviderSubject? organization) =>
        ProviderSubject.TryClerk(invitation.Text("organization_id"), out organization) || invitation.Text("object") == "invitation";

    /// <summary>Null also for what no calendar has.</summary>
    private static DateTimeOffset? Time(long? milliseconds) =>
        milliseconds is >= 0 and <= 253_402_300_799_999 ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds.Value) : null;
}
