using Serverless.Platform.Http;

namespace Serverless.Organizations;

/// <summary>Who is let in, of those whose tenant is known.</summary>
public static class TenantRules
{
    /// <summary>Why a tenant does not open a function, or null if it does.</summary>
    public static Problem? Refusal(InTenantAttribute audience, Tenant tenant) => (audience, tenant) switch
    {
        (OrganizationAdminAttribute, { Organization: null }) => OrganizationProblems.OrganizationNeeded,
        (OrganizationAdminAttribute, { IsAdmin: false }) => OrganizationProblems.AdminNeeded,
        _ => null,
    };
}
