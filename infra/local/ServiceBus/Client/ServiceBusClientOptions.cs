#nullable disable

namespace Azure.Messaging.ServiceBus;

/// <summary>Read once, when the client is made.</summary>
public class ServiceBusClientOptions
{
    public ServiceBusRetryOptions RetryOptions
    {
        get;
        set => field = value ?? throw new ArgumentNullException(nameof(value));
    } = new();

    /// <summary>A name for logs; made up when not set.</summary>
    public string Identifier { get; set; }
}
