using Local.ServiceBus.Protocol;

namespace Local.ServiceBus.Engine;

/// <summary>
/// One queue with its dead-letter queue: the rules of peek-lock, as a synchronous state machine behind one gate. Knows nothing
/// of connections. Every operation first lets happen what is due by now, so that the timer only matters while nobody calls.
/// </summary>
internal sealed partial class MessageQueue : IDisposable
{
    private readonly Lock gate = new();
    private readonly QueueDefinition definition;
    private readonly TimeProvider clock;
    private readonly QueueContents contents;
    private readonly LockTable locks;
    private readonly ITimer timer;
    private DateTimeOffset timerDue = DateTimeOffset.MaxValue;
    private Totals totals;

    public MessageQueue(QueueDefinition definition, TimeProvider clock)
    {
        this.definition = definition;
        this.clock = clock;
        contents = new QueueContents(definition.DuplicateDetectionWindow);
        locks = new LockTable(definition.LockDuration);
        timer = clock.CreateTimer(_ => OnTimer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public SubQueue Active => contents.Active;

    public SubQueue DeadLetters => contents.DeadLetters;

    /// <summary>Accepts all messages or none. Returns their sequence numbers; 0 for one dropped as a duplicate.</summary>
    public long[] Send(ReadOnlySpan<AcceptedContent> messages)
    {
        lock (gate)
        {
            var now = LetDueThingsHappen();
            var added = 0L;
            foreach (var message in messages)
            {
                added += message.Bytes.Length;
            }

            if (contents.SizeInBytes + added > definition.MaxSizeInBytes)
            {
                throw new BrokerException(
                    ErrorCode.QuotaExceeded,
                    $"Queue '{definition.Name}' is full: {contents.SizeInBytes} of {definition.MaxSizeInBytes} bytes are taken.");
            }

            var numbers = new long[messages.Length];
            for (var i = 0; i < messages.Length; i++)
            {
                numbers[i] = Accept(messages[i], now);
            }

            Serve(contents.Active, now);
            ArmTimer(now);
            return numbers;
        }
    }

    public void CancelScheduled(long sequenceNumber)
    {
        lock (gate)
        {
            var now = LetDueThingsHappen();
            if (contents.Active.Find(sequenceNumber) is not { Due: not null })
            {
                throw new BrokerException(
                    ErrorCode.MessageNotFound, $"No message with sequence number {sequenceNumber} is scheduled.");
            }

            contents.Apply(new QueueChange.Removed(FromDeadLetters: false, sequenceNumber));
            ArmTimer(now);
        }
    }

    /// <summary>Delivers at once what there is; otherwise keeps the receive until something comes or it is cancelled.</summary>
    public void Receive(SubQueue queue, WaitingReceive receive)
    {
        lock (gate)
        {
            var now = LetDueThingsHappen();
            if (queue.Waiting.Count >= Limits.WaitingReceives)
            {
                throw new BrokerException(
                    ErrorCode.QuotaExceeded, $"{Limits.WaitingReceives} receives already wait on queue '{definition.Name}'.");
            }

            receive.Place = queue.Waiting.AddLast(receive);
            Serve(queue, now);
            ArmTimer(now);
        }
    }

    /// <summary>False when the receive no longer waits: it was served, or never there.</summary>
    public bool CancelReceive(SubQueue queue, WaitingReceive receive)
    {
        lock (gate)
        {
            if (receive.Place is not { } place)
            {
                return false;
            }

            queue.Waiting.Remove(place);
            receive.Place = null;
            return true;
        }
    }

    public void Complete(Guid token)
    {
        lock (gate)
        {
            var now = LetDueThingsHappen();
            Complete(Held(token));
            ArmTimer(now);
        }
    }

    /// <summary>Removes received-and-deleted messages; one whose lock has ended meanwhile is somebody else's by now.</summary>
    public void Remove(IReadOnlyList<Guid> tokens)
    {
        lock (gate)
        {
            var now = LetDueThingsHappen();
            foreach (var token in tokens)
            {
                if (locks.Find(token) is { } held)
                {
                    Complete(held);
                }
            }

            ArmTimer(now);
        }
    }

    /// <summary>Puts a message back at its place, as a failed delivery.</summary>
    public void Abandon(Guid token, IReadOnlyDictionary<string, object?> propertiesToModify)
    {
        lock (gate)
        {
            var now = LetDueThingsHappen();
            var held = Held(token);
            if (propertiesToModify.Count > 0)
            {
                var content = AcceptedContent.CheckMerged(held.Message.Content, propertiesToModify);
                contents.Apply(new QueueChange.Rewritten(held.Queue.IsDeadLetters, held.Message.SequenceNumber, content));
            }

            totals.Abandoned++;
            Fail(held);
            ServeAll(now);
            ArmTimer(now);
        }
    }

    public void DeadLetter(Guid token, IReadOnlyDictionary<string, object?> propertiesToModify)
    {
        lock (gate)
        {
            var now = LetDueThingsHappen();
            var held = Held(token);
            if (held.Queue.IsDeadLetters)
            {
                throw new BrokerException(ErrorCode.InvalidOperation, "A message of a dead-letter queue cannot be dead-lettered.");
            }

            var content = AcceptedContent.CheckMerged(held.Message.Content, propertiesToModify);
            locks.Remove(held);
            Bury(held.Message, content);
            Serve(contents.DeadLetters, now);
            ArmTimer(now);
        }
    }

    /// <summary>Returns the new end of the lock.</summary>
    public DateTimeOffset RenewLock(Guid token)
    {
        lock (gate)
        {
            var now = LetDueThingsHappen();
            var held = Held(token);
            locks.Renew(held, now);
            ArmTimer(now);
            return held.Until;
        }
    }

    /// <summary>
    /// Puts back messages that never reached the receiver they were locked for. That was no delivery, so none is counted.
    /// Locks that have ended meanwhile are left alone.
    /// </summary>
    public void Release(IReadOnlyList<Guid> tokens)
    {
        lock (gate)
        {
            var now = LetDueThingsHappen();
            foreach (var token in tokens)
            {
                if (locks.Find(token) is { } held)
                {
                    Unlock(held);
                }
            }

            ServeAll(now);
            ArmTimer(now);
        }
    }

    /// <summary>Messages in any state from a sequence number on, nothing locked.</summary>
    public List<Delivery> Peek(SubQueue queue, long fromSequenceNumber, int maxMessages)
    {
        lock (gate)
        {
            var now = LetDueThingsHappen();
            ArmTimer(now);
            var peeked = new List<Delivery>();
            var bytes = 0;
            foreach (var message in queue.From(fromSequenceNumber))
            {
                if (peeked.Count == maxMessages || bytes > Limits.DeliveryBytes)
                {
                    break;
                }

                peeked.Add(new Delivery(Describe(message, taken: null), message.Content));
                bytes += message.Content.Length;
            }

            return peeked;
        }
    }

    public QueueCounts Count()
    {
        lock (gate)
        {
            ArmTimer(LetDueThingsHappen());
            return new QueueCounts
            {
                Active = contents.Active.Count - contents.ScheduledCount,
                Locked = locks.Count,
                Scheduled = contents.ScheduledCount,
                DeadLettered = contents.DeadLetters.Count,
                SizeInBytes = contents.SizeInBytes,
                TotalEnqueued = totals.Enqueued,
                TotalDuplicatesDropped = totals.DuplicatesDropped,
                TotalCompleted = totals.Completed,
                TotalAbandoned = totals.Abandoned,
                TotalLocksExpired = totals.LocksExpired,
                TotalExpired = totals.Expired,
                TotalDeadLettered = totals.DeadLettered,
            };
        }
    }

    public void Dispose() => timer.Dispose();
}
