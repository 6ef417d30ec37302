using Serverless.Platform.Http;

namespace Serverless.Identity.Access;

/// <summary>Refusals of callers for who they are.</summary>
public static class AccessProblems
{
    /// <summary>Why a token was refused is counted, and nobody's business outside.</summary>
    public static readonly Problem NotSignedIn = new(401, "not-signed-in", "A valid session token is needed.") { Challenge = "Bearer" };

    public static readonly Problem KeysUnavailable = new(503, "keys-unavailable", "Session tokens cannot be checked at present. Try again.")
    {
        RetryAfter = TimeSpan.FromSeconds(5),
    };

    public static readonly Problem Closed = new(403, "closed", "Nobody may call this.");

    public static readonly Problem Deleted = new(403, "user-deleted", "This person has been deleted.");

    public static readonly Problem Banned = new(403, "user-banned", "This person has been banned.");

    public static readonly Problem Impersonated = new(
        403, "impersonated", "Nobody may do this in another's name.", "The session token is that of somebody who impersonates the user.");

    public static Problem RoleMissing(string role) => new(
        403, "role-missing", "A role is needed.", $"The session token must carry metadata.role = \"{role}\".");
}
