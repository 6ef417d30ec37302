using Local.Clerk;
using Local.Cosmos;
using Local.ServiceBus;
using Microsoft.Azure.Cosmos;

namespace Local.Stack;

/// <summary>Service Bus and Cosmos DB, with everything the deployment would have created in them; and Clerk.</summary>
internal sealed class Emulators : IAsyncDisposable
{
    /// <summary>How a session token says the application role, on Clerk's dashboard as here.</summary>
    private const string SessionClaims = """{"metadata":{"role":"{{user.public_metadata.role}}"}}""";

    private readonly ControlServer control;

    private Emulators(ServiceBusEmulator serviceBus, CosmosEmulator cosmos, ClerkSimulator clerk, ControlServer control)
    {
        this.control = control;
        Clerk = clerk;
        ServiceBus = serviceBus;
        Cosmos = cosmos;
    }

    public ServiceBusEmulator ServiceBus { get; }

    public CosmosEmulator Cosmos { get; }

    public ClerkSimulator Clerk { get; }

    /// <param name="requestsPer10Seconds">Clerk's limit; by default that of a production instance.</param>
    /// <param name="clock">Of broker and store; Clerk is another company and keeps the time on the wall.</param>
    public static async Task<Emulators> Start(
        StackSettings settings, CancellationToken cancellation, int requestsPer10Seconds = 1000, TimeProvider? clock = null)
    {
        clock ??= TimeProvider.System;
        // Otherwise the SDK asks, once per process, an address that only exists in Azure.
        Environment.SetEnvironmentVariable("COSMOS_DISABLE_IMDS_ACCESS", "true");
        var serviceBus = await ServiceBusEmulator.StartAsync(
            new ServiceBusEmulatorOptions
            {
                Port = settings.Ports.ServiceBus,
                Clock = clock,
                Queues = LocalResources.Queues,
                StateFolder = Under(settings.StateFolder, "service-bus"),
            },
            cancellation);
        var cosmos = await CosmosEmulator.StartAsync(
            new CosmosEmulatorOptions { Port = settings.Ports.Cosmos, Clock = clock, StateFolder = Under(settings.StateFolder, "cosmos") },
            cancellation);
        using var client = new CosmosClient(
            cosmos.Endpoint.ToString(), CosmosEmulator.WellKnownKey, new CosmosClientOptions { ConnectionMode = ConnectionMode.Gateway });
        await LocalResources.Create(client, settings.Values["Cosmos__database"], cancellation);
        var clerk = await ClerkSimulator.StartAsync(
            new ClerkSimulatorOptions
            {
                Port = settings.Ports.Clerk,
                RequestsPer10Seconds = requestsPer10Seconds,
                SecretKey = settings.Values["CLERK_SECRET_KEY"],
                SessionClaims = SessionClaims,
                // One door is enough: it is the same app behind each.
                Endpoints = settings.Ports.Apps.Count > 0 ? [new WebhookEndpoint(settings.WebhookAddress, settings.SigningSecret)] : [],
                StateFolder = Under(settings.StateFolder, "clerk"),
            },
            cancellation);
        var control = await ControlServer.Start(settings.Ports.Control, serviceBus.Faults, cosmos.Faults, clerk.Faults, cancellation);
        return new Emulators(serviceBus, cosmos, clerk, control);
    }

    private static string? Under(string? folder, string name) => folder is null ? null : Path.Combine(folder, name);

    public async ValueTask DisposeAsync()
    {
        await control.DisposeAsync();
        await Clerk.DisposeAsync();
        await ServiceBus.DisposeAsync();
        await Cosmos.DisposeAsync();
    }
}
