using System.Diagnostics;

namespace Local.ServiceBus.Engine;

/// <summary>
/// All that must outlive a receiver: messages, dead letters, delivery counts, the last sequence number and the history of
/// message ids. Changes in one way only, by <see cref="Apply"/>. Locks and waiting receives are not part of it.
/// </summary>
internal sealed class QueueContents(TimeSpan? duplicateWindow)
{
    private readonly SortedSet<(DateTimeOffset Due, long Number)> scheduled = [];

    public SubQueue Active { get; } = new(isDeadLetters: false);

    public SubQueue DeadLetters { get; } = new(isDeadLetters: true);

    public DuplicateHistory? Duplicates { get; } = duplicateWindow is { } window ? new DuplicateHistory(window) : null;

    public long LastSequenceNumber { get; private set; }

    /// <summary>Contents of all messages, dead letters included.</summary>
    public long SizeInBytes { get; private set; }

    public int ScheduledCount => scheduled.Count;

    public DateTimeOffset NextActivation => scheduled.Count > 0 ? scheduled.Min.Due : DateTimeOffset.MaxValue;

    public long FirstScheduled => scheduled.Min.Number;

    public void Apply(QueueChange change)
    {
        switch (change)
        {
            case QueueChange.Enqueued it:
                Accept(it.SequenceNumber, it.MessageId, it.At);
                Add(Active, new StoredMessage(it.SequenceNumber, it.SequenceNumber, it.Content)
                {
                    EnqueuedAt = it.At,
                    TimeToLive = it.TimeToLive,
                });
                break;

            case QueueChange.Scheduled it:
                Accept(it.SequenceNumber, it.MessageId, it.At);
                Add(Active, new StoredMessage(it.SequenceNumber, it.SequenceNumber, it.Content)
                {
                    EnqueuedAt = it.At,
                    TimeToLive = it.TimeToLive,
                    Due = it.Due,
                });
                break;

            case QueueChange.Activated it:
                var waiting = Remove(Active, it.ScheduledNumber);
                LastSequenceNumber = it.SequenceNumber;
                Add(Active, new StoredMessage(it.SequenceNumber, waiting.EnqueuedSequenceNumber, waiting.Content)
                {
                    EnqueuedAt = it.At,
                    TimeToLive = waiting.TimeToLive,
                });
                break;

            case QueueChange.Removed it:
                Remove(it.FromDeadLetters ? DeadLetters : Active, it.SequenceNumber);
                break;

            case QueueChange.DeliveryFailed it:
                Find(it.InDeadLetters ? DeadLetters : Active, it.SequenceNumber).FailedDeliveries++;
                break;

            case QueueChange.Rewritten it:
                var rewritten = Find(it.InDeadLetters ? DeadLetters : Active, it.SequenceNumber);
                SizeInBytes += it.Content.Length - rewritten.Content.Length;
                rewritten.Content = it.Content;
                break;

            case QueueChange.DeadLettered it:
                var dead = Remove(Active, it.SequenceNumber);
                dead.Content = it.Content;
                dead.IsDeferred = false;
                Add(DeadLetters, dead);
                break;

            case QueueChange.Deferred it:
                var holder = it.InDeadLetters ? DeadLetters : Active;
                var parked = Find(holder, it.SequenceNumber);
                holder.Take(parked);
                parked.IsDeferred = true;
                holder.Release(parked);
                break;

            case QueueChange.Numbered it:
                LastSequenceNumber = it.LastSequenceNumber;
                break;

            case QueueChange.Remembered it:
                Duplicates?.Remember(it.MessageId, it.At);
                break;

            case QueueChange.Restored it:
                Add(it.ToDeadLetters ? DeadLetters : Active, new StoredMessage(it.SequenceNumber, it.EnqueuedSequenceNumber, it.Content)
                {
                    EnqueuedAt = it.At,
                    TimeToLive = it.TimeToLive,
                    Due = it.Due,
                    IsDeferred = it.IsDeferred,
                    FailedDeliveries = it.FailedDeliveries,
                });
                break;

            default:
                throw new UnreachableException($"No rule for {change.GetType().Name}.");
        }
    }

    /// <summary>Changes that make empty contents equal to these. A copy: later changes leave it as it is.</summary>
    public List<QueueChange> Snapshot()
    {
        var snapshot = new List<QueueChange>(Active.Count + DeadLetters.Count + 1) { new QueueChange.Numbered(LastSequenceNumber) };
        snapshot.AddRange(Duplicates?.ByAge.Select(it => new QueueChange.Remembered(it.Id, it.At)) ?? []);
        foreach (var queue in (SubQueue[])[Active, DeadLetters])
        {
            snapshot.AddRange(queue.All.Select(it => new QueueChange.Restored(
                queue.IsDeadLetters,
                it.SequenceNumber,
                it.EnqueuedSequenceNumber,
                it.Content,
                it.EnqueuedAt,
                it.TimeToLive,
                it.Due,
                it.IsDeferred,
                it.FailedDeliveries)));
        }

        return snapshot;
    }

    private void Accept(long sequenceNumber, string? messageId, DateTimeOffset at)
    {
        LastSequenceNumber = sequenceNumber;
        if (messageId is not null)
        {
            Duplicates?.Remember(messageId, at);
        }
    }

    private void Add(SubQueue queue, StoredMessage message)
    {
        queue.Add(message);
        SizeInBytes += message.Content.Length;
        if (message.Due is { } due)
        {
            scheduled.Add((due, message.SequenceNumber));
        }
    }

    private StoredMessage Remove(SubQueue queue, long sequenceNumber)
    {
        var message = Find(queue, sequenceNumber);
        queue.Remove(message);
        SizeInBytes -= message.Content.Length;
        if (message.Due is { } due)
        {
            scheduled.Remove((due, sequenceNumber));
        }

        return message;
    }

    private static StoredMessage Find(SubQueue queue, long sequenceNumber) =>
        queue.Find(sequenceNumber) ?? throw new UnreachableException($"A change names message {sequenceNumber}, which is not held.");
}
