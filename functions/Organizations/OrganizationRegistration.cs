using Microsoft.Extensions.DependencyInjection;
using Serverless.Platform.Cosmos;
using Serverless.Users;

namespace Serverless.Organizations;

public static class OrganizationRegistration
{
    public static IServiceCollection AddOrganizations(this IServiceCollection services) => services
        .AddDocuments("organizations", () => OrganizationJson.Default.OrganizationDocument)
        .AddDocuments("memberships", () => OrganizationJson.Default.MembershipDocument, partition: "/organization")
        .AddSingleton<OrganizationStore>()
        .AddSingleton<MembershipStore>()
        .AddSingleton<OrganizationSync>()
        .AddSingleton<OrganizationMetrics>()
        .AddSingleton<MemberDirectory>()
        .AddSingleton<IColleagues>(services => services.GetRequiredService<MemberDirectory>())
        .AddSingleton<OrganizationLookup>()
        .AddSingleton<IMyOrganizations, ActiveOrganizations>();
}
