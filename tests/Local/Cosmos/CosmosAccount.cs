using System.Collections.Concurrent;
using System.Text.Json;
using Local.Cosmos;
using Microsoft.Azure.Cosmos;
using Xunit;

namespace Serverless.Tests.Local.Cosmos;

/// <summary>An account to run the store contract against, with a database of its own that is deleted at the end.</summary>
public abstract class CosmosAccount : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, Lazy<Task<Container>>> containers = new();
    private Database? database;

    public CosmosClient Client { get; private set; } = null!;

    public Database Database => database!;

    public async ValueTask InitializeAsync()
    {
        Client = await ConnectAsync();
        database = await Client.CreateDatabaseAsync($"contract-{Guid.NewGuid():N}");
    }

    /// <summary>A container with this partition key, shared by the tests of a class: each uses ids of its own.</summary>
    public Task<Container> ContainerAsync(params string[] paths) =>
        containers.GetOrAdd(string.Join(',', paths), _ => new(() => NewContainerAsync(paths))).Value;

    public async Task<Container> NewContainerAsync(params string[] paths)
    {
        var id = $"c-{Guid.NewGuid():N}";
        return await Database.CreateContainerAsync(paths.Length == 1 ? new(id, paths[0]) : new(id, partitionKeyPaths: paths));
    }

    public async ValueTask DisposeAsync()
    {
        await (database?.DeleteAsync() ?? Task.CompletedTask);
        Client.Dispose();
        await StopAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<CosmosClient> ConnectAsync();

    protected abstract ValueTask StopAsync();

    internal static CosmosClientOptions Options() => new()
    {
        ConnectionMode = ConnectionMode.Gateway,
        UseSystemTextJsonSerializerWithOptions = new JsonSerializerOptions(JsonSerializerDefaults.Web),
    };
}

/// <summary>
/// The emulator over a socket; or, when COSMOS_CONTRACT_ENDPOINT and COSMOS_CONTRACT_KEY are set, the account they
/// name, to see that the contract is the real service's.
/// </summary>
public sealed class ConfiguredAccount : CosmosAccount
{
    private CosmosEmulator? emulator;

    protected override async Task<CosmosClient> ConnectAsync()
    {
        if (Environment.GetEnvironmentVariable("COSMOS_CONTRACT_ENDPOINT") is { Length: > 0 } endpoint)
        {
            var options = Options();
            if (new Uri(endpoint).IsLoopback)
            {
                // Another emulator, whose certificate is its own.
                options.ServerCertificateCustomValidationCallback = (_, _, _) => true;
            }

            return new CosmosClient(endpoint, Environment.GetEnvironmentVariable("COSMOS_CONTRACT_KEY"), options);
        }

        emulator = await CosmosEmulator.StartAsync(new());
        return new CosmosClient(emulator.ConnectionString, Options());
    }

    protected override ValueTask StopAsync() => emulator?.DisposeAsync() ?? ValueTask.CompletedTask;
}

/// <summary>The emulator through its handler, without a socket.</summary>
public sealed class InMemoryAccount : CosmosAccount
{
    private CosmosEmulator? emulator;

    protected override async Task<CosmosClient> ConnectAsync()
    {
        emulator = await CosmosEmulator.StartAsync(new());
        var options = Options();
        options.HttpClientFactory = () => new HttpClient(emulator.CreateHandler());
        return new CosmosClient(emulator.ConnectionString, options);
    }

    protected override ValueTask StopAsync() => emulator?.DisposeAsync() ?? ValueTask.CompletedTask;
}
