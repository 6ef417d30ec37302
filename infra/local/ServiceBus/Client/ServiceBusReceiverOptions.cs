#nullable disable

namespace Azure.Messaging.ServiceBus;

/// <summary>Read once, when the receiver is made.</summary>
public class ServiceBusReceiverOptions
{
    public ServiceBusReceiveMode ReceiveMode { get; set; } = ServiceBusReceiveMode.PeekLock;

    /// <summary>A hint, not negative. The local implementation fetches nothing ahead: on loopback it gains nothing.</summary>
    public int PrefetchCount
    {
        get;
        set => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "PrefetchCount cannot be negative.");
    }

    public SubQueue SubQueue { get; set; }

    /// <summary>A name for logs; made up when not set.</summary>
    public string Identifier { get; set; }
}
