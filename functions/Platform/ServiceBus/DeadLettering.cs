using Azure.Messaging.ServiceBus;

namespace Serverless.Platform.ServiceBus;

/// <summary>What the app writes on a message that it dead-letters itself. Dead letters of the broker's making do not have it.</summary>
public static class DeadLettering
{
    /// <summary>When, in milliseconds since the Unix epoch by our clock; the broker keeps no such time.</summary>
    public const string TimeProperty = "dead-lettered-at";

    /// <summary>Reason of a message whose failure was expected to pass and did not in all the time it was given.</summary>
    public const string RetriesExhausted = "RetriesExhausted";

    public static DateTimeOffset? TimeOf(ServiceBusReceivedMessage letter) =>
        letter.ApplicationProperties.TryGetValue(TimeProperty, out var time) && time is long milliseconds
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;
}
