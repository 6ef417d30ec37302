using System.Text;
using Azure.Messaging.ServiceBus;
using Local.Stack;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Platform.Cosmos;
using Serverless.Platform.ServiceBus;

namespace Serverless.Tests.Support;

/// <summary>Everything that is kept, as text, by other ways than the app's.</summary>
internal static class StoreDump
{
    /// <summary>All documents of all containers, and all messages of all queues, the dead letters included; each with where it is.</summary>
    public static async Task<IReadOnlyList<string>> Everything(this TestStack stack, CancellationToken cancellation)
    {
        var all = new List<string>();
        var database = stack.App.Services.GetRequiredService<CosmosSettings>().Database;
        foreach (var container in LocalResources.Containers())
        {
            using var pages = stack.App.Services.GetRequiredService<CosmosClient>().GetContainer(database, container.Id)
                .GetItemQueryStreamIterator("SELECT * FROM c");
            while (pages.HasMoreResults)
            {
                using var page = await pages.ReadNextAsync(cancellation);
                page.EnsureSuccessStatusCode();
                using var documents = await System.Text.Json.JsonDocument.ParseAsync(page.Content, cancellationToken: cancellation);
                all.AddRange(documents.RootElement.GetProperty("Documents").EnumerateArray().Select(document => $"{container.Id}: {document.GetRawText()}"));
            }
        }

        foreach (var queue in Queues.All)
        {
            foreach (var part in new[] { SubQueue.None, SubQueue.DeadLetter })
            {
                await using var receiver = stack.App.Services.GetRequiredService<ServiceBusClient>()
                    .CreateReceiver(queue, new ServiceBusReceiverOptions { SubQueue = part });
                await foreach (var message in receiver.Peek(0, 10_000, cancellation))
                {
                    all.Add($"{queue} {part}: {Encoding.UTF8.GetString(message.Body)}");
                }
            }
        }

        return all;
    }
}
