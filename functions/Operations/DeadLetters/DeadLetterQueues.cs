using System.Runtime.CompilerServices;
using Azure.Messaging.ServiceBus;

namespace Serverless.Operations.DeadLetters;

/// <summary>The dead letters of the app's queues, to look at and to take.</summary>
public sealed class DeadLetterQueues(ServiceBusClient serviceBus)
{
    /// <summary>Asked for at once. The broker gives fewer when they are large.</summary>
    private const int PeekedAtOnce = 250;

    /// <summary>Locks what is received.</summary>
    public ServiceBusReceiver Receiver(string queue) =>
        serviceBus.CreateReceiver(queue, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });

    /// <summary>In the order of their sequence numbers, also those that somebody holds. Changes nothing.</summary>
    /// <param name="from">The first sequence number that is looked at.</param>
    public async IAsyncEnumerable<ServiceBusReceivedMessage> Peek(
        string queue, long from, int most, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var receiver = Receiver(queue);
        for (var seen = 0; seen < most;)
        {
            var letters = await receiver.PeekMessagesAsync(Math.Min(PeekedAtOnce, most - seen), from, cancellation);
            if (letters.Count == 0)
            {
                yield break;
            }

            foreach (var letter in letters)
            {
                yield return letter;
            }

            seen += letters.Count;
            from = letters[^1].SequenceNumber + 1;
        }
    }
}
