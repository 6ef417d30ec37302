namespace Local.ServiceBus;

/// <summary>What <see cref="ServiceBusFaults"/> can make go wrong with an operation.</summary>
public enum BrokerFault
{
    /// <summary>Refused as throttled: ServiceBusy, transient, nothing happened.</summary>
    ServiceBusy,

    /// <summary>Refused as an internal error: GeneralError, transient, nothing happened.</summary>
    InternalError,

    /// <summary>Carried out, but the connection breaks before the answer. Not for receive and peek.</summary>
    AcceptedNotAnswered,

    /// <summary>
    /// The lock ends just before the operation: it is answered MessageLockLost and the message delivered again. For
    /// complete, abandon, dead-letter and renew.
    /// </summary>
    LockLost,

    /// <summary>Answered as completed, yet delivered again, as after a failover that lost the settlement. For complete.</summary>
    DeliveredAgain,
}
