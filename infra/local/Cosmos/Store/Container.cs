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

    public StoredItem? Find(ItemKey key) => items.Find(key) is { } item && IsAlive(item) ? item : null;

    /// <summary>Items in order of their creation, from a number on, under one partition key or all.</summary>
    public IEnumerable<StoredItem> Scan(PartitionKey? partitionKey = null, ulong from = 0) =>
        items.Scan(partitionKey, from).Where(IsAlive);

    /// <summary>
    /// All items by their value at a path, as of now, expired ones too; null when the path's values are not kept in order.
    /// </summary>
    public OrderedView? Ordered(IReadOnlyList<string> path) => items.Ordered(path);

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
            var current = Living(write.Key);
            if (Refusal(write, current) is { } refusal)
            {
                return new WriteResult(refusal, null, lsn);
            }

            if (write.Mode == WriteMode.Delete)
            {
                store.Commit(new StoreChange.ItemDeleted(this, current!, lsn + 1));
                return new WriteResult(WriteOutcome.Deleted, current, lsn);
            }

            var item = Stored(write, current?.Number ?? lastItem + 1, lsn + 1);
            store.Commit(new StoreChange.ItemWritten(this, item));
            return new WriteResult(current is null ? WriteOutcome.Created : WriteOutcome.Replaced, item, lsn);
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
                Living(item.Key);
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

    /// <summary>Called with every change of this container, in their order.</summary>
    public void AppendedAs(Task append) => durable = append;

    public JsonObject ToJson()
    {
        var current = revision;
        var json = current.Definition.ToJson();
        json["_docs"] = "docs/";
        return SystemProperties.Add(json, Rid, self, current.Etag, current.Timestamp);
    }

    /// <summary>The item, unless it has expired: then it is removed before anything is decided by it.</summary>
    private StoredItem? Living(ItemKey key)
    {
        var item = items.Find(key);
        if (item is null || IsAlive(item))
        {
            return item;
        }

        store.Commit(new StoreChange.ItemDeleted(this, item, lsn + 1));
        return null;
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
            if (items.Owner(write.Key.PartitionKey, value) is { } owner && owner != write.Key && Living(owner) is not null)
            {
                return true;
            }
        }

        return false;
    }

    private StoredItem Stored(in ItemWrite write, ulong itemNumber, long version)
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
}
