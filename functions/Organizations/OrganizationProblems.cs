using Serverless.Platform.Http;

namespace Serverless.Organizations;

/// <summary>Refusals about organizations.</summary>
public static class OrganizationProblems
{
    /// <summary>Also of one that exists and that the caller is no member of: the two must not be told apart.</summary>
    public static readonly Problem Unknown = new(404, "organization-unknown", "There is no such organization.");

    public static readonly Problem NotAMember = new(
        403,
        "not-a-member",
        "You are not a member of the active organization.",
        "Make another organization active, or none, and renew the session token.");

    public static readonly Problem OrganizationNeeded = new(
        403, "organization-needed", "No organization is active.", "Make one active, and renew the session token.");

    public static readonly Problem AdminNeeded = new(
        403,
        "organization-admin-needed",
        "Only an admin of the active organization may do this.",
        "Who has just become one has to renew the session token.");
}
