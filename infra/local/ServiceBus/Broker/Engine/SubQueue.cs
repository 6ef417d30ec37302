namespace Local.ServiceBus.Engine;

/// <summary>
/// The messages of a queue, or of its dead-letter queue, in the order of their sequence numbers, and the receives waiting
/// for one. A message is ready unless it is scheduled or locked.
/// </summary>
internal sealed class SubQueue(bool isDeadLetters)
{
    private readonly Dictionary<long, StoredMessage> messages = [];
    private readonly SortedSet<long> numbers = [];
    private readonly SortedSet<long> ready = [];
    private readonly SortedSet<(DateTimeOffset At, long Number)> expiring = [];

    public bool IsDeadLetters { get; } = isDeadLetters;

    /// <summary>Oldest first.</summary>
    public LinkedList<WaitingReceive> Waiting { get; } = [];

    /// <summary>Scheduled messages included.</summary>
    public int Count => messages.Count;

    public bool HasReady => ready.Count > 0;

    /// <summary>When the first of the ready messages expires. Dead letters never do.</summary>
    public DateTimeOffset NextExpiry => expiring.Count > 0 ? expiring.Min.At : DateTimeOffset.MaxValue;

    public StoredMessage FirstExpiring => messages[expiring.Min.Number];

    public StoredMessage FirstReady => messages[ready.Min];

    public void Add(StoredMessage message)
    {
        messages.Add(message.SequenceNumber, message);
        numbers.Add(message.SequenceNumber);
        if (message.Due is null)
        {
            MakeReady(message);
        }
    }

    public void Remove(StoredMessage message)
    {
        MakeUnready(message);
        numbers.Remove(message.SequenceNumber);
        messages.Remove(message.SequenceNumber);
    }

    public StoredMessage? Find(long sequenceNumber) => messages.GetValueOrDefault(sequenceNumber);

    public void MakeReady(StoredMessage message)
    {
        ready.Add(message.SequenceNumber);
        if (MayExpire(message))
        {
            expiring.Add((message.ExpiresAt, message.SequenceNumber));
        }
    }

    public void MakeUnready(StoredMessage message)
    {
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
