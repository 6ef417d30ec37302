#nullable disable

using Local.ServiceBus.Protocol;

namespace Azure.Messaging.ServiceBus;

/// <summary>Makes, for tests, what otherwise only the broker makes.</summary>
public static class ServiceBusModelFactory
{
    public static ServiceBusReceivedMessage ServiceBusReceivedMessage(
        BinaryData body = null,
        string messageId = null,
        string partitionKey = null,
        string viaPartitionKey = null,
        string sessionId = null,
        string replyToSessionId = null,
        TimeSpan timeToLive = default,
        string correlationId = null,
        string subject = null,
        string to = null,
        string contentType = null,
        string replyTo = null,
        DateTimeOffset scheduledEnqueueTime = default,
        IDictionary<string, object> properties = null,
        Guid lockTokenGuid = default,
        int deliveryCount = 0,
        DateTimeOffset lockedUntil = default,
        long sequenceNumber = -1,
        string deadLetterSource = null,
        long enqueuedSequenceNumber = 0,
        DateTimeOffset enqueuedTime = default,
        ServiceBusMessageState serviceBusMessageState = ServiceBusMessageState.Active)
    {
        var fields = new MessageFields
        {
            MessageId = messageId,
            SessionId = sessionId,
            PartitionKey = partitionKey,
            TransactionPartitionKey = viaPartitionKey,
            ReplyTo = replyTo,
            ReplyToSessionId = replyToSessionId,
            CorrelationId = correlationId,
            Subject = subject,
            To = to,
            ContentType = contentType,
            ScheduledEnqueueTime = scheduledEnqueueTime == default ? null : scheduledEnqueueTime,
            Properties = properties is null ? [] : new Dictionary<string, object>(properties),
            Body = body?.ToMemory() ?? default,
        };
        var header = new DeliveryHeader(
            sequenceNumber,
            enqueuedSequenceNumber,
            enqueuedTime,
            timeToLive == default ? TimeSpan.MaxValue : timeToLive,
            lockTokenGuid,
            lockedUntil,
            deliveryCount,
            MessageState.Active);
        return new ServiceBusReceivedMessage(header, fields)
        {
            DeadLetterSource = deadLetterSource,
            State = serviceBusMessageState,
        };
    }
}
