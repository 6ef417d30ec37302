using Local.ServiceBus.Protocol;

namespace Local.ServiceBus.Engine;

/// <summary>A message on its way out: what the broker says about it, and its content.</summary>
internal readonly record struct Delivery(DeliveryHeader Header, byte[] Content);

/// <summary>Someone who asked for up to <paramref name="maxMessages"/> messages and has none yet.</summary>
internal abstract class WaitingReceive(int maxMessages)
{
    public int MaxMessages { get; } = maxMessages;

    /// <summary>Whether the order is turned round: an injected fault.</summary>
    public bool NewestFirst { get; init; }

    /// <summary>Its place among those waiting; null while it does not wait.</summary>
    public LinkedListNode<WaitingReceive>? Place { get; set; }

    /// <summary>Takes locked messages. False when the receiver is gone: the queue then takes them back, uncounted.</summary>
    public abstract bool TryDeliver(IReadOnlyList<Delivery> deliveries);
}
