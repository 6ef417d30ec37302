using Microsoft.Extensions.DependencyInjection;
using Serverless.Platform.Cosmos;

namespace Serverless.Identity;

public static class IdentityRegistration
{
    public static IServiceCollection AddIdentity(this IServiceCollection services) => services
        .AddDocuments("identities", () => IdentityJson.Default.IdentityDocument)
        .AddSingleton<IdentityMap>();
}
