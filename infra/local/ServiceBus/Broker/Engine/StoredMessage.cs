namespace Local.ServiceBus.Engine;

/// <summary>A message as the broker keeps it. Changed by <see cref="QueueContents"/> only.</summary>
internal sealed class StoredMessage(long sequenceNumber, long enqueuedSequenceNumber, byte[] content)
{
    public long SequenceNumber { get; } = sequenceNumber;

    /// <summary>The number given when the message was accepted; differs once a scheduled message has become active.</summary>
    public long EnqueuedSequenceNumber { get; } = enqueuedSequenceNumber;

    /// <summary>What the sender gave, as <see cref="Protocol.MessageEncoding"/> writes it.</summary>
    public byte[] Content { get; set; } = content;

    public required DateTimeOffset EnqueuedAt { get; init; }

    /// <summary>Counted from <see cref="EnqueuedAt"/>; <see cref="TimeSpan.MaxValue"/> for never.</summary>
    public required TimeSpan TimeToLive { get; init; }

    /// <summary>When a scheduled message becomes active; null for an active one.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>Deliveries that ended in an abandon or an expired lock.</summary>
    public int FailedDeliveries { get; set; }

    public DateTimeOffset ExpiresAt =>
        TimeToLive < DateTimeOffset.MaxValue - EnqueuedAt ? EnqueuedAt + TimeToLive : DateTimeOffset.MaxValue;
}
