using Azure.Messaging.ServiceBus;
using Serverless.Platform.ServiceBus;

namespace Serverless.Platform.Clerk;

/// <summary>
/// A verified webhook on its way from the door to the room that applies it: the exact bytes Clerk sent, and beside them
/// what the door already knows.
/// </summary>
/// <param name="MessageId">Clerk's delivery id (<c>svix-id</c>), the same on every retry and replay.</param>
/// <param name="Type">For example <c>user.created</c>.</param>
/// <param name="OccurredAt">Milliseconds since the Unix epoch by Clerk's clock, from the envelope; null if it bears none.</param>
/// <param name="TraceParent">W3C trace parent of the request that brought it; once received, of whatever sent the message.</param>
/// <param name="Body">The whole envelope, as received.</param>
public sealed record ClerkEvent(string MessageId, string Type, long? OccurredAt, string? TraceParent, BinaryData Body)
{
    private const string OccurredAtProperty = "occurred-at";

    public ServiceBusMessage ToMessage()
    {
        var message = new ServiceBusMessage(Body)
        {
            MessageId = MessageId,
            Subject = Type,
            ContentType = "application/json",
        };
        if (OccurredAt is { } time)
        {
            message.ApplicationProperties[OccurredAtProperty] = time;
        }

        if (TraceParent is not null)
        {
            message.ApplicationProperties[MessageSpans.TraceProperty] = TraceParent;
        }

        return message;
    }

    public static ClerkEvent From(ServiceBusReceivedMessage message) => new(
        message.MessageId,
        message.Subject ?? "",
        message.ApplicationProperties.TryGetValue(OccurredAtProperty, out var time) ? time as long? : null,
        MessageSpans.TraceOf(message),
        message.Body);
}
