using Local.ServiceBus.Protocol;

namespace Local.ServiceBus.Engine;

/// <summary>A request is refused; nothing has changed.</summary>
internal sealed class BrokerException(ErrorCode code, string message, bool isTransient = false) : Exception(message)
{
    public ErrorCode Code { get; } = code;

    /// <summary>The same request may succeed a little later.</summary>
    public bool IsTransient { get; } = isTransient;
}
