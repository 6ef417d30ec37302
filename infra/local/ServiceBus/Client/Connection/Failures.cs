using Local.ServiceBus.Protocol;

namespace Azure.Messaging.ServiceBus.Connection;

/// <summary>The exceptions that callers of the client see.</summary>
internal static class Failures
{
    public static Exception Read(ref WireReader reader, string entityPath)
    {
        var code = (ErrorCode)reader.ReadByte();
        var isTransient = reader.ReadBool();
        var text = reader.ReadString();
        return code switch
        {
            ErrorCode.InvalidArgument => new ArgumentException(text),
            ErrorCode.InvalidOperation => new InvalidOperationException(text),
            _ => new ServiceBusException(isTransient, text, entityPath, (ServiceBusFailureReason)code),
        };
    }

    public static ServiceBusException NotReached(BrokerEndpoint endpoint, Exception cause) => new(
        $"The Service Bus broker at {endpoint} could not be reached: {cause.Message}",
        ServiceBusFailureReason.ServiceCommunicationProblem,
        innerException: cause);

    public static ServiceBusException Broken(BrokerEndpoint endpoint, Exception? cause) => new(
        $"The connection to the Service Bus broker at {endpoint} broke before the answer came.",
        ServiceBusFailureReason.ServiceCommunicationProblem,
        innerException: cause);

    public static ServiceBusException TimedOut(BrokerEndpoint endpoint, string? entityPath) => new(
        $"The Service Bus broker at {endpoint} did not answer in time.", ServiceBusFailureReason.ServiceTimeout, entityPath);

    public static ServiceBusException TooLarge(string entityPath, Exception cause) => new(
        $"The messages or properties are far beyond the most of {Limits.BatchBytes} bytes in one request.",
        ServiceBusFailureReason.MessageSizeExceeded,
        entityPath,
        cause);

    public static ServiceBusException NotLocal(BrokerEndpoint endpoint) => new(
        isTransient: false,
        $"This is the local implementation of Azure.Messaging.ServiceBus. It reaches the broker on this machine, not {endpoint}; "
        + "build with Stack=azure for the service.");
}
