namespace Azure.Messaging.ServiceBus;

/// <summary>State of a received or peeked message. Deferral is not part of the local implementation.</summary>
public enum ServiceBusMessageState
{
    Active = 0,
    Deferred = 1,
    Scheduled = 2,
}
