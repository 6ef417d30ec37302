using Local.ServiceBus.Protocol;

namespace Local.ServiceBus.Engine;

/// <summary>A message as the broker keeps it. Changed by <see cref="QueueContents"/> only.</summary>
internal sealed class StoredMessage(long sequenceNumber, long enqueuedSequenceNumber, byte[] content)
{
    public long SequenceNumber { get; } = sequenceNumber;

    /// <summary>The number given when the message was accepted; differs once a scheduled message has become active.</summary>
    public long EnqueuedSequenceNumber { get; } = enqueuedSequenceNumber;

    /// <summary>What the sender gave, as <see cref="MessageEncoding"/> writes it.</summary>
    public byte[] Content { get; set; } = content;

    public required DateTimeOffset EnqueuedAt { get; init; }

    /// <summary>Counted from <see cref="EnqueuedAt"/>; <see cref="TimeSpan.MaxValue"/> for never.</summary>
    public required TimeSpan TimeToLive { get; init; }

    /// <summary>When a scheduled message becomes active; null for an active one.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>Whether it is parked: handed out only to whoever asks for its number, until it is completed or dead-lettered.</summary>
    public bool IsDeferred { get; set; }

    /// <summary>Deliveries that ended in an abandon or an expired lock.</summary>
    public int FailedDeliveries { get; set; }

    public MessageState State =>
        Due is not null ? MessageState.Scheduled : IsDeferred ? MessageState.Deferred : MessageState.Active;

    public DateTimeOffset ExpiresAt =>
        TimeToLive < DateTimeOffset.MaxValue - EnqueuedAt ? EnqueuedAt + TimeToLive : DateTimeOffset.MaxValue;
}
