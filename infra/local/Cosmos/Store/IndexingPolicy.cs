using System.Text.Json;
using System.Text.Json.Nodes;

namespace Local.Cosmos.Store;

/// <summary>
/// The indexing policy of a container, kept as given with the service's defaults filled in. Here it decides what a write and
/// a filter cost, and by what can be ordered ("Indexing policies in Azure Cosmos DB").
/// </summary>
internal sealed class IndexingPolicy
{
    private readonly bool indexes;
    private readonly IndexedPaths paths = new();
    private readonly CompositeIndexes composites;
    private readonly List<string[]> named = [];

    private IndexingPolicy(JsonObject json)
    {
        Json = json;
        indexes = Mode(json) == "consistent";
        Include(json, "includedPaths", included: true);
        Include(json, "excludedPaths", included: false);
        if (!paths.CoversRoot)
        {
            throw RequestRefusedException.BadRequest("The indexing policy must name the path /* in includedPaths or excludedPaths.");
        }

        composites = CompositeIndexes.Parse(json["compositeIndexes"]);
    }

    public JsonObject Json { get; }

    /// <summary>Scalars included by name, such as <c>/a/b/?</c>; no elements of arrays and no system properties.</summary>
    public IReadOnlyList<string[]> NamedPaths => indexes ? named : [];

    public static IndexingPolicy Parse(JsonNode? node) => node switch
    {
        null => new IndexingPolicy(WithDefaults([])),
        JsonObject given => new IndexingPolicy(WithDefaults((JsonObject)given.DeepClone())),
        _ => throw RequestRefusedException.BadRequest("'indexingPolicy' must be an object."),
    };

    /// <summary>
    /// Leaf values of the item that are indexed. The id always is; system properties, which every item has, are
    /// not counted.
    /// </summary>
    public int CountIndexed(JsonElement item) => indexes ? paths.Count(item) : 0;

    /// <summary>
    /// Whether scalars at a path are indexed; <c>[]</c> is the step into an array's elements. The id and the time stamp always are.
    /// </summary>
    public bool IsIndexed(IReadOnlyList<string> path) => indexes && (path is ["id"] or ["_ts"] or ["_rid"] || paths.Covers(path));

    /// <summary>Whether a composite index has just these paths in this order, all directions as given or all reversed.</summary>
    public bool HasComposite(IReadOnlyList<CompositeIndexes.Key> keys) => indexes && composites.Serve(keys);

    private static JsonObject WithDefaults(JsonObject policy)
    {
        policy["indexingMode"] ??= "consistent";
        policy["automatic"] ??= true;
        var excluded = Paths(policy, "excludedPaths");
        // The SDK sends an empty list when its caller has not named any included path.
        if (Paths(policy, "includedPaths") is { Count: 0 } included && !excluded.Exists(path => path == "/*"))
        {
            included.Add("/*");
            policy["includedPaths"] = PathObjects(included);
        }

        if (!excluded.Contains("/\"_etag\"/?"))
        {
            excluded.Add("/\"_etag\"/?");
            policy["excludedPaths"] = PathObjects(excluded);
        }

        return policy;
    }

    private static string Mode(JsonObject policy)
    {
        var mode = policy["indexingMode"].AsText("indexingPolicy.indexingMode")?.ToLowerInvariant();
        if (mode is not ("consistent" or "none"))
        {
            throw RequestRefusedException.Unsupported($"indexing mode '{mode}', only consistent and none");
        }

        return policy["automatic"] is JsonValue automatic && automatic.TryGetValue<bool>(out var on) && (on || mode == "none")
            ? mode
            : throw RequestRefusedException.Unsupported("an indexing policy with automatic false");
    }

    private void Include(JsonObject policy, string member, bool included)
    {
        foreach (var path in Paths(policy, member))
        {
            paths.Add(path, included);
            if (included && ScalarPath(path) is { } scalar)
            {
                named.Add(scalar);
            }
        }
    }

    private static List<string> Paths(JsonObject policy, string member)
    {
        var list = policy[member] switch
        {
            null => [],
            JsonArray given when given.Count <= Limits.IndexingPaths => given,
            JsonArray => throw RequestRefusedException.BadRequest($"'{member}' names more than {Limits.IndexingPaths} paths."),
            _ => throw RequestRefusedException.BadRequest($"'{member}' must be an array."),
        };
        return list.Select(entry => (entry as JsonObject)?["path"].AsText($"{member}.path")
            ?? throw RequestRefusedException.BadRequest($"Every entry of '{member}' must have a 'path'.")).ToList();
    }

    private static string[]? ScalarPath(string path)
    {
        var steps = PropertyPath.Parse(path);
        return steps is [.. var properties, { IsScalar: true }] && properties.TrueForAll(step => step.IsProperty)
            && properties is [var first, ..] && !SystemProperties.Is(first.Name)
            ? properties.ConvertAll(step => step.Name).ToArray()
            : null;
    }

    private static JsonArray PathObjects(List<string> paths) =>
        new(paths.Select(path => (JsonNode)new JsonObject { ["path"] = path }).ToArray());
}
