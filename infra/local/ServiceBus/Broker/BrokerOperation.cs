using System.Text.Json.Serialization;

namespace Local.ServiceBus;

/// <summary>The operations a client can ask of the broker. Scheduling is a send.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BrokerOperation>))]
public enum BrokerOperation
{
    Send,
    CancelScheduled,
    Receive,
    ReceiveDeferred,
    Complete,
    Abandon,
    DeadLetter,
    Defer,
    RenewLock,
    Peek,
}
