using Local.ServiceBus.Protocol;

namespace Local.ServiceBus.Engine;

/// <summary>A request is refused; nothing has changed, unless the text says that this is not known.</summary>
internal sealed class BrokerException(ErrorCode code, string message, bool isTransient = false) : Exception(message)
{
    public ErrorCode Code { get; } = code;

    /// <summary>The same request may succeed a little later.</summary>
    public bool IsTransient { get; } = isTransient;

    /// <summary>
    /// The disk failed. Transient, as an internal error of the service is: whoever tries again after the emulator was started
    /// anew succeeds. As after a time-out, the change may or may not be there then.
    /// </summary>
    public static BrokerException NotStored(string queue, Exception cause) => new(
        ErrorCode.GeneralError,
        $"Queue '{queue}' cannot store changes until the emulator is started anew. {cause.Message} "
        + "Whether this change was stored is not known.",
        isTransient: true);

    /// <summary>The service's answer to whoever exceeds its throughput. Source: "Throttling operations on Service Bus".</summary>
    public static BrokerException Throttled() => new(
        ErrorCode.ServiceBusy,
        "The request was terminated because the namespace is being throttled. Error code : 50009. "
        + "Please wait 2 seconds and try again.",
        isTransient: true);
}
