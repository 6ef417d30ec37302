using Azure.Identity;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Platform.Settings;

namespace Serverless.Platform.ServiceBus;

public static class ServiceBusRegistration
{
    public static IServiceCollection AddServiceBus(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings(new ServiceBusSettings(configuration));
        services.AddSingleton(provider => Connect(provider.GetRequiredService<ServiceBusSettings>()));
        services.AddSingleton<QueueSenders>();
        services.AddSingleton(RedeliveryPolicy.Default);
        services.AddSingleton<QueueMetrics>();
        services.AddSingleton<QueueDelivery>();
        return services;
    }

    private static ServiceBusClient Connect(ServiceBusSettings settings)
    {
        // A webhook must be answered within 15 seconds (https://docs.svix.com/retries); the defaults would wait minutes.
        var options = new ServiceBusClientOptions
        {
            RetryOptions = new ServiceBusRetryOptions
            {
                MaxRetries = 2,
                Delay = TimeSpan.FromMilliseconds(200),
                MaxDelay = TimeSpan.FromSeconds(1),
                TryTimeout = TimeSpan.FromSeconds(3),
            },
        };
        return settings.ConnectionString is { } connection
            ? new ServiceBusClient(connection, options)
            : new ServiceBusClient(settings.Namespace, new DefaultAzureCredential(), options);
    }
}
