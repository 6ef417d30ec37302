#nullable disable

namespace Azure.Messaging.ServiceBus;

public class CreateMessageBatchOptions
{
    /// <summary>In bytes; the service's limit when not set, and never more than that.</summary>
    public long? MaxSizeInBytes { get; set; }
}
