using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Identity;
using Serverless.Invitations;
using Serverless.Operations;
using Serverless.Organizations;
using Serverless.Platform;
using Serverless.Projects;
using Serverless.Reconciliation;
using Serverless.Reference;
using Serverless.Users;
using Serverless.Webhooks;

namespace Serverless;

/// <summary>
/// The list of rooms. Whoever wants to know what the app needs, its settings or its containers, registers them and asks.
/// </summary>
internal static class Rooms
{
    public static IServiceCollection AddRooms(this IServiceCollection services, IConfiguration configuration) => services
        .AddPlatform(configuration)
        .AddIdentity(configuration)
        .AddUsers()
        .AddOrganizations()
        .AddInvitations(configuration)
        .AddProjects()
        .AddWebhooks(configuration)
        .AddReconciliation(configuration)
        .AddOperations(configuration)
        .AddReference();
}
