using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Serverless.Identity.Access;

namespace Serverless.Organizations;

/// <summary>
/// Finds the tenant of a call whose audience is in one, and lets through only whom that audience admits. An active organization that
/// the caller is no member of is refused; it never becomes the personal space, where they would look for their data in vain.
/// </summary>
public sealed class TenantMiddleware(OrganizationLookup organizations) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.Features.Get<AudienceAttribute>() is InTenantAttribute audience)
        {
            var tenant = await Find(context.Caller(), context.CancellationToken);
            if ((tenant is null ? OrganizationProblems.NotAMember : TenantRules.Refusal(audience, tenant)) is { } refusal)
            {
                await refusal.End(context);
                return;
            }

            context.Features.Set(tenant);
        }

        await next(context);
    }

    private async ValueTask<Tenant?> Find(Caller caller, CancellationToken cancellation) =>
        caller.Session.Organization is not { } active ? Tenant.Personal(caller)
        : await organizations.Find(caller, active, cancellation) is { } member ? Tenant.Of(member, active)
        : null;
}
