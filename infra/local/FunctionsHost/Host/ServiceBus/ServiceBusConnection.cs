using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Configuration;

namespace Local.FunctionsHost;

/// <summary>
/// Where a trigger's broker is: <c>AzureWebJobs{name}</c> before <c>{name}</c>, each first among connection strings;
/// as the real host resolves the <c>Connection</c> of a trigger.
/// </summary>
internal static class ServiceBusConnection
{
    /// <exception cref="HostStartException">There is no such setting, or it is not a connection string.</exception>
    public static ServiceBusClient Open(string name, ServiceBusRetryOptions retry, IConfiguration configuration)
    {
        var options = new ServiceBusClientOptions { RetryOptions = retry };
        foreach (var candidate in new[] { "AzureWebJobs" + name, name })
        {
            if ((configuration.GetConnectionString(candidate) ?? configuration[candidate]) is not { Length: > 0 } connection)
            {
                continue;
            }

            try
            {
                return new ServiceBusClient(connection, options);
            }
            catch (Exception wrong) when (wrong is FormatException or ArgumentException)
            {
                throw new HostStartException($"Service Bus connection '{name}': {candidate} is not a connection string: {wrong.Message}");
            }
        }

        throw new HostStartException(
            $"Service Bus connection '{name}' does not exist: set {name} to a connection string. "
            + $"(Identity-based connections, {name}__fullyQualifiedNamespace, need the real host.)");
    }
}
