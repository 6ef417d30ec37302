using System.Runtime.CompilerServices;
using Azure.Messaging.ServiceBus;

namespace Serverless.Platform.ServiceBus;

/// <summary>Looks at what lies in a queue, also at what somebody holds. Changes nothing.</summary>
public static class Peeking
{
    /// <summary>Asked for at once. The broker gives fewer when they are large.</summary>
    private const int AtOnce = 250;

    /// <summary>In the order of their sequence numbers.</summary>
    /// <param name="from">The first sequence number that is looked at.</param>
    public static async IAsyncEnumerable<ServiceBusReceivedMessage> Peek(
        this ServiceBusReceiver receiver, long from, int most, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var seen = 0; seen < most;)
        {
            var messages = await receiver.PeekMessagesAsync(Math.Min(AtOnce, most - seen), from, cancellation);
            if (messages.Count == 0)
            {
                yield break;
            }

            foreach (var message in messages)
            {
                yield return message;
            }

            seen += messages.Count;
            from = messages[^1].SequenceNumber + 1;
        }
    }
}
