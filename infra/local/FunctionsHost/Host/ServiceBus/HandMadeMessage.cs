using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;

namespace Local.FunctionsHost;

/// <summary>A message that a person sends through the admin endpoint: it was in no queue, so nothing of it can be settled.</summary>
internal sealed class HandMadeMessage(string body) : ServiceBusMessageActions
{
    public ServiceBusReceivedMessage Message { get; } =
        ServiceBusModelFactory.ServiceBusReceivedMessage(new BinaryData(body), messageId: Guid.NewGuid().ToString(), deliveryCount: 1);

    public override Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) => throw NoLock();

    public override Task AbandonMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? propertiesToModify = default,
        CancellationToken cancellationToken = default) => throw NoLock();

    public override Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        Dictionary<string, object>? propertiesToModify = default,
        string? deadLetterReason = default,
        string? deadLetterErrorDescription = default,
        CancellationToken cancellationToken = default) => throw NoLock();

    public override Task RenewMessageLockAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) => throw NoLock();

    private static SettlementException NoLock() => new("The message was made by hand and has no lock.", null);
}
