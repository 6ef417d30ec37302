namespace Local.Cosmos.Store;

/// <summary>
/// Writes decided one after the other, each as if those before it were done, and done all at once by <see cref="Commit"/> or
/// not at all. Used under the container's lock.
/// </summary>
internal sealed class Transaction(Container container, ItemIndex items, CosmosStore store)
{
    private readonly List<Draft> drafts = [];
    private ulong lastItem = container.LastItem;
    private int bytes;

    /// <summary>Log sequence number of the last write.</summary>
    public long Lsn { get; private set; } = container.Lsn;

    /// <summary>The item as the writes so far leave it; an expired one is removed before anything is decided by it.</summary>
    public StoredItem? Find(ItemKey key)
    {
        if (drafts.Find(draft => draft.Key == key) is { } draft)
        {
            return draft.Item;
        }

        var item = items.Find(key);
        if (item is null || container.IsAlive(item))
        {
            return item;
        }

        Put(key, null);
        return null;
    }

    /// <exception cref="RequestRefusedException">The transaction writes more than <see cref="Limits.TransactionBytes"/>.</exception>
    public WriteResult Write(in ItemWrite write)
    {
        var current = Find(write.Key);
        if (Refusal(write, current) is { } refusal)
        {
            return new WriteResult(refusal, null, Lsn);
        }

        if (write.Mode == WriteMode.Delete)
        {
            Put(write.Key, null);
            return new WriteResult(WriteOutcome.Deleted, current, Lsn);
        }

        var item = container.Stored(write, current?.Number ?? ++lastItem, Lsn + 1);
        bytes += item.Json.Length;
        if (bytes > Limits.TransactionBytes)
        {
            throw RequestRefusedException.TooLarge(Limits.TransactionBytes);
        }

        Put(write.Key, item);
        return new WriteResult(current is null ? WriteOutcome.Created : WriteOutcome.Replaced, item, Lsn);
    }

    public void Commit()
    {
        if (Changes() is { Count: > 0 } changes)
        {
            store.Commit(changes is [var only] ? only : new StoreChange.ItemsChanged(container, changes));
        }
    }

    /// <summary>What the writes come to, in their order: of several writes of one item the last is left.</summary>
    private List<StoreChange> Changes()
    {
        if (drafts is [{ Item: { } only } draft] && (draft.Before is null || draft.Before.Number == only.Number))
        {
            return [new StoreChange.ItemWritten(container, only)];
        }

        var changes = new List<(long Lsn, StoreChange Change)>();
        foreach (var each in drafts)
        {
            if (each.Before is { } gone && gone.Number != each.Item?.Number)
            {
                changes.Add((each.DeletedAt, new StoreChange.ItemDeleted(container, gone, each.DeletedAt)));
            }

            if (each.Item is { } item)
            {
                changes.Add((item.Lsn, new StoreChange.ItemWritten(container, item)));
            }
        }

        changes.Sort((left, right) => left.Lsn.CompareTo(right.Lsn));
        if (drafts.Count > 0 && (changes.Count == 0 || changes[^1].Lsn < Lsn))
        {
            // What was created and deleted again leaves nothing but its numbers.
            changes.Add((Lsn, new StoreChange.CountersSet(container, Lsn, lastItem)));
        }

        return changes.ConvertAll(each => each.Change);
    }

    private void Put(ItemKey key, StoredItem? item)
    {
        var draft = drafts.Find(each => each.Key == key);
        if (draft is null)
        {
            drafts.Add(draft = new Draft(key, items.Find(key)));
        }

        Lsn++;
        draft.Item = item;
        draft.DeletedAt = item is null && draft.DeletedAt == 0 ? Lsn : draft.DeletedAt;
    }

    private WriteOutcome? Refusal(in ItemWrite write, StoredItem? current) => (write.Mode, current) switch
    {
        (WriteMode.Create, not null) => WriteOutcome.AlreadyExists,
        (WriteMode.Replace or WriteMode.Delete, null) => WriteOutcome.NotFound,
        (_, not null) when write.IfMatch is not (null or "*") && write.IfMatch != current.Etag => WriteOutcome.PreconditionFailed,
        _ => IsTaken(write) ? WriteOutcome.UniqueKeyTaken : null,
    };

    private bool IsTaken(in ItemWrite write)
    {
        foreach (var value in write.UniqueValues ?? [])
        {
            if (Owner(write.Key.PartitionKey, value) is { } owner && owner != write.Key)
            {
                return true;
            }
        }

        return false;
    }

    private ItemKey? Owner(PartitionKey partitionKey, string value)
    {
        foreach (var draft in drafts)
        {
            if (draft.Key.PartitionKey == partitionKey && draft.Item?.UniqueValues.Contains(value) == true)
            {
                return draft.Key;
            }
        }

        return items.Owner(partitionKey, value) is { } owner && Find(owner)?.UniqueValues.Contains(value) == true ? owner : null;
    }

    /// <summary>What becomes of one item.</summary>
    private sealed class Draft(ItemKey key, StoredItem? before)
    {
        public ItemKey Key => key;

        /// <summary>As stored before the transaction, expired or not.</summary>
        public StoredItem? Before => before;

        public StoredItem? Item { get; set; }

        /// <summary>Log sequence number of the delete that ended <see cref="Before"/>; 0 when there was none.</summary>
        public long DeletedAt { get; set; }
    }
}
