using Azure.Messaging.ServiceBus;

namespace Local.FunctionsHost;

/// <summary>What a function can ask of its message by the name of a parameter, such as <c>int deliveryCount</c>.</summary>
internal static class MessageBindingData
{
    public static IReadOnlyDictionary<string, object?> Of(ServiceBusReceivedMessage message) =>
        new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase)
        {
            ["MessageId"] = message.MessageId,
            ["DeliveryCount"] = message.DeliveryCount,
            ["SequenceNumber"] = message.SequenceNumber,
            ["EnqueuedTimeUtc"] = message.EnqueuedTime.UtcDateTime,
            ["LockToken"] = message.LockToken,
            ["CorrelationId"] = message.CorrelationId,
            ["Subject"] = message.Subject,
            ["ContentType"] = message.ContentType,
            ["DeadLetterSource"] = message.DeadLetterSource,
        };
}
