using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Serverless.Platform.Clerk;

/// <summary>What to merge into a user's metadata; what is null here is left alone, a member that is null in it is removed.</summary>
public sealed record ClerkMetadata
{
    /// <summary>Seen by everybody, written by servers only.</summary>
    public JsonObject? PublicMetadata { get; init; }

    /// <summary>Seen and written by servers only.</summary>
    public JsonObject? PrivateMetadata { get; init; }
}

/// <summary>An invitation to the application.</summary>
public sealed record ClerkNewInvitation(string EmailAddress)
{
    /// <summary>Becomes the public metadata of the user who accepts.</summary>
    public JsonObject? PublicMetadata { get; init; }

    public string? RedirectUrl { get; init; }

    /// <summary>Whether Clerk sends the e-mail; by default it does.</summary>
    public bool? Notify { get; init; }

    /// <summary>True: not an error if the address is invited already or belongs to a user.</summary>
    public bool? IgnoreExisting { get; init; }

    /// <summary>From 1 to 365; 30 by default.</summary>
    public int? ExpiresInDays { get; init; }
}

/// <summary>An invitation to an organization.</summary>
/// <param name="Role">For example <c>org:member</c>.</param>
public sealed record ClerkNewOrganizationInvitation(string EmailAddress, string Role)
{
    /// <summary>The member in whose name it is sent.</summary>
    public string? InviterUserId { get; init; }

    /// <summary>Becomes the public metadata of the membership.</summary>
    public JsonObject? PublicMetadata { get; init; }

    /// <summary>Becomes the private metadata of the membership.</summary>
    public JsonObject? PrivateMetadata { get; init; }

    public string? RedirectUrl { get; init; }

    /// <summary>Whether Clerk sends the e-mail; by default it does.</summary>
    public bool? Notify { get; init; }

    /// <summary>From 1 to 365; 30 by default.</summary>
    public int? ExpiresInDays { get; init; }
}

/// <summary>A membership of an organization.</summary>
/// <param name="Role">For example <c>org:member</c>.</param>
public sealed record ClerkNewMembership(string UserId, string Role)
{
    public JsonObject? PublicMetadata { get; init; }
}

internal sealed record ClerkRevocation(string? RequestingUserId);

/// <summary>How bodies are written. What is in metadata is nobody's to rename or leave out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ClerkMetadata))]
[JsonSerializable(typeof(ClerkNewInvitation))]
[JsonSerializable(typeof(ClerkNewOrganizationInvitation))]
[JsonSerializable(typeof(ClerkNewMembership))]
[JsonSerializable(typeof(ClerkRevocation))]
internal sealed partial class ClerkJson : JsonSerializerContext;
