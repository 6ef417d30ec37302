using System.Text.Json.Nodes;

namespace Local.Cosmos.Store;

/// <summary>One version of a container's definition; the items outlive it.</summary>
internal sealed record ContainerRevision(ContainerDefinition Definition, int Version, string Etag, long Timestamp);

/// <summary>
/// A container and its items. Writes are decided one at a time under the container's lock, so that of many writers with
/// one etag exactly one wins; reads take no lock.
/// </summary>
internal sealed class Container(CosmosStore store, Database database, uint number, ContainerRevision revision)
{
    private readonly ItemIndex items = new(revision.Definition.OrderedPaths);
    private readonly string self = $"dbs/{database.Rid}/colls/{ResourceId.OfContainer(database.Number, number)}/";
    private volatile ContainerRevision revision = revision;
    private volatile Task durable = Task.CompletedTask;
    private volatile bool isChanging;
    private ulong lastItem;
    private long lsn;

    /// <summary>Held by whoever decides about this container's items.</summary>
    public Lock Gate { get; } = new();

    public Database Database => database;

    public uint Number => number;

    public string Id { get; } = revision.Definition.Id;

    public string Rid { get; } = ResourceId.OfContainer(database.Number, number);

    /// <summary>Path by names, percent-encoded: the SDK keeps its session tokens by it.</summary>
    public string NamePath { get; } =
        $"dbs/{Uri.EscapeDataString(database.Id)}/colls/{Uri.EscapeDataString(revision.Definition.Id)}";

    public ContainerRevision Revision => revision;

    public ContainerDefinition Definition => revision.Definition;

    /// <summary>Number of writes so far.</summary>
    public long Lsn => Interlocked.Read(ref lsn);

    /// <summary>Number of the item created last.</summary>
    public ulong LastItem => lastItem;

    /// <summary>Completes when all writes so far are as safe as the store makes them.</summary>
    public Task Durable => durable;

    public int ItemCount => Definition.DefaultTimeToLive is null ? items.Count : Scan().Count();

    /// <summary>Items under one partition key or all, expired ones too.</summary>
    public int StoredCount(PartitionKey? partitionKey) => items.CountUnder(partitionKey);

    public StoredItem? Find(ItemKey key) => FindSettled(key) is { } item && IsAlive(item) ? item : null;

    /// <summary>Items in order of their creation, from a number on, under one partition key or all.</summary>
    public IEnumerable<StoredItem> Scan(PartitionKey? partitionKey = null, ulong from = 0) =>
        items.Scan(partitionKey, from).Where(IsAlive);

    /// <summary>
    /// All items by their value at a path, as of now, expired ones too; null when the path's values are not kept in order.
    /// </summary>
    public OrderedView? Ordered(IReadOnlyList<string> path) => items.Ordered(path);

    /// <summary>Items whose last write came after one, in the order of those writes, as of now.</summary>
    public IEnumerable<StoredItem> ChangesAfter(long write) => items.ChangesAfter(write).Where(IsAlive);

    /// <summary>Whether an item of an index is still there for anybody.</summary>
    public bool IsAlive(StoredItem item) =>
        Definition.DefaultTimeToLive is not { } seconds || !item.IsExpired(seconds, store.Now);

    /// <summary>Expired or not.</summary>
    public StoredItem? FindStored(ItemKey key) => items.Find(key);

    /// <summary>Expired ones too.</summary>
    public IEnumerable<StoredItem> EverythingStored() => items.Scan(null, 0);

    public WriteResult Write(in ItemWrite write)
    {
        lock (Gate)
        {
            var transaction = new Transaction(this, items, store);
            var result = transaction.Write(write);
            transaction.Commit();
            return result;
        }
    }

    /// <summary>Nobody else writes while <paramref name="decide"/> does; what it wrote is kept when it returns true.</summary>
    public void Transact(Func<Transaction, bool> decide)
    {
        lock (Gate)
        {
            var transaction = new Transaction(this, items, store);
            if (decide(transaction))
            {
                transaction.Commit();
            }
        }
    }

    /// <summary>Expired items are removed for good.</summary>
    public void RemoveExpired()
    {
        if (Definition.DefaultTimeToLive is null)
        {
            return;
        }

        foreach (var item in EverythingStored().Where(item => !IsAlive(item)))
        {
            lock (Gate)
            {
                var transaction = new Transaction(this, items, store);
                transaction.Find(item.Key);
                transaction.Commit();
            }
        }
    }

    public void Apply(StoreChange.ItemWritten change)
    {
        items.Set(change.Item);
        lastItem = Math.Max(lastItem, change.Item.Number);
        Interlocked.Exchange(ref lsn, change.Item.Lsn);
    }

    public void Apply(StoreChange.ItemDeleted change)
    {
        items.Remove(change.Item);
        Interlocked.Exchange(ref lsn, change.Lsn);
    }

    public void Apply(StoreChange.CountersSet change)
    {
        lastItem = change.LastItem;
        Interlocked.Exchange(ref lsn, change.Lsn);
    }

    public void Apply(StoreChange.ContainerReplaced change)
    {
        lock (Gate)
        {
            revision = change.Revision;
            items.Order(change.Revision.Definition.OrderedPaths);
        }
    }

    public void Apply(StoreChange.ItemsChanged change)
    {
        isChanging = true;
        foreach (var part in change.Changes)
        {
            store.Apply(part);
        }

        isChanging = false;
    }

    /// <summary>Called with every change of this container, in their order.</summary>
    public void AppendedAs(Task append) => durable = append;

    public JsonObject ToJson()
    {
        var current = revision;
        var json = current.Definition.ToJson();
        json["_docs"] = "docs/";
        return SystemProperties.Add(json, Rid, self, current.Etag, current.Timestamp);
    }

    /// <summary>The item a write makes.</summary>
    public StoredItem Stored(in ItemWrite write, ulong itemNumber, long version)
    {
        var now = store.Now;
        var rid = ResourceId.OfDocument(database.Number, number, itemNumber);
        var etag = SystemProperties.Etag(version, number, now);
        var json = SystemProperties.Close(write.OpenJson, rid, $"{self}docs/{rid}/", etag, now);
        return new StoredItem(write.Key, itemNumber, etag, now, version, write.TimeToLive, write.UniqueValues ?? [], json)
        {
            IndexKeys = write.IndexKeys,
        };
    }

    /// <summary>Whoever has seen one part of a transaction sees no other part as it was before.</summary>
    private StoredItem? FindSettled(ItemKey key)
    {
        if (!isChanging)
        {
            var item = items.Find(key);
            if (!isChanging)
            {
                return item;
            }
        }

        lock (Gate)
        {
            return items.Find(key);
        }
    }
}
