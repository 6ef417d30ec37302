namespace Azure.Messaging.ServiceBus;

/// <summary>Where a received or peeked message stands in its queue.</summary>
public enum ServiceBusMessageState
{
    Active = 0,
    Deferred = 1,
    Scheduled = 2,
}
