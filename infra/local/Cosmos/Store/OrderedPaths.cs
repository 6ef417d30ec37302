using System.Text.Json;
using Local.Cosmos.Values;

namespace Local.Cosmos.Store;

/// <summary>An item's values at the ordered paths of its container.</summary>
/// <param name="Paths">Which paths.</param>
/// <param name="Keys">One for each, in their order.</param>
internal sealed record IndexKeys(OrderedPaths Paths, IndexKey[] Keys);

/// <summary>
/// The paths of a container whose values are kept in order: those its indexing policy includes by name, such as
/// <c>/profile/createdAt/?</c>, and the id where the partition key does not find it. A wildcard indexes too (charges know
/// of it), but in order only what was named is kept.
/// </summary>
internal sealed class OrderedPaths(IReadOnlyList<string[]> paths)
{
    public IReadOnlyList<string[]> Paths => paths;

    public static OrderedPaths Of(IndexingPolicy policy, PartitionKeyDefinition partitionKey) =>
        new(partitionKey.IsId || !policy.IsIndexed(["id"])
            ? policy.NamedPaths
            : [.. policy.NamedPaths.Where(path => path is not ["id"]), ["id"]]);

    public bool SameAs(OrderedPaths other) => ReferenceEquals(this, other)
        || (paths.Count == other.Paths.Count && paths.Zip(other.Paths).All(pair => pair.First.SequenceEqual(pair.Second)));

    public IndexKeys KeysOf(JsonElement item)
    {
        var keys = new IndexKey[paths.Count];
        for (var at = 0; at < keys.Length; at++)
        {
            keys[at] = IndexKey.Of(Value.Of(PropertyPath.Find(item, paths[at])));
        }

        return new IndexKeys(this, keys);
    }

    public IndexKeys KeysOf(StoredItem item)
    {
        using var json = JsonDocument.Parse(item.Json, JsonNodes.Stored);
        return KeysOf(json.RootElement);
    }
}
