using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Serverless.Platform.Clerk;
using Serverless.Platform.ServiceBus;

namespace Serverless.Users;

/// <summary>Applies Clerk's user events to our documents.</summary>
public sealed partial class ApplyUserEventFunction(UserSync users, UserMetrics metrics, QueueDelivery delivery, ILogger<ApplyUserEventFunction> logger)
{
    [Function("ApplyUserEvent")]
    public Task Run(
        [ServiceBusTrigger(Queues.UserEvents, Connection = Queues.Connection)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken cancellation) =>
        delivery.Deliver(Queues.UserEvents, message, actions, token => Apply(ClerkEvent.From(message), token), cancellation);

    private async Task<Handled> Apply(ClerkEvent message, CancellationToken cancellation)
    {
        switch (ClerkUserReader.Read(message))
        {
            case UserReading.Read read:
                var (id, decision) = await users.Apply(read.Fact, cancellation);
                metrics.Decided(decision);
                LogDecided(message.Type, message.MessageId, id.Value, UserMetrics.Name(decision));
                return new Handled.Done();
            case UserReading.Unreadable unreadable:
                return new Handled.Unreadable(unreadable.Reason, unreadable.Description);
            case var other:
                throw new InvalidOperationException($"No rule for {other.GetType().Name}.");
        }
    }

    [LoggerMessage(LogLevel.Information, "{Type} {MessageId} for {User}: {Decision}")]
    private partial void LogDecided(string type, string messageId, string user, string decision);
}
