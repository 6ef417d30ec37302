using Azure.Messaging.ServiceBus;
using Local.Stack;

namespace Serverless.Benchmarks.Emulators;

/// <summary>Messages of 1.5 KB on a queue with duplicate detection that no function reads.</summary>
internal sealed class ServiceBusWork : IAsyncDisposable
{
    private const string Queue = "organization-events";
    private const int Batch = 100;

    private readonly BinaryData body = BinaryData.FromBytes(new byte[1500]);
    private readonly ServiceBusClient client;
    private readonly ServiceBusSender sender;
    private readonly ServiceBusReceiver receiver;
    private long sent;

    public ServiceBusWork(StackSettings settings)
    {
        client = new ServiceBusClient(settings.Values["ServiceBus"]);
        sender = client.CreateSender(Queue);
        receiver = client.CreateReceiver(Queue);
    }

    public IEnumerable<(string Name, int PerCall, Func<int, CancellationToken, Task> Call)> Operations()
    {
        yield return ("send in batches of 100", Batch, (_, token) => sender.SendMessagesAsync(Enumerable.Range(0, Batch).Select(_ => Next()), token));
        yield return ("send one", 1, (_, token) => sender.SendMessageAsync(Next(), token));
        yield return ("receive and complete one", 1, async (_, token) =>
            await receiver.CompleteMessageAsync(await receiver.ReceiveMessageAsync(cancellationToken: token), token));
    }

    public async ValueTask DisposeAsync() => await client.DisposeAsync();

    private ServiceBusMessage Next() => new(body) { MessageId = $"msg_{Interlocked.Increment(ref sent)}" };
}
