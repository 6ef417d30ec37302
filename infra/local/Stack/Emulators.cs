using Local.Cosmos;
using Local.ServiceBus;
using Microsoft.Azure.Cosmos;

namespace Local.Stack;

/// <summary>Service Bus and Cosmos DB, with everything the deployment would have created in them.</summary>
internal sealed class Emulators : IAsyncDisposable
{
    private readonly ControlServer control;

    private Emulators(ServiceBusEmulator serviceBus, CosmosEmulator cosmos, ControlServer control)
    {
        this.control = control;
        ServiceBus = serviceBus;
        Cosmos = cosmos;
    }

    public ServiceBusEmulator ServiceBus { get; }

    public CosmosEmulator Cosmos { get; }

    public static async Task<Emulators> Start(StackSettings settings, CancellationToken cancellation)
    {
        // Otherwise the SDK asks, once per process, an address that only exists in Azure.
        Environment.SetEnvironmentVariable("COSMOS_DISABLE_IMDS_ACCESS", "true");
        var serviceBus = await ServiceBusEmulator.StartAsync(
            new ServiceBusEmulatorOptions
            {
                Port = settings.Ports.ServiceBus,
                Queues = LocalResources.Queues,
                StateFolder = Under(settings.StateFolder, "service-bus"),
            },
            cancellation);
        var cosmos = await CosmosEmulator.StartAsync(
            new CosmosEmulatorOptions { Port = settings.Ports.Cosmos, StateFolder = Under(settings.StateFolder, "cosmos") }, cancellation);
        using var client = new CosmosClient(
            cosmos.Endpoint.ToString(), CosmosEmulator.WellKnownKey, new CosmosClientOptions { ConnectionMode = ConnectionMode.Gateway });
        await LocalResources.Create(client, settings.Values["Cosmos__database"], cancellation);
        var control = await ControlServer.Start(settings.Ports.Control, serviceBus.Faults, cosmos.Faults, cancellation);
        return new Emulators(serviceBus, cosmos, control);
    }

    private static string? Under(string? folder, string name) => folder is null ? null : Path.Combine(folder, name);

    public async ValueTask DisposeAsync()
    {
        await control.DisposeAsync();
        await ServiceBus.DisposeAsync();
        await Cosmos.DisposeAsync();
    }
}
