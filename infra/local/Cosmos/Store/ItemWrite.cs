namespace Local.Cosmos.Store;

internal enum WriteMode
{
    /// <summary>The item must not exist.</summary>
    Create,

    /// <summary>The item must exist.</summary>
    Replace,

    /// <summary>Create or replace; a condition applies only when the item exists.</summary>
    Upsert,

    /// <summary>The item must exist, and will not any more.</summary>
    Delete,
}

internal enum WriteOutcome
{
    Created,
    Replaced,
    Deleted,
    AlreadyExists,
    NotFound,
    PreconditionFailed,

    /// <summary>Another item under the same partition key has the same values of a unique key.</summary>
    UniqueKeyTaken,
}

/// <summary>A write asked for.</summary>
/// <param name="Mode">What is expected of the item, and what to do.</param>
/// <param name="Key">Which item.</param>
/// <param name="OpenJson">The new content without closing brace, see <see cref="IncomingItem"/>; empty for a delete.</param>
/// <param name="IfMatch">The etag the stored item must have, <c>*</c> for any, null for no condition.</param>
internal readonly record struct ItemWrite(WriteMode Mode, ItemKey Key, ReadOnlyMemory<byte> OpenJson, string? IfMatch)
{
    /// <summary>The item's own <c>ttl</c> in seconds, see <see cref="StoredItem"/>.</summary>
    public int? TimeToLive { get; init; }

    /// <summary>See <see cref="UniqueKeyPolicy"/>; null for none.</summary>
    public IReadOnlyList<string>? UniqueValues { get; init; }

    /// <summary>Its values at the ordered paths of the container as it was defined when the item came in; null for unknown.</summary>
    public IndexKeys? IndexKeys { get; init; }

    public static ItemWrite Of(WriteMode mode, in IncomingItem item, string? ifMatch) =>
        new(mode, new ItemKey(item.PartitionKey, item.Id), item.OpenJson, ifMatch)
        {
            TimeToLive = item.TimeToLive,
            UniqueValues = item.UniqueValues,
            IndexKeys = item.IndexKeys,
        };
}

/// <summary>What became of a write.</summary>
/// <param name="Outcome">Done, or why not.</param>
/// <param name="Item">The item as it now is; for a delete, as it was; null when nothing was written.</param>
/// <param name="Lsn">The container's log sequence number after the write.</param>
internal readonly record struct WriteResult(WriteOutcome Outcome, StoredItem? Item, long Lsn);
