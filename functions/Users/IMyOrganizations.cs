using System.ComponentModel;
using Serverless.Identity;
using Serverless.Identity.Access;

namespace Serverless.Users;

/// <summary>In whose name somebody acts. Organizations know; users do not know organizations.</summary>
public interface IMyOrganizations
{
    /// <summary>
    /// The active organization of the caller's session. Null if none is active, if the caller is no member of it, and if nobody who
    /// knows can be asked at present.
    /// </summary>
    Task<MyOrganization?> FindActive(Caller caller, CancellationToken cancellation);
}

/// <summary>An organization and the caller's role in it.</summary>
/// <param name="Role">With the prefix <c>org:</c>; null if Clerk did not say.</param>
[Description("The active organization. What is unknown is left out.")]
public sealed record MyOrganization(
    OrganizationId Id,
    string? Name,
    [property: Description("The caller's role in it, as our own copy has it.")] string? Role);
