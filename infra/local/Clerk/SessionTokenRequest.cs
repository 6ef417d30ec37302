using System.Text.Json.Nodes;

namespace Local.Clerk;

/// <summary>A session token to be issued.</summary>
public sealed record SessionTokenRequest
{
    /// <summary>Who is signed in.</summary>
    public required string UserId { get; init; }

    /// <summary>The active organization, of which the user is a member; null for none.</summary>
    public string? OrganizationId { get; init; }

    /// <summary>Of the claims: 2, or 1 as before April 2025.</summary>
    public int Version { get; init; } = 2;

    /// <summary>The <c>azp</c>: origin of the page that asks; null for a token without.</summary>
    public string? AuthorizedParty { get; init; } = "http://localhost:3000";

    /// <summary>The <c>sid</c>; a new one when null.</summary>
    public string? SessionId { get; init; }

    /// <summary>From <c>iat</c> to <c>exp</c>; Clerk's default.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The <c>sts</c> of version 2: <c>active</c> or <c>pending</c>.</summary>
    public string Status { get; init; } = "active";

    /// <summary>Claims of one's own, over those of the instance; they cannot replace Clerk's.</summary>
    public JsonObject? Claims { get; init; }
}
