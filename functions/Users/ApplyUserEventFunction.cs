using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Serverless.Identity;
using Serverless.Identity.History;
using Serverless.Platform.Clerk;
using Serverless.Platform.ServiceBus;

namespace Serverless.Users;

/// <summary>Applies Clerk's user events to our documents.</summary>
public sealed partial class ApplyUserEventFunction(
    UserSync users, UserMetrics metrics, QueueDelivery delivery, ILogger<ApplyUserEventFunction> logger)
{
    [Function("ApplyUserEvent")]
    public Task Run(
        [ServiceBusTrigger(Queues.UserEvents, Connection = Queues.Connection)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken cancellation) =>
        delivery.Deliver(Queues.UserEvents, message, actions, token => Apply(ClerkEvent.From(message), token), cancellation);

    private async Task<Handled> Apply(ClerkEvent message, CancellationToken cancellation)
    {
        Origin.Begin(Doors.Webhook, message.Type, message.MessageId);
        switch (ClerkUserReader.Read(message))
        {
            case UserReading.Read read:
                var (id, decision, _) = await users.Apply(read.Fact, expectNew: message.Type == "user.created", cancellation);
                var outcome = UserMetrics.Name(decision);
                var level = LevelOf(decision);
                metrics.Decided(outcome);
                LogDecided(level, message.Type, message.MessageId, id, outcome);
                return new Handled.Done();
            case UserReading.Unreadable unreadable:
                return new Handled.Unreadable(unreadable.Reason, unreadable.Description);
            case var other:
                throw new InvalidOperationException($"No rule for {other.GetType().Name}.");
        }
    }

    /// <summary>What happens all day is counted and only shown on demand; what a person might ask about later is written down.</summary>
    private static LogLevel LevelOf(UserDecision decision) => decision switch
    {
        UserDecision.Create { Document.IsDeleted: false } or UserDecision.Replace { Document.IsDeleted: false } => LogLevel.Debug,
        UserDecision.Ignore { Reason: IgnoreReason.Duplicate } => LogLevel.Debug,
        _ => LogLevel.Information,
    };

    [LoggerMessage(Message = "{Type} {MessageId} for {User}: {Decision}")]
    private partial void LogDecided(LogLevel level, string type, string messageId, UserId user, string decision);
}
