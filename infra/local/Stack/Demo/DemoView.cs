using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Cosmos;

namespace Local.Stack.Demo;

/// <summary>What can be seen from outside: documents through the Cosmos SDK, messages through the Service Bus client.</summary>
internal sealed class DemoView : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    private readonly CosmosClient cosmos;
    private readonly Database database;
    private readonly ServiceBusClient serviceBus;
    private readonly ServiceBusReceiver deadLetters;

    public DemoView(StackSettings settings)
    {
        cosmos = new CosmosClient(
            settings.Values["Cosmos__accountEndpoint"],
            settings.Values["Cosmos__accountKey"],
            new CosmosClientOptions { ConnectionMode = ConnectionMode.Gateway });
        database = cosmos.GetDatabase(settings.Values["Cosmos__database"]);
        serviceBus = new ServiceBusClient(settings.Values["ServiceBus"]);
        deadLetters = serviceBus.CreateReceiver("user-events", new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });
    }

    /// <summary>The person's document once nothing is left in the queue, or null if there is none.</summary>
    public async Task<string?> DocumentAfterQuiet(string clerkId, CancellationToken cancellation)
    {
        await UntilQuiet(Patience, cancellation);
        return await Document(clerkId, cancellation);
    }

    /// <summary>Waits until every message of the queue was settled for good.</summary>
    public Task UntilQuiet(TimeSpan patience, CancellationToken cancellation) => Until(
        async () =>
        {
            // A receiver of its own each time: peeking goes on from where the receiver peeked last.
            await using var queue = serviceBus.CreateReceiver("user-events");
            return await queue.PeekMessageAsync(cancellationToken: cancellation) is null;
        },
        "the queue to be empty",
        patience,
        cancellation);

    public async Task<string?> Document(string clerkId, CancellationToken cancellation) =>
        await Read("identities", "clerk|" + clerkId, cancellation) is { } identity
            ? await Read("users", InternalId(identity), cancellation)
            : null;

    /// <summary>The next dead letter: why it is one, and how many deliveries failed before.</summary>
    public async Task<(string Reason, int FailedDeliveries)> NextDeadLetter(CancellationToken cancellation)
    {
        ServiceBusReceivedMessage? letter = null;
        await Until(async () => (letter = await PeekDeadLetter(cancellation)) is not null, "a dead letter", Patience, cancellation);
        return (letter!.DeadLetterReason, letter.DeliveryCount);
    }

    public Task<ServiceBusReceivedMessage?> PeekDeadLetter(CancellationToken cancellation) =>
        deadLetters.PeekMessageAsync(cancellationToken: cancellation)!;

    public async ValueTask DisposeAsync()
    {
        await serviceBus.DisposeAsync();
        cosmos.Dispose();
    }

    private async Task<string?> Read(string container, string id, CancellationToken cancellation)
    {
        using var response = await database.GetContainer(container).ReadItemStreamAsync(id, new PartitionKey(id), null, cancellation);
        if (response.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            return null;
        }

        response.EnsureSuccessStatusCode();
        using var reader = new StreamReader(response.Content);
        return await reader.ReadToEndAsync(cancellation);
    }

    private static string InternalId(string identity)
    {
        using var json = System.Text.Json.JsonDocument.Parse(identity);
        return json.RootElement.GetProperty("internalId").GetString()!;
    }

    public static async Task Until(Func<Task<bool>> seen, string what, TimeSpan patience, CancellationToken cancellation)
    {
        var deadline = DateTimeOffset.UtcNow + patience;
        while (!await seen())
        {
            if (DateTimeOffset.UtcNow > deadline)
            {
                throw new StackException($"Waited {patience.TotalSeconds:0} s for {what} in vain.");
            }

            await Task.Delay(Pause, cancellation);
        }
    }
}
