using System.Collections.Concurrent;
using System.Collections.Immutable;
using Local.Cosmos.Values;

namespace Local.Cosmos.Store;

/// <summary>
/// The items of a container by key, in order of creation and of the last write, by partition key, by their unique values, and in
/// the order of their values at some paths. One writer at a time; readers take no lock.
/// </summary>
internal sealed class ItemIndex(OrderedPaths paths)
{
    private readonly ConcurrentDictionary<ItemKey, StoredItem> byKey = new();
    private readonly ItemOrder byNumber = new();
    private readonly OrderedIndex byWrite = new([]);
    private readonly ConcurrentDictionary<PartitionKey, ImmutableSortedDictionary<ulong, StoredItem>> byPartition = new();
    private readonly Dictionary<(PartitionKey PartitionKey, string Value), ItemKey> owners = [];

    private volatile Ordering ordering = Ordering.Of(paths, []);

    /// <summary>The indexes of the ordered paths, in their order; other paths, other indexes.</summary>
    private sealed record Ordering(OrderedPaths Paths, OrderedIndex[] Indexes)
    {
        public static Ordering Of(OrderedPaths paths, IReadOnlyList<StoredItem> items) => new(
            paths,
            paths.Paths.Select((_, at) => new OrderedIndex(items.Select(item => Entry(item, at)))).ToArray());

        public static IndexEntry Entry(StoredItem item, int path) => new(item.IndexKeys!.Keys[path], item.Number, item);
    }

    public int Count => byKey.Count;

    public StoredItem? Find(ItemKey key) => byKey.GetValueOrDefault(key);

    /// <summary>Which item has a value of a unique key; the writer's to ask.</summary>
    public ItemKey? Owner(PartitionKey partitionKey, string uniqueValue) =>
        owners.TryGetValue((partitionKey, uniqueValue), out var owner) ? owner : null;

    public IEnumerable<StoredItem> Scan(PartitionKey? partitionKey, ulong from) =>
        partitionKey is not { } key ? byNumber.From(from)
        : byPartition.TryGetValue(key, out var items) ? items.Values.SkipWhile(item => item.Number < from)
        : [];

    public int CountUnder(PartitionKey? partitionKey) => partitionKey is not { } key ? Count
        : byPartition.TryGetValue(key, out var items) ? items.Count
        : 0;

    public OrderedView? Ordered(IReadOnlyList<string> path)
    {
        var (paths, indexes) = ordering;
        for (var at = 0; at < indexes.Length; at++)
        {
            if (paths.Paths[at].SequenceEqual(path))
            {
                return indexes[at].View();
            }
        }

        return null;
    }

    public IEnumerable<StoredItem> ChangesAfter(long write) =>
        byWrite.View().Items(IndexRange.Whole with { From = IndexEntry.After(WriteKey(write)) });

    /// <summary>Keeps the values at other paths in order from now on.</summary>
    public void Order(OrderedPaths next)
    {
        if (next.SameAs(ordering.Paths))
        {
            return;
        }

        var items = byNumber.From(0).ToList();
        items.ForEach(item => item.IndexKeys = next.KeysOf(item));
        ordering = Ordering.Of(next, items);
    }

    public void Set(StoredItem item)
    {
        var before = byKey.GetValueOrDefault(item.Key);
        Disown(before);
        Reorder(before, item);
        byWrite.Replace(WriteEntry(before), WriteEntry(item));
        byKey[item.Key] = item;
        byNumber.Set(item);
        var partition = byPartition.GetValueOrDefault(item.Key.PartitionKey, ImmutableSortedDictionary<ulong, StoredItem>.Empty);
        byPartition[item.Key.PartitionKey] = partition.SetItem(item.Number, item);
        foreach (var value in item.UniqueValues)
        {
            owners[(item.Key.PartitionKey, value)] = item.Key;
        }
    }

    public void Remove(StoredItem item)
    {
        Disown(item);
        Reorder(item, null);
        byWrite.Replace(WriteEntry(item), null);
        byKey.TryRemove(item.Key, out _);
        byNumber.Clear(item.Number);
        var partition = byPartition[item.Key.PartitionKey].Remove(item.Number);
        if (partition.IsEmpty)
        {
            byPartition.TryRemove(item.Key.PartitionKey, out _);
        }
        else
        {
            byPartition[item.Key.PartitionKey] = partition;
        }
    }

    private void Reorder(StoredItem? before, StoredItem? after)
    {
        var (paths, indexes) = ordering;
        if (after is not null && after.IndexKeys?.Paths.SameAs(paths) != true)
        {
            after.IndexKeys = paths.KeysOf(after);
        }

        for (var at = 0; at < indexes.Length; at++)
        {
            indexes[at].Replace(
                before is null ? null : Ordering.Entry(before, at),
                after is null ? null : Ordering.Entry(after, at));
        }
    }

    private static IndexEntry? WriteEntry(StoredItem? item) =>
        item is null ? null : new IndexEntry(WriteKey(item.Lsn), item.Number, item);

    private static IndexKey WriteKey(long lsn) => new(ValueKind.Number, lsn, null);

    private void Disown(StoredItem? item)
    {
        foreach (var value in item?.UniqueValues ?? [])
        {
            var place = (item!.Key.PartitionKey, value);
            if (owners.TryGetValue(place, out var owner) && owner == item.Key)
            {
                owners.Remove(place);
            }
        }
    }
}
