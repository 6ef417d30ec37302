namespace Local.Cosmos.Store;

/// <summary>What identifies an item within a container: the same id under another partition key is another item.</summary>
internal readonly record struct ItemKey(PartitionKey PartitionKey, string Id);

/// <summary>An item as stored. Never changed once it can be seen, so a reader needs no lock.</summary>
/// <param name="Key">Which item.</param>
/// <param name="Number">Order of creation within the container; kept when the item is replaced.</param>
/// <param name="Etag">Changes with every write; with its quotes.</param>
/// <param name="Timestamp">Unix seconds of the write.</param>
/// <param name="Lsn">The container's log sequence number of the write.</param>
/// <param name="TimeToLive">Its own <c>ttl</c>: seconds, -1 for ever, null for the container's default.</param>
/// <param name="UniqueValues">Its values of the container's unique keys, in their order.</param>
/// <param name="Json">The whole item with its system properties, UTF-8, exactly as answered.</param>
internal sealed record StoredItem(
    ItemKey Key,
    ulong Number,
    string Etag,
    long Timestamp,
    long Lsn,
    int? TimeToLive,
    IReadOnlyList<string> UniqueValues,
    ReadOnlyMemory<byte> Json)
{
    /// <summary>Completes when the item is as safe as the store makes it; set before it can be seen.</summary>
    public Task Durable { get; set; } = Task.CompletedTask;

    /// <summary>Where the container's indexes have it; the writer's, null when not known yet.</summary>
    public IndexKeys? IndexKeys { get; set; }

    /// <summary>An expired item is missing to everybody, whether or not it has been removed yet.</summary>
    /// <param name="defaultTimeToLive">The container's; null when nothing there expires.</param>
    /// <param name="now">Unix seconds.</param>
    public bool IsExpired(int? defaultTimeToLive, long now) =>
        defaultTimeToLive is { } seconds && (TimeToLive ?? seconds) is >= 0 and var lifetime && Timestamp + lifetime <= now;
}
