using System.Reflection;
using System.Runtime.InteropServices;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Cosmos;
using Microsoft.Azure.Functions.Worker;

namespace Serverless.Platform;

/// <summary>What is running: the app's own version, with the commit if it was built from one, and those of what it stands on.</summary>
public static class AppVersions
{
    private const int CommitLength = 8;

    public static string App { get; } = Of(typeof(AppVersions));

    public static string Runtime => RuntimeInformation.FrameworkDescription;

    public static string Worker { get; } = Of(typeof(FunctionContext));

    public static string Cosmos { get; } = Of(typeof(CosmosClient));

    public static string ServiceBus { get; } = Of(typeof(ServiceBusClient));

    /// <summary>With no more of the commit than it takes to find it.</summary>
    private static string Of(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+') switch
        {
            [var version, { Length: > CommitLength } commit] => $"{version}+{commit[..CommitLength]}",
            [var version, ..] => version,
            _ => $"{type.Assembly.GetName().Version}",
        };
}
