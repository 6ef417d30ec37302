using Local.Cosmos;
using Microsoft.Azure.Cosmos;
using Xunit;

namespace Serverless.Tests.Local.Cosmos;

/// <summary>An emulator of one test's own, with a container <c>app/users</c> that the client already knows.</summary>
public sealed class RunningEmulator : IAsyncDisposable
{
    private RunningEmulator(CosmosEmulator emulator, CosmosClient client, HttpClient http)
    {
        Emulator = emulator;
        Client = client;
        Http = http;
        Users = client.GetContainer("app", "users");
    }

    public CosmosEmulator Emulator { get; }

    public CosmosClient Client { get; }

    /// <summary>For what the SDK would not send: the emulator's own routes and bad requests.</summary>
    public HttpClient Http { get; }

    public Container Users { get; }

    public static async Task<RunningEmulator> StartAsync(
        CosmosEmulatorOptions? options = null, Action<CosmosClientOptions>? configure = null, ContainerProperties? users = null)
    {
        var emulator = await CosmosEmulator.StartAsync(options ?? new(), TestContext.Current.CancellationToken);
        var clientOptions = CosmosAccount.Options();
        clientOptions.LimitToEndpoint = true;
        configure?.Invoke(clientOptions);
        var running = new RunningEmulator(
            emulator, new CosmosClient(emulator.ConnectionString, clientOptions), new HttpClient { BaseAddress = emulator.Endpoint });
        Database database = await running.Client.CreateDatabaseAsync("app");
        await database.CreateContainerAsync(users ?? new ContainerProperties("users", "/tenant"));

        // So that later requests are the operation's own: container and key ranges are in the client's caches.
        using var missing = await running.Users.ReadItemStreamAsync("missing", new PartitionKey("t1"));
        emulator.Metrics.Reset();
        return running;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Client.Dispose();
        await Emulator.DisposeAsync();
    }
}
