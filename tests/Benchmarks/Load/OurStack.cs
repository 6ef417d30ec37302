using System.Net;
using System.Text.Json;
using Local.Stack;
using Microsoft.Azure.Cosmos;
using Serverless.Benchmarks.Me;

namespace Serverless.Benchmarks.Load;

/// <summary>This repository's app against its emulators, started as a newcomer starts it, on free ports.</summary>
internal sealed class OurStack : IContender, IMeContender
{
    private readonly RunningStack stack;
    private readonly CosmosClient cosmos;
    private readonly Container identities;
    private readonly Container users;
    private readonly HttpClient http = new();

    private OurStack(RunningStack stack, bool stores)
    {
        this.stack = stack;
        Stores = stores;
        var settings = stack.Settings.Values;
        cosmos = new CosmosClient(
            settings["Cosmos__accountEndpoint"],
            settings["Cosmos__accountKey"],
            new CosmosClientOptions { ConnectionMode = ConnectionMode.Gateway });
        identities = cosmos.GetContainer(settings["Cosmos__database"], "identities");
        users = cosmos.GetContainer(settings["Cosmos__database"], "users");
    }

    public string Name => Stores ? "this app" : "this app's door";

    public Uri WebhookAddress => stack.Settings.WebhookAddress;

    public Uri MeAddress => new(stack.Settings.WebhookAddress, "/api/me");

    public Uri ProjectsAddress => new(stack.Settings.WebhookAddress, "/api/projects");

    public bool KnowsPeople => true;

    /// <summary>The simulator of Clerk.</summary>
    public Uri ClerkAddress => new(stack.Settings.Values["CLERK_API_URL"]);

    public string SigningSecret => stack.Settings.SigningSecret;

    public bool Stores { get; }

    /// <param name="doorOnly">Disables the queue function: webhooks are answered and stay in the queue.</param>
    public static async Task<OurStack> Start(bool doorOnly, CancellationToken cancellation)
    {
        // The app inherits it. Function settings have no other way past the sample of the stack.
        Environment.SetEnvironmentVariable("AzureWebJobs.ApplyUserEvent.Disabled", doorOnly ? "true" : null);

        // Otherwise the SDK asks, once per process, an address that only exists in Azure.
        Environment.SetEnvironmentVariable("COSMOS_DISABLE_IMDS_ACCESS", "true");

        // On disk before it is answered, as the peer's database has it.
        var state = Directory.CreateTempSubdirectory("serverless-load-");
        var settings = StackSettings.Read(Ports.Free(), state.FullName, StackSettings.NoTimers);
        return new OurStack(await RunningStack.Start(settings, print: null, cancellation), stores: !doorOnly);
    }

    public (TimeSpan Server, TimeSpan? Storage) ProcessorTime() => (stack.Apps.Single().ProcessorTime, stack.Emulators!.ProcessorTime);

    public async Task<double?> RequestUnits(CancellationToken cancellation)
    {
        using var overview = await Overview(cancellation);
        return overview.RootElement.GetProperty("operations").EnumerateObject().Sum(each => each.Value.GetProperty("requestUnits").GetDouble());
    }

    public async Task<int> CountUsers(CancellationToken cancellation)
    {
        using var overview = await Overview(cancellation);
        return overview.RootElement.GetProperty("databases").GetProperty(users.Database.Id).GetProperty(users.Id).GetInt32();
    }

    public async Task<bool> IsVisible(string clerkId, CancellationToken cancellation)
    {
        using var identity = await Read(identities, "clerk|" + clerkId, cancellation);
        if (identity is null)
        {
            return false;
        }

        using var user = await Read(users, identity.RootElement.GetProperty("internalId").GetString()!, cancellation);
        return user is not null;
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        cosmos.Dispose();
        await stack.DisposeAsync();
        Directory.Delete(stack.Settings.StateFolder!, recursive: true);
    }

    /// <summary>The Cosmos emulator's own, which costs it next to nothing.</summary>
    private async Task<JsonDocument> Overview(CancellationToken cancellation)
    {
        var address = new Uri(new Uri(stack.Settings.Values["Cosmos__accountEndpoint"]), "_local");
        return JsonDocument.Parse(await http.GetByteArrayAsync(address, cancellation));
    }

    private static async Task<JsonDocument?> Read(Container container, string id, CancellationToken cancellation)
    {
        using var response = await container.ReadItemStreamAsync(id, new PartitionKey(id), cancellationToken: cancellation);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        response.EnsureSuccessStatusCode();
        return await JsonDocument.ParseAsync(response.Content, cancellationToken: cancellation);
    }
}
