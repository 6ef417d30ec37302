using Local.ServiceBus.Protocol;

namespace Local.ServiceBus.Engine;

/// <summary>
/// The messages of a queue, or of its dead-letter queue, in the order of their sequence numbers, and the receives waiting
/// for one. A message is ready unless it is scheduled, deferred or locked; a deferred one is parked unless it is locked.
/// </summary>
internal sealed class SubQueue(bool isDeadLetters)
{
    private readonly Dictionary<long, StoredMessage> messages = [];
    private readonly SortedSet<long> numbers = [];
    private readonly SortedSet<long> ready = [];
    private readonly HashSet<long> parked = [];
    private readonly SortedSet<(DateTimeOffset At, long Number)> expiring = [];

    public bool IsDeadLetters { get; } = isDeadLetters;

    /// <summary>Oldest first.</summary>
    public LinkedList<WaitingReceive> Waiting { get; } = [];

    /// <summary>Deferred messages that nobody holds at the moment.</summary>
    public int ParkedCount => parked.Count;

    /// <summary>Scheduled messages included.</summary>
    public int Count => messages.Count;

    public bool HasReady => ready.Count > 0;

    /// <summary>When the first of the ready messages expires. Dead letters never do.</summary>
    public DateTimeOffset NextExpiry => expiring.Count > 0 ? expiring.Min.At : DateTimeOffset.MaxValue;

    public StoredMessage FirstExpiring => messages[expiring.Min.Number];

    public StoredMessage FirstReady => messages[ready.Min];

    public StoredMessage LastReady => messages[ready.Max];

    public IEnumerable<StoredMessage> All => numbers.Select(number => messages[number]);

    public void Add(StoredMessage message)
    {
        messages.Add(message.SequenceNumber, message);
        numbers.Add(message.SequenceNumber);
        Release(message);
    }

    public void Remove(StoredMessage message)
    {
        Take(message);
        numbers.Remove(message.SequenceNumber);
        messages.Remove(message.SequenceNumber);
    }

    public StoredMessage? Find(long sequenceNumber) => messages.GetValueOrDefault(sequenceNumber);

    /// <summary>A deferred message that nobody holds; null when there is none of that number.</summary>
    public StoredMessage? FindParked(long sequenceNumber) =>
        parked.Contains(sequenceNumber) ? messages[sequenceNumber] : null;

    /// <summary>Makes a message available again, as its state allows.</summary>
    public void Release(StoredMessage message)
    {
        if (message.State != MessageState.Active)
        {
            _ = message.IsDeferred && parked.Add(message.SequenceNumber);
            return;
        }

        ready.Add(message.SequenceNumber);
        if (MayExpire(message))
        {
            expiring.Add((message.ExpiresAt, message.SequenceNumber));
        }
    }

    /// <summary>Makes a message available to nobody.</summary>
    public void Take(StoredMessage message)
    {
        parked.Remove(message.SequenceNumber);
        ready.Remove(message.SequenceNumber);
        if (MayExpire(message))
        {
            expiring.Remove((message.ExpiresAt, message.SequenceNumber));
        }
    }

    /// <summary>All messages, whatever their state, from a sequence number on.</summary>
    public IEnumerable<StoredMessage> From(long sequenceNumber) =>
        numbers.GetViewBetween(sequenceNumber, long.MaxValue).Select(number => messages[number]);

    private bool MayExpire(StoredMessage message) => !IsDeadLetters && message.ExpiresAt < DateTimeOffset.MaxValue;
}
