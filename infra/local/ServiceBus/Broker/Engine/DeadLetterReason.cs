namespace Local.ServiceBus.Engine;

/// <summary>Why a message was dead-lettered, as the application properties it carries from then on.</summary>
/// <remarks>Source: "Overview of Service Bus dead-letter queues".</remarks>
internal static class DeadLetterReason
{
    private const string ReasonProperty = "DeadLetterReason";
    private const string DescriptionProperty = "DeadLetterErrorDescription";

    public static readonly IReadOnlyDictionary<string, object?> Expired = Properties(
        "TTLExpiredException", "The message expired and was dead lettered.");

    public static IReadOnlyDictionary<string, object?> TooManyDeliveries(int maxDeliveryCount) => Properties(
        "MaxDeliveryCountExceeded", $"Message could not be consumed after {maxDeliveryCount} delivery attempts.");

    private static Dictionary<string, object?> Properties(string reason, string description) =>
        new() { [ReasonProperty] = reason, [DescriptionProperty] = description };
}
