using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Platform.Cosmos;
using Serverless.Platform.Settings;

namespace Serverless.Platform.Clerk;

public static class ClerkRegistration
{
    /// <summary>Clerk's Backend API: <see cref="ClerkApi"/> to read, <see cref="ClerkCommands"/> to change.</summary>
    public static IServiceCollection AddClerk(this IServiceCollection services, IConfiguration configuration) => services
        .AddSettings(new ClerkSettings(configuration))
        .AddDocuments("state", () => ClerkRateJson.Default.ClerkRateDocument)
        .AddSingleton<ClerkRateBudget>()
        .AddSingleton<ClerkMetrics>()
        .AddSingleton<ClerkHttp>()
        .AddSingleton<ClerkApi>()
        .AddSingleton<ClerkCommands>();
}
