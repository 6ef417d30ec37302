using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Configuration;

namespace Local.FunctionsHost;

/// <summary>
/// Where a trigger's broker is: <c>AzureWebJobs{name}</c> before <c>{name}</c>, each first among connection strings;
/// as the real host resolves the <c>Connection</c> of a trigger.
/// </summary>
internal static class ServiceBusConnection
{
    public static Func<ServiceBusClient> Resolve(string name, IConfiguration configuration)
    {
        foreach (var candidate in new[] { "AzureWebJobs" + name, name })
        {
            if (configuration.GetConnectionString(candidate) is { Length: > 0 } listed)
            {
                return () => new ServiceBusClient(listed);
            }

            if (configuration[candidate] is { Length: > 0 } connection)
            {
                return () => new ServiceBusClient(connection);
            }
        }

        throw new HostStartException(
            $"Service Bus connection '{name}' does not exist: set {name} to a connection string. "
            + $"(Identity-based connections, {name}__fullyQualifiedNamespace, need the real host.)");
    }
}
