using Serverless.Identity;
using Serverless.Identity.Access;

namespace Serverless.Organizations;

/// <summary>
/// A caller who is, by our own copy, a member of an organization that is there: the proof that stores of an organization's data ask for.
/// Only <see cref="MemberDirectory"/> makes one.
/// </summary>
public sealed class Member
{
    internal Member(Caller caller, OrganizationId organization, string? role)
    {
        Caller = caller;
        Organization = organization;
        Role = role;
    }

    public Caller Caller { get; }

    public OrganizationId Organization { get; }

    /// <summary>By our own copy, with the prefix <c>org:</c>.</summary>
    public string? Role { get; }
}

/// <summary>Roles in organizations that every instance of Clerk has; others are custom.</summary>
public static class OrganizationRoles
{
    public const string Admin = "org:admin";
}
