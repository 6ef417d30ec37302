using Serverless.Identity;
using Serverless.Organizations;

namespace Serverless.Invitations;

/// <summary>
/// Who invites: an organization into itself, or operators into the application as a whole. Invitations of one are not seen from another.
/// </summary>
public sealed record InvitationScope
{
    private const string ApplicationKey = "application";

    private InvitationScope(string key, ProviderSubject? organization)
    {
        Key = key;
        Organization = organization;
    }

    public static InvitationScope Application { get; } = new(ApplicationKey, null);

    /// <summary>The partition in which the invitations lie: the internal id of the organization, or a word.</summary>
    public string Key { get; }

    /// <summary>As Clerk knows it; null for the application.</summary>
    public ProviderSubject? Organization { get; }

    /// <summary>The organization of a call whose audience are its admins.</summary>
    public static InvitationScope Of(Tenant tenant) => tenant is { IsAdmin: true, Organization: not null, OrganizationSubject: { } subject }
        ? new InvitationScope(tenant.Key, ProviderSubject.Clerk(subject))
        : throw new InvalidOperationException("Only an admin of an organization invites into it.");

    public static InvitationScope Of(OrganizationId id, ProviderSubject organization) => new(id.Value, organization);

    /// <summary>That of an invitation we hold.</summary>
    public static InvitationScope Of(InvitationDocument invitation) => new(
        invitation.Scope, invitation.OrganizationSubject is { } subject ? ProviderSubject.Clerk(subject) : null);
}
