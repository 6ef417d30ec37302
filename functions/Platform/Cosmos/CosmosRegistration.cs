using System.Text.Json.Serialization.Metadata;
using Azure.Identity;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Platform.Settings;
using Serverless.Platform.Telemetry.Vitals;

namespace Serverless.Platform.Cosmos;

public static class CosmosRegistration
{
    public static IServiceCollection AddCosmos(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings(new CosmosSettings(configuration));
        return services.AddSingleton(provider => Connect(provider.GetRequiredService<CosmosSettings>()));
    }

    /// <summary>Registers the one way to the documents of type <typeparamref name="T"/>.</summary>
    /// <param name="json">How they are written.</param>
    /// <param name="partition">By what the container is partitioned.</param>
    public static IServiceCollection AddDocuments<T>(
        this IServiceCollection services, string container, Func<JsonTypeInfo<T>> json, string partition = "/id")
        where T : class => services
        .AddSingleton(new NeededContainer(container, partition))
        .AddSingleton(provider => new Documents<T>(
            new(() => provider.GetRequiredService<CosmosClient>().GetContainer(provider.GetRequiredService<CosmosSettings>().Database, container)),
            new(json),
            provider.GetRequiredService<VitalSigns>(),
            provider.GetRequiredService<TimeProvider>()));

    private static CosmosClient Connect(CosmosSettings settings)
    {
        var options = new CosmosClientOptions
        {
            ApplicationName = "serverless-user-store",
            ConnectionMode = settings.ConnectionMode,
            // Nobody reads the document a write echoes; the ETag comes in a header.
            EnableContentResponseOnWrite = false,
            // Waiting for a throttled store is the queue's business, which can set the message aside meanwhile.
            MaxRetryAttemptsOnRateLimitedRequests = 3,
            MaxRetryWaitTimeOnRateLimitedRequests = TimeSpan.FromSeconds(5),
        };
        return settings.Key is { } key
            ? new CosmosClient(settings.Endpoint.ToString(), key, options)
            : new CosmosClient(settings.Endpoint.ToString(), new DefaultAzureCredential(), options);
    }
}
