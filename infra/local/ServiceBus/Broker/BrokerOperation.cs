namespace Local.ServiceBus;

/// <summary>The operations a client can ask of the broker. Scheduling is a send.</summary>
public enum BrokerOperation
{
    Send,
    CancelScheduled,
    Receive,
    Complete,
    Abandon,
    DeadLetter,
    RenewLock,
    Peek,
}
