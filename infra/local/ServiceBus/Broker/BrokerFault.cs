using System.Text.Json.Serialization;

namespace Local.ServiceBus;

/// <summary>What <see cref="ServiceBusFaults"/> can make go wrong.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BrokerFault>))]
public enum BrokerFault
{
    /// <summary>Refused as throttled: ServiceBusy, transient, nothing happened.</summary>
    ServiceBusy,

    /// <summary>Refused as an internal error: GeneralError, transient, nothing happened.</summary>
    InternalError,

    /// <summary>Carried out after <see cref="BrokerFaultOrder.Delay"/>.</summary>
    Delayed,

    /// <summary>The connection breaks and nothing happened.</summary>
    ConnectionCut,

    /// <summary>Carried out, but the connection breaks before the answer. Not for receives and peek.</summary>
    AcceptedNotAnswered,

    /// <summary>Carried out, but the answer never comes, so that the client's time runs out. Not for receives and peek.</summary>
    AcceptedSilently,

    /// <summary>
    /// The lock ends just before the operation: it is answered MessageLockLost and the message delivered again. For
    /// complete, abandon, dead-letter, defer and renew.
    /// </summary>
    LockLost,

    /// <summary>Answered as completed, yet delivered again, as after a failover that lost the settlement. For complete.</summary>
    DeliveredAgain,

    /// <summary>The newest messages are delivered before older ones. For receive; it matters when more than one is there.</summary>
    Reordered,

    /// <summary>Every connection is cut and every new one refused. Concerns the whole broker: takes no operation or queue.</summary>
    Outage,
}
