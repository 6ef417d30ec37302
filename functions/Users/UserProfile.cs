using System.Text.Json;

namespace Serverless.Users;

/// <summary>
/// What Clerk knows of a person and we keep. Left out on purpose: <c>private_metadata</c> (not ours to hold),
/// <c>unsafe_metadata</c> (anybody's claim about themselves) and the times of last activity (they change without a version).
/// </summary>
public sealed record UserProfile
{
    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public string? Username { get; init; }

    public string? ImageUrl { get; init; }

    public string? Locale { get; init; }

    /// <summary>The id that another system of the company gave this person through Clerk.</summary>
    public string? ExternalId { get; init; }

    public IReadOnlyList<EmailAddress> Emails { get; init; } = [];

    /// <summary>Clerk's id of the primary address. There may be no entry of that id.</summary>
    public string? PrimaryEmailId { get; init; }

    public IReadOnlyList<PhoneNumber> Phones { get; init; } = [];

    public string? PrimaryPhoneId { get; init; }

    /// <summary>Written by our servers through Clerk's API; keys sorted, so that equal content is equal bytes.</summary>
    public JsonElement? PublicMetadata { get; init; }

    /// <summary>May not sign in.</summary>
    public bool Banned { get; init; }

    /// <summary>May not sign in for a while, after too many failures.</summary>
    public bool Locked { get; init; }

    /// <summary>Milliseconds since the Unix epoch, by Clerk's clock; 0 if Clerk did not say. Reconciliation walks by it.</summary>
    public long CreatedAt { get; init; }

    /// <summary>The address people mean: not the first of the list. It may be missing.</summary>
    public EmailAddress? PrimaryEmail() => PrimaryEmailId is null ? null : Emails.FirstOrDefault(email => email.Id == PrimaryEmailId);
}

/// <param name="Verified">Only a verified address proves anything about its owner.</param>
public sealed record EmailAddress(string? Id, string Address, bool Verified);

/// <param name="Number">E.164.</param>
public sealed record PhoneNumber(string? Id, string Number, bool Verified);
