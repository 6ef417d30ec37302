namespace Local.ServiceBus.Engine;

/// <summary>A message held for one receiver until an instant.</summary>
internal sealed class MessageLock(Guid token, SubQueue queue, StoredMessage message)
{
    public Guid Token { get; } = token;
    public SubQueue Queue { get; } = queue;
    public StoredMessage Message { get; } = message;
    public DateTimeOffset Until { get; set; }
}

/// <summary>The locks of a queue, in the order they expire: all last equally long, so the newest is always the last.</summary>
internal sealed class LockTable(TimeSpan duration)
{
    private readonly Dictionary<Guid, LinkedListNode<MessageLock>> byToken = [];
    private readonly LinkedList<MessageLock> byExpiry = [];

    // A token must not come back after a restart, so each table starts somewhere else.
    private readonly long salt = Random.Shared.NextInt64();
    private long issued;

    public int Count => byToken.Count;

    public DateTimeOffset NextExpiry => First?.Until ?? DateTimeOffset.MaxValue;

    public MessageLock? First => byExpiry.First?.Value;

    public MessageLock Add(SubQueue queue, StoredMessage message, DateTimeOffset now)
    {
        var taken = new MessageLock(NextToken(), queue, message) { Until = now + duration };
        byToken.Add(taken.Token, byExpiry.AddLast(taken));
        return taken;
    }

    public MessageLock? Find(Guid token) => byToken.GetValueOrDefault(token)?.Value;

    public void Renew(MessageLock held, DateTimeOffset now)
    {
        var node = byToken[held.Token];
        held.Until = now + duration;
        byExpiry.Remove(node);
        byExpiry.AddLast(node);
    }

    public void Remove(MessageLock held)
    {
        byToken.Remove(held.Token, out var node);
        byExpiry.Remove(node!);
    }

    private Guid NextToken()
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, salt);
        BitConverter.TryWriteBytes(bytes[8..], ++issued);
        return new Guid(bytes);
    }
}
