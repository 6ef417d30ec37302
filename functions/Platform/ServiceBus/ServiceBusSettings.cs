using Microsoft.Extensions.Configuration;
using Serverless.Platform.Settings;

namespace Serverless.Platform.ServiceBus;

/// <summary>Where the broker is: the same settings that the triggers use.</summary>
public sealed class ServiceBusSettings(IConfiguration configuration) : IRoomSettings
{
    private const string ConnectionExample = "Endpoint=sb://<namespace>.servicebus.windows.net/;SharedAccessKeyName=…;SharedAccessKey=…";

    /// <summary><c>ServiceBus</c>; without it the app signs in to the namespace with its managed identity.</summary>
    public string? ConnectionString { get; } = configuration[Queues.Connection] is { Length: > 0 } text ? text : null;

    /// <summary><c>ServiceBus__fullyQualifiedNamespace</c>.</summary>
    public string? Namespace { get; } = configuration[Queues.Connection + ":fullyQualifiedNamespace"];

    public IEnumerable<SettingProblem> Problems()
    {
        if (ConnectionString is null && SettingText.Absence(Namespace) is { } absent)
        {
            yield return new(
                "ServiceBus__fullyQualifiedNamespace", absent, "<namespace>.servicebus.windows.net, or ServiceBus with a connection string.");
        }
        else if (ConnectionString is not null && SettingText.Absence(ConnectionString) is { } unresolved)
        {
            yield return new("ServiceBus", unresolved, ConnectionExample);
        }
        else if (ConnectionString is not null && !ConnectionString.Contains("Endpoint=sb://", StringComparison.OrdinalIgnoreCase))
        {
            yield return new("ServiceBus", "names no endpoint.", ConnectionExample);
        }
    }
}
