using Azure.Messaging.ServiceBus;

namespace Serverless.Platform.ServiceBus;

/// <summary>When the door received the event that a message carries. Copies keep it, so that waiting counts.</summary>
public static class ReceivedAt
{
    /// <summary>In milliseconds since the Unix epoch, by our clock.</summary>
    public const string Property = "received-at";

    public static void Stamp(ServiceBusMessage message, DateTimeOffset now) => message.ApplicationProperties[Property] = now.ToUnixTimeMilliseconds();

    /// <summary>Null of what came through no door, as a step of ours.</summary>
    public static DateTimeOffset? Of(ServiceBusReceivedMessage message) =>
        message.ApplicationProperties.TryGetValue(Property, out var time) && time is long milliseconds
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;
}
