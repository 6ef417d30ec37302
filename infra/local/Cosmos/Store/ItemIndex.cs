using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Local.Cosmos.Store;

/// <summary>
/// The items of a container by key, in order of creation, by partition key, and by their unique values. One writer at a time;
/// readers take no lock.
/// </summary>
internal sealed class ItemIndex
{
    private readonly ConcurrentDictionary<ItemKey, StoredItem> byKey = new();
    private readonly ItemOrder byNumber = new();
    private readonly ConcurrentDictionary<PartitionKey, ImmutableSortedDictionary<ulong, StoredItem>> byPartition = new();
    private readonly Dictionary<(PartitionKey PartitionKey, string Value), ItemKey> owners = [];

    public int Count => byKey.Count;

    public StoredItem? Find(ItemKey key) => byKey.GetValueOrDefault(key);

    /// <summary>Which item has a value of a unique key; the writer's to ask.</summary>
    public ItemKey? Owner(PartitionKey partitionKey, string uniqueValue) =>
        owners.TryGetValue((partitionKey, uniqueValue), out var owner) ? owner : null;

    public IEnumerable<StoredItem> Scan(PartitionKey? partitionKey, ulong from) =>
        partitionKey is not { } key ? byNumber.From(from)
        : byPartition.TryGetValue(key, out var items) ? items.Values.SkipWhile(item => item.Number < from)
        : [];

    public void Set(StoredItem item)
    {
        Disown(byKey.GetValueOrDefault(item.Key));
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

    private void Disown(StoredItem? item)
    {
        foreach (var value in item?.UniqueValues ?? [])
        {
            owners.Remove((item!.Key.PartitionKey, value));
        }
    }
}
