using System.Diagnostics.CodeAnalysis;

namespace Serverless.Identity;

/// <summary>
/// A person as an identity provider knows them. The provider is data, so that a second one is a new row in the identity
/// map and not a new schema.
/// </summary>
public sealed record ProviderSubject
{
    public const string ClerkName = "clerk";

    /// <summary>No id of Clerk's begins like this.</summary>
    private const string PendingPrefix = "pending_";

    // Clerk's ids have about 32 characters; the store's limit for a document id is 1,023 bytes
    // (https://learn.microsoft.com/azure/cosmos-db/concepts-limits).
    private const int LongestSubject = 255;

    private ProviderSubject(string provider, string subject)
    {
        Provider = provider;
        Subject = subject;
    }

    public string Provider { get; }

    public string Subject { get; }

    /// <summary>Document id in the identity map.</summary>
    public string Key => $"{Provider}|{Subject}";

    /// <summary>False for an id that is empty, too long or has characters that no provider's id and no document id has.</summary>
    public static bool TryClerk(string? subject, [NotNullWhen(true)] out ProviderSubject? known)
    {
        known = subject is { Length: > 0 and <= LongestSubject } && subject.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
            ? new ProviderSubject(ClerkName, subject)
            : null;
        return known is not null;
    }

    /// <summary>Somebody who was invited and whom the provider does not know yet: one subject for each internal id.</summary>
    public static ProviderSubject Pending(UserId id) => new(ClerkName, PendingPrefix + id.Value[UserId.Prefix.Length..]);

    /// <summary>A subject that was found good before, as one of a document is.</summary>
    /// <exception cref="FormatException">It is none of Clerk's ids.</exception>
    public static ProviderSubject Clerk(string subject) =>
        TryClerk(subject, out var known) ? known : throw new FormatException("Not an id of Clerk's.");
}
