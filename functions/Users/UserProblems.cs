using Serverless.Platform.Http;

namespace Serverless.Users;

/// <summary>Refusals about users.</summary>
public static class UserProblems
{
    /// <summary>Also of somebody who exists and whom the caller may not see: the two must not be told apart.</summary>
    public static readonly Problem Unknown = new(404, "user-unknown", "There is no such user.");

    public static readonly Problem AlreadyDeleted = new(409, "user-already-deleted", "The user has been deleted.");

    public static readonly Problem Pending = new(409, "user-pending", "The user has been invited and has not signed up yet.");

    public static readonly Problem LastAdmin = new(
        409, "last-admin", "Somebody must remain who can give roles.", "Make somebody else an admin first.");

    public static readonly Problem AdminsChanging = new(503, "admins-changing", "Another admin is leaving at this moment. Try again.")
    {
        RetryAfter = TimeSpan.FromSeconds(2),
    };
}
