using Microsoft.Extensions.Logging;
using Serverless.Identity.Access;
using Serverless.Platform.Clerk;
using Serverless.Users;

namespace Serverless.Organizations;

/// <summary>The active organization as its members are told of it.</summary>
public sealed partial class ActiveOrganizations(OrganizationLookup organizations, ILogger<ActiveOrganizations> logger) : IMyOrganizations
{
    public async Task<MyOrganization?> FindActive(Caller caller, CancellationToken cancellation)
    {
        if (caller.Session.Organization is not { } active)
        {
            return null;
        }

        try
        {
            return await organizations.FindWithOrganization(caller, active, cancellation) is var (member, organization)
                ? new MyOrganization(organization.Id, organization.Profile?.Name, member.Role)
                : null;
        }
        catch (ClerkException failure)
        {
            LogNotTold(failure.Message);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Somebody was told who they are without their active organization: {Reason}")]
    private partial void LogNotTold(string reason);
}
