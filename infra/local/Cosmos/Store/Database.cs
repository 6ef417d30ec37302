using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Local.Cosmos.Store;

/// <summary>A database: a name for a set of containers.</summary>
internal sealed class Database(uint number, string id, long timestamp)
{
    public uint Number => number;

    public string Id => id;

    /// <summary>Unix seconds of its creation.</summary>
    public long Timestamp => timestamp;

    public string Rid { get; } = ResourceId.OfDatabase(number);

    public string Etag { get; } = SystemProperties.Etag(version: 1, number, timestamp);

    /// <summary>By id. Changed only by <see cref="CosmosStore"/>; read without a lock.</summary>
    public ConcurrentDictionary<string, Container> Containers { get; } = new(StringComparer.Ordinal);

    /// <param name="nameOrRid">The SDK names a container by its id, and by its resource id for its key ranges.</param>
    public Container? Find(string nameOrRid)
    {
        if (Containers.TryGetValue(nameOrRid, out var container))
        {
            return container;
        }

        foreach (var (_, candidate) in Containers)
        {
            if (candidate.Rid == nameOrRid)
            {
                return candidate;
            }
        }

        return null;
    }

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["id"] = id, ["_colls"] = "colls/", ["_users"] = "users/" };
        return SystemProperties.Add(json, Rid, $"dbs/{Rid}/", Etag, timestamp);
    }
}
