namespace Azure.Messaging.ServiceBus;

/// <summary>What receiving does to a message.</summary>
public enum ServiceBusReceiveMode
{
    /// <summary>Locks it until it is settled or the lock expires.</summary>
    PeekLock,

    /// <summary>Removes it.</summary>
    ReceiveAndDelete,
}
