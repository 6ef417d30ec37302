using System.Text.Json;
using Local.Cosmos;
using Microsoft.Azure.Cosmos;
using Xunit;

namespace Serverless.Tests.Local.Cosmos;

/// <summary>An emulator with a state folder, and a client of its own.</summary>
internal sealed class KeptEmulator(CosmosEmulator emulator, CosmosEmulatorOptions options) : IAsyncDisposable
{
    private readonly HttpClient http = new() { BaseAddress = emulator.Endpoint };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public CosmosEmulatorOptions Options => options;

    public CosmosClient Client { get; } = new(emulator.ConnectionString, ClientOptions());

    public Container Users => Client.GetContainer("app", "users");

    public static async Task<KeptEmulator> StartAsync(CosmosEmulatorOptions options) =>
        new(await CosmosEmulator.StartAsync(options, Cancelled), options);

    public async Task CreateUsersAsync(ContainerProperties? users = null)
    {
        Database database = await Client.CreateDatabaseAsync("app", cancellationToken: Cancelled);
        await database.CreateContainerAsync(users ?? new("users", "/tenant"), cancellationToken: Cancelled);
    }

    /// <summary>All items with their system properties.</summary>
    public Task<string> ViewAsync() => http.GetStringAsync("/_local/app/users", Cancelled);

    public async Task<string> DefinitionAsync()
    {
        using var definition = await Users.ReadContainerStreamAsync(cancellationToken: Cancelled);
        return await new StreamReader(definition.Content).ReadToEndAsync(Cancelled);
    }

    /// <summary>Creates the item; its resource id.</summary>
    public async Task<string> RidAsync(Item item)
    {
        await Users.CreateAsync(item);
        var read = await Users.ReadItemAsync<JsonElement>(item.Id, item.Key(), cancellationToken: Cancelled);
        return read.Resource.GetProperty("_rid").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        Client.Dispose();
        await emulator.DisposeAsync();
    }

    private static CosmosClientOptions ClientOptions()
    {
        var options = CosmosAccount.Options();
        options.LimitToEndpoint = true;
        return options;
    }
}
