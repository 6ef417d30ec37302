using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Serverless.Platform.Clerk;
using Serverless.Platform.Cosmos;
using Serverless.Platform.Http;
using Serverless.Platform.Ids;
using Serverless.Platform.ServiceBus;
using Serverless.Platform.Telemetry;
using Serverless.Platform.Telemetry.Vitals;

namespace Serverless.Platform;

public static class PlatformRegistration
{
    /// <summary>Clock, ids, telemetry, store, broker and Clerk's API: what every room stands on.</summary>
    public static IServiceCollection AddPlatform(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IdGenerator>();
        services.AddSingleton<HttpFunctions>();
        services.AddSingleton<HttpMetrics>();
        services.AddTelemetry(configuration);
        services.AddVitals();
        services.AddCosmos(configuration);
        services.AddServiceBus(configuration);
        services.AddClerk(configuration);
        return services;
    }
}
