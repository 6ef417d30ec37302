using Local.Journal;
using Local.ServiceBus.Durability;
using Local.ServiceBus.Protocol;

namespace Local.ServiceBus.Engine;

/// <summary>
/// One queue with its dead-letter queue: the rules of peek-lock, as a synchronous state machine behind one gate. Knows nothing
/// of connections. Every operation first lets happen what is due by now, so that the timer only matters while nobody calls.
/// </summary>
internal sealed partial class MessageQueue : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly QueueDefinition definition;
    private readonly TimeProvider clock;
    private readonly QueueContents contents;
    private readonly LockTable locks;
    private readonly ITimer timer;
    private readonly QueueJournal? journal;
    private DateTimeOffset timerDue = DateTimeOffset.MaxValue;
    private Totals totals;
    private bool disposed;

    /// <param name="state">The journal that the contents come from and go to; null to keep them in memory only.</param>
    /// <exception cref="JournalException">The journal cannot be opened.</exception>
    public MessageQueue(QueueDefinition definition, TimeProvider clock, StateFile? state = null)
    {
        this.definition = definition;
        this.clock = clock;
        contents = new QueueContents(definition.DuplicateDetectionWindow);
        locks = new LockTable(definition.LockDuration);
        journal = state is null ? null : QueueJournal.Open(state, contents);
        timer = clock.CreateTimer(_ => OnTimer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        // What fell due while nobody was there.
        OnTimer();
    }

    public string Name => definition.Name;

    /// <summary>
    /// Completes when every change made so far is on disk. Nothing that follows from a change may be shown before; when it
    /// fails, nothing may ever be.
    /// </summary>
    public Task Written => journal?.Written ?? Task.CompletedTask;

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
            Finish(now);
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

            Change(new QueueChange.Removed(FromDeadLetters: false, sequenceNumber));
            Finish(now);
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
            Finish(now);
        }
    }

    /// <summary>Delivers deferred messages by their numbers: all of them, at once, or none.</summary>
    public void ReceiveDeferred(SubQueue queue, IReadOnlyCollection<long> sequenceNumbers, WaitingReceive receive)
    {
        lock (gate)
        {
            var now = LetDueThingsHappen();
            var wanted = sequenceNumbers.Select(number => queue.FindParked(number) ?? throw new BrokerException(
                ErrorCode.MessageNotFound, $"No message with sequence number {number} is deferred, or it is locked.")).ToList();
            if (wanted.Sum(message => (long)message.Content.Length) > Limits.DeliveryBytes)
            {
                throw new BrokerException(
                    ErrorCode.MessageSizeExceeded,
                    $"The messages have more than {Limits.DeliveryBytes} bytes together; ask for fewer of them at once.");
            }

            Commit();
            Deliver(receive, queue, wanted, now);
            Finish(now);
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

    /// <summary>Messages in any state from a sequence number on, nothing locked.</summary>
    public List<Delivery> Peek(SubQueue queue, long fromSequenceNumber, int maxMessages)
    {
        lock (gate)
        {
            var now = LetDueThingsHappen();
            Finish(now);
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
            Finish(LetDueThingsHappen());
            return new QueueCounts
            {
                Active = contents.Active.Count - contents.ScheduledCount,
                Locked = locks.Count,
                Scheduled = contents.ScheduledCount,
                Deferred = contents.Active.ParkedCount + contents.DeadLetters.ParkedCount,
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

    /// <summary>Everything is on disk when this completes.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (gate)
        {
            disposed = true;
        }

        await timer.DisposeAsync().ConfigureAwait(false);
        if (journal is not null)
        {
            await journal.DisposeAsync().ConfigureAwait(false);
        }
    }
}
