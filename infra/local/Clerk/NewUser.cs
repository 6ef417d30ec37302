using System.Text.Json.Nodes;

namespace Local.Clerk;

/// <summary>How an e-mail address came to be verified; the object and strategy of its <c>verification</c> follow from it.</summary>
public enum EmailVerification
{
    /// <summary>By a code sent to it, as at an ordinary sign-up.</summary>
    EmailCode,

    /// <summary>By the link of an invitation.</summary>
    Ticket,

    /// <summary>By whoever called the API.</summary>
    Admin,

    /// <summary>Not yet.</summary>
    Unverified,
}

/// <summary>Somebody who signs up, or is created through the API.</summary>
public sealed record NewUser
{
    /// <summary>The primary address; null for nobody with an address.</summary>
    public string? EmailAddress { get; init; }

    public EmailVerification Verification { get; init; }

    /// <summary>Further addresses, verified in the same way.</summary>
    public IReadOnlyList<string> MoreEmailAddresses { get; init; } = [];

    public IReadOnlyList<string> PhoneNumbers { get; init; } = [];

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public string? Username { get; init; }

    public string? ExternalId { get; init; }

    public string? Locale { get; init; }

    public JsonObject? PublicMetadata { get; init; }

    public JsonObject? PrivateMetadata { get; init; }

    public JsonObject? UnsafeMetadata { get; init; }

    public bool HasPassword { get; init; }

    public bool Banned { get; init; }

    public bool Locked { get; init; }

    /// <summary><c>created_at</c> of an imported user; the present by default. <c>updated_at</c> is the present all the same.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Both times at once: somebody who has been there for a while.</summary>
    public DateTimeOffset? Since { get; init; }
}
