namespace Local.ServiceBus.Engine;

/// <summary>One change to what a queue holds, complete in itself: the same changes in the same order give the same contents.</summary>
internal abstract record QueueChange
{
    private QueueChange()
    {
    }

    public sealed record Enqueued(
        long SequenceNumber, byte[] Content, string? MessageId, DateTimeOffset At, TimeSpan TimeToLive) : QueueChange;

    public sealed record Scheduled(
        long SequenceNumber, byte[] Content, string? MessageId, DateTimeOffset At, TimeSpan TimeToLive, DateTimeOffset Due)
        : QueueChange;

    /// <summary>A scheduled message takes its place at the end of the queue, under a new number.</summary>
    public sealed record Activated(long ScheduledNumber, long SequenceNumber, DateTimeOffset At) : QueueChange;

    /// <summary>Completed, cancelled or expired.</summary>
    public sealed record Removed(bool FromDeadLetters, long SequenceNumber) : QueueChange;

    public sealed record DeliveryFailed(bool InDeadLetters, long SequenceNumber) : QueueChange;

    public sealed record Rewritten(bool InDeadLetters, long SequenceNumber, byte[] Content) : QueueChange;

    public sealed record Deferred(bool InDeadLetters, long SequenceNumber) : QueueChange;

    /// <summary>Moved to the dead-letter queue, with the reason among its properties. The number stays.</summary>
    public sealed record DeadLettered(long SequenceNumber, byte[] Content) : QueueChange;

    /// <summary>Part of a snapshot: the last number given out, whether or not its message is still there.</summary>
    public sealed record Numbered(long LastSequenceNumber) : QueueChange;

    /// <summary>Part of a snapshot: an id in the history of duplicates.</summary>
    public sealed record Remembered(string MessageId, DateTimeOffset At) : QueueChange;

    /// <summary>Part of a snapshot: a message as it stood.</summary>
    public sealed record Restored(
        bool ToDeadLetters,
        long SequenceNumber,
        long EnqueuedSequenceNumber,
        byte[] Content,
        DateTimeOffset At,
        TimeSpan TimeToLive,
        DateTimeOffset? Due,
        bool IsDeferred,
        int FailedDeliveries) : QueueChange;
}
