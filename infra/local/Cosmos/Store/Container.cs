using System.Collections.Concurrent;
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
    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<ItemKey, StoredItem> items = new();
    private readonly string self = $"dbs/{database.Rid}/colls/{ResourceId.OfContainer(database.Number, number)}/";
    private volatile ContainerRevision revision = revision;
    private ulong lastItem;
    private long lsn;

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

    public int ItemCount => items.Count;

    /// <summary>All items with their keys, in no particular order.</summary>
    public IEnumerable<KeyValuePair<ItemKey, StoredItem>> Items => items;

    public StoredItem? Find(ItemKey key) => items.GetValueOrDefault(key);

    public WriteResult Write(in ItemWrite write)
    {
        lock (gate)
        {
            var current = items.GetValueOrDefault(write.Key);
            if (Refusal(write, current) is { } refusal)
            {
                return new WriteResult(refusal, null, lsn);
            }

            var next = lsn + 1;
            if (write.Mode == WriteMode.Delete)
            {
                store.Commit(new StoreChange.ItemDeleted(this, write.Key, next));
                return new WriteResult(WriteOutcome.Deleted, current, next);
            }

            var item = Stored(current?.Number ?? lastItem + 1, write.OpenJson, next);
            store.Commit(new StoreChange.ItemWritten(this, write.Key, item, next));
            return new WriteResult(current is null ? WriteOutcome.Created : WriteOutcome.Replaced, item, next);
        }
    }

    public void Apply(StoreChange.ItemWritten change)
    {
        items[change.Key] = change.Item;
        lastItem = Math.Max(lastItem, change.Item.Number);
        Interlocked.Exchange(ref lsn, change.Lsn);
    }

    public void Apply(StoreChange.ItemDeleted change)
    {
        items.TryRemove(change.Key, out _);
        Interlocked.Exchange(ref lsn, change.Lsn);
    }

    public void Apply(StoreChange.ContainerReplaced change) => revision = change.Revision;

    public JsonObject ToJson()
    {
        var current = revision;
        var json = current.Definition.ToJson();
        json["_docs"] = "docs/";
        return SystemProperties.Add(json, Rid, self, current.Etag, current.Timestamp);
    }

    private static WriteOutcome? Refusal(in ItemWrite write, StoredItem? current) => (write.Mode, current) switch
    {
        (WriteMode.Create, null) or (WriteMode.Upsert, null) => null,
        (WriteMode.Create, _) => WriteOutcome.AlreadyExists,
        (_, null) => WriteOutcome.NotFound,
        _ when write.IfMatch is null or "*" || write.IfMatch == current.Etag => null,
        _ => WriteOutcome.PreconditionFailed,
    };

    private StoredItem Stored(ulong itemNumber, ReadOnlyMemory<byte> openJson, long version)
    {
        var now = store.Now;
        var rid = ResourceId.OfDocument(database.Number, number, itemNumber);
        var etag = SystemProperties.Etag(version, number, now);
        return new StoredItem(itemNumber, etag, SystemProperties.Close(openJson, rid, $"{self}docs/{rid}/", etag, now));
    }
}
