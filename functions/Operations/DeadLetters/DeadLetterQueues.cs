using System.Runtime.CompilerServices;
using Azure.Messaging.ServiceBus;
using Serverless.Platform.ServiceBus;

namespace Serverless.Operations.DeadLetters;

/// <summary>The dead letters of the app's queues, to look at and to take.</summary>
public sealed class DeadLetterQueues(ServiceBusClient serviceBus)
{
    /// <summary>Locks what is received.</summary>
    public ServiceBusReceiver Receiver(string queue) =>
        serviceBus.CreateReceiver(queue, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });

    /// <summary>In the order of their sequence numbers, also those that somebody holds. Changes nothing.</summary>
    /// <param name="from">The first sequence number that is looked at.</param>
    public async IAsyncEnumerable<ServiceBusReceivedMessage> Peek(
        string queue, long from, int most, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var receiver = Receiver(queue);
        await foreach (var letter in receiver.Peek(from, most, cancellation))
        {
            yield return letter;
        }
    }
}
