using Azure.Messaging.ServiceBus;
using Serverless.Platform.Clerk;
using Serverless.Platform.ServiceBus;

namespace Serverless.Webhooks;

/// <summary>Hands a verified event to the broker.</summary>
public sealed class WebhookPublisher(QueueSenders senders, TimeProvider clock)
{
    // The sender of webhooks waits 15 seconds for an answer (https://docs.svix.com/retries).
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <returns>Null once the broker has accepted the event, else why it did not. A time-out leaves open whether it did.</returns>
    public async Task<WebhookRefusal?> Publish(string queue, ClerkEvent clerkEvent, CancellationToken cancellation)
    {
        var message = clerkEvent.ToMessage();
        ReceivedAt.Stamp(message, clock.GetUtcNow());
        using var deadline = new CancellationTokenSource(Deadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            await senders.To(queue).SendMessageAsync(message, either.Token);
            return null;
        }
        catch (ServiceBusException tooLarge) when (tooLarge.Reason == ServiceBusFailureReason.MessageSizeExceeded)
        {
            return WebhookRefusal.TooLarge;
        }
        catch (ServiceBusException busy) when (busy.IsTransient || busy.Reason == ServiceBusFailureReason.QuotaExceeded)
        {
            return WebhookRefusal.BrokerUnavailable;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return WebhookRefusal.BrokerUnavailable;
        }
    }
}
