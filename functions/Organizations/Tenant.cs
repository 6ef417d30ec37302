using Microsoft.Azure.Functions.Worker;
using Serverless.Identity;
using Serverless.Identity.Access;
using Serverless.Identity.Sessions;

namespace Serverless.Organizations;

/// <summary>
/// Whose data a call is about: the caller's active organization, or, if none is active, the caller's own personal space. Stores of
/// tenant data cannot be asked without one, and there is no other way to one than being a verified caller.
/// </summary>
public sealed class Tenant
{
    private Tenant(
        string key, Caller caller, OrganizationId? organization, string? organizationSubject, bool isAdmin, IReadOnlySet<string> permissions)
    {
        Key = key;
        Caller = caller;
        Organization = organization;
        OrganizationSubject = organizationSubject;
        IsAdmin = isAdmin;
        Permissions = permissions;
    }

    /// <summary>The partition in which the tenant's documents lie: an internal id, of the organization or of the person.</summary>
    public string Key { get; }

    public Caller Caller { get; }

    /// <summary>Null in a personal space.</summary>
    public OrganizationId? Organization { get; }

    /// <summary>Clerk's id of <see cref="Organization"/>, <c>org_…</c>.</summary>
    public string? OrganizationSubject { get; }

    /// <summary>Of the organization, by the session token and by our own copy; everybody is one in their personal space.</summary>
    public bool IsAdmin { get; }

    /// <summary>Custom permissions, as the session token tells them; none if our own copy has another role than the token.</summary>
    public IReadOnlySet<string> Permissions { get; }

    public static Tenant Personal(Caller caller) =>
        new(caller.Id.Value, caller, organization: null, organizationSubject: null, isAdmin: true, new HashSet<string>());

    /// <summary>
    /// The tenant of a member. Token and copy are seconds apart, and either may be the older one: rights that both do not give are
    /// not given.
    /// </summary>
    public static Tenant Of(Member member, ActiveOrganization active)
    {
        var agree = member.Role == active.Role;
        return new Tenant(
            member.Organization.Value,
            member.Caller,
            member.Organization,
            active.Id,
            agree && active.Role == OrganizationRoles.Admin,
            agree ? active.Permissions : new HashSet<string>());
    }
}

/// <summary>Whoever is signed in, within their tenant; see <see cref="Organizations.Tenant"/>.</summary>
public class InTenantAttribute : SignedInAttribute
{
    public override string Who => "tenant";

    public override IEnumerable<Platform.Http.Problem> Refusals => [.. base.Refusals, OrganizationProblems.NotAMember];
}

/// <summary>Whoever is an admin of the active organization, by the session token and by our own copy. A personal space is none.</summary>
public sealed class OrganizationAdminAttribute : InTenantAttribute
{
    public override string Who => "organization admin";

    public override IEnumerable<Platform.Http.Problem> Refusals =>
        [.. base.Refusals, OrganizationProblems.OrganizationNeeded, OrganizationProblems.AdminNeeded];
}

public static class TenantExtensions
{
    /// <summary>The tenant of a function whose audience is in a tenant.</summary>
    public static Tenant Tenant(this FunctionContext context) => context.Features.Get<Tenant>()
        ?? throw new InvalidOperationException($"'{context.FunctionDefinition.Name}' has no tenant: its audience is not in one.");
}
