namespace Azure.Messaging.ServiceBus;

/// <summary>How the time between two tries develops.</summary>
public enum ServiceBusRetryMode
{
    Fixed,
    Exponential,
}
