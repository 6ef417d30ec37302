using Azure.Messaging.ServiceBus;
using Serverless.Platform.ServiceBus;

namespace Serverless.Operations.Status;

/// <summary>
/// How much waits in the queues, by looking. The broker's own counts would need the right to manage queues, which the app does not have
/// and should not.
/// </summary>
public sealed class QueueDepths(ServiceBusClient serviceBus, TimeProvider clock)
{
    /// <summary>Messages looked at in each queue. Whoever has more is told so, and would not do anything else at a higher number.</summary>
    private const int Most = 1_000;

    public async Task<IReadOnlyList<QueueStatus>> Look(CancellationToken cancellation) =>
        await Task.WhenAll(Queues.All.Select(queue => Look(queue, cancellation)));

    private async Task<QueueStatus> Look(string queue, CancellationToken cancellation)
    {
        var (waiting, setAside, seen) = (0, 0, 0);
        DateTimeOffset? oldest = null;
        await using var receiver = serviceBus.CreateReceiver(queue);
        await foreach (var message in receiver.Peek(0, Most + 1, cancellation))
        {
            if (++seen > Most)
            {
                break;
            }

            if (message.State != ServiceBusMessageState.Active)
            {
                setAside++;
                continue;
            }

            waiting++;
            oldest = oldest is { } sofar && sofar < message.EnqueuedTime ? sofar : message.EnqueuedTime;
        }

        return new QueueStatus(
            queue, waiting, setAside, oldest is { } time ? (long)Math.Max(0, (clock.GetUtcNow() - time).TotalSeconds) : null, seen > Most);
    }
}
