using Local.ServiceBus.Protocol;

namespace Local.ServiceBus.Engine;

/// <summary>The steps the operations are made of. All of them run behind the gate.</summary>
internal sealed partial class MessageQueue
{
    private readonly List<MessageLock> taken = [];
    private readonly List<Delivery> deliveries = [];

    private struct Totals
    {
        public long Enqueued;
        public long DuplicatesDropped;
        public long Completed;
        public long Abandoned;
        public long LocksExpired;
        public long Expired;
        public long DeadLettered;
    }

    private void Change(QueueChange change)
    {
        contents.Apply(change);
        journal?.Add(change);
    }

    private void Commit() => journal?.Commit();

    /// <summary>The end of every operation.</summary>
    private void Finish(DateTimeOffset now)
    {
        Commit();
        ArmTimer(now);
    }

    private long Accept(AcceptedContent message, DateTimeOffset now)
    {
        var summary = message.Summary;

        // A message without an id cannot be a duplicate. One dropped must not renew the memory of the first.
        if (summary.MessageId is { } id && contents.Duplicates?.Contains(id, now) == true)
        {
            totals.DuplicatesDropped++;
            return 0;
        }

        var number = contents.LastSequenceNumber + 1;
        var timeToLive = summary.TimeToLive is { } own && own < definition.DefaultTimeToLive ? own : definition.DefaultTimeToLive;
        totals.Enqueued++;
        Change(summary.ScheduledFor > now
            ? new QueueChange.Scheduled(number, message.Bytes, summary.MessageId, now, timeToLive, summary.ScheduledFor.Value)
            : new QueueChange.Enqueued(number, message.Bytes, summary.MessageId, now, timeToLive));
        return number;
    }

    private MessageLock Held(Guid token) => locks.Find(token) ?? throw new BrokerException(
        ErrorCode.MessageLockLost,
        "The lock supplied is invalid. Either the lock expired, or the message has already been removed from the queue.");

    private void Complete(MessageLock held)
    {
        locks.Remove(held);
        Change(new QueueChange.Removed(held.Queue.IsDeadLetters, held.Message.SequenceNumber));
        totals.Completed++;
    }

    private void Unlock(MessageLock held)
    {
        locks.Remove(held);
        held.Queue.Release(held.Message);
    }

    private void Fail(MessageLock held)
    {
        var message = held.Message;
        Change(new QueueChange.DeliveryFailed(held.Queue.IsDeadLetters, message.SequenceNumber));
        Unlock(held);
        if (!held.Queue.IsDeadLetters && message.FailedDeliveries >= definition.MaxDeliveryCount)
        {
            Bury(message, MessageEncoding.Merge(message.Content, DeadLetterReason.TooManyDeliveries(definition.MaxDeliveryCount)));
        }
    }

    private void Bury(StoredMessage message, byte[] content)
    {
        Change(new QueueChange.DeadLettered(message.SequenceNumber, content));
        totals.DeadLettered++;
    }

    private DateTimeOffset LetDueThingsHappen()
    {
        var now = clock.GetUtcNow();
        if (NextDue() > now)
        {
            return now;
        }

        while (locks.First is { } held && held.Until <= now)
        {
            totals.LocksExpired++;
            Fail(held);
        }

        while (contents.NextActivation <= now)
        {
            Change(new QueueChange.Activated(contents.FirstScheduled, contents.LastSequenceNumber + 1, now));
        }

        ServeAll(now);
        return now;
    }

    private void Expire(StoredMessage message)
    {
        totals.Expired++;
        if (definition.DeadLetterOnExpiration)
        {
            Bury(message, MessageEncoding.Merge(message.Content, DeadLetterReason.Expired));
        }
        else
        {
            Change(new QueueChange.Removed(FromDeadLetters: false, message.SequenceNumber));
        }
    }

    private DateTimeOffset NextDue()
    {
        var due = locks.NextExpiry;
        due = contents.NextActivation < due ? contents.NextActivation : due;
        return contents.Active.NextExpiry < due ? contents.Active.NextExpiry : due;
    }

    private void ServeAll(DateTimeOffset now)
    {
        // A message may come back from a receiver with its time run out.
        while (contents.Active.NextExpiry <= now)
        {
            Expire(contents.Active.FirstExpiring);
        }

        Serve(contents.Active, now);
        Serve(contents.DeadLetters, now);
    }

    private void Serve(SubQueue queue, DateTimeOffset now)
    {
        // So that whoever delivers can wait until what is delivered is on disk.
        Commit();
        while (queue.HasReady && queue.Waiting.First is { } first)
        {
            queue.Waiting.RemoveFirst();
            first.Value.Place = null;
            Deliver(first.Value, queue, Ready(queue, first.Value), now);
        }
    }

    private static IEnumerable<StoredMessage> Ready(SubQueue queue, WaitingReceive receive)
    {
        for (var count = 0; queue.HasReady && count < receive.MaxMessages; count++)
        {
            yield return receive.NewestFirst ? queue.LastReady : queue.FirstReady;
        }
    }

    /// <summary>Locks messages one by one as they are enumerated, up to the size of one delivery, and hands them out.</summary>
    private void Deliver(WaitingReceive receive, SubQueue queue, IEnumerable<StoredMessage> messages, DateTimeOffset now)
    {
        taken.Clear();
        deliveries.Clear();
        var bytes = 0;
        foreach (var message in messages)
        {
            queue.Take(message);
            var held = locks.Add(queue, message, now);
            taken.Add(held);
            deliveries.Add(new Delivery(Describe(message, held), message.Content));
            bytes += message.Content.Length;
            if (bytes > Limits.DeliveryBytes)
            {
                break;
            }
        }

        if (!receive.TryDeliver(deliveries))
        {
            taken.ForEach(Unlock);
        }
    }

    private static DeliveryHeader Describe(StoredMessage message, MessageLock? taken) => new(
        message.SequenceNumber,
        message.EnqueuedSequenceNumber,
        message.EnqueuedAt,
        message.TimeToLive,
        taken?.Token ?? Guid.Empty,
        taken?.Until ?? default,
        message.FailedDeliveries + (taken is null ? 0 : 1),
        message.State);

    private void OnTimer()
    {
        lock (gate)
        {
            if (disposed)
            {
                return;
            }

            timerDue = DateTimeOffset.MaxValue;
            Finish(LetDueThingsHappen());
        }
    }

    /// <summary>Sets the timer when something is due before it; a timer that fires early finds nothing and is set again.</summary>
    private void ArmTimer(DateTimeOffset now)
    {
        var due = NextDue();
        if (due >= timerDue)
        {
            return;
        }

        timerDue = due;

        // Timers count whole milliseconds and at most some 49 days.
        var milliseconds = Math.Clamp(Math.Ceiling((due - now).TotalMilliseconds), 0, int.MaxValue);
        timer.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
    }
}
