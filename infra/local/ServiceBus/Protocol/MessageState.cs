namespace Local.ServiceBus.Protocol;

/// <summary>Where a message stands in its queue, with the numbers of the client's ServiceBusMessageState.</summary>
internal enum MessageState : byte
{
    Active = 0,
    Deferred = 1,
    Scheduled = 2,
}
