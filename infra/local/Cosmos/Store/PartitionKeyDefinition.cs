using System.Text.Json;
using System.Text.Json.Nodes;

namespace Local.Cosmos.Store;

/// <summary>Which properties of an item make up its partition key: one path, or up to three of a hierarchical key.</summary>
internal sealed class PartitionKeyDefinition
{
    private readonly string[][] paths;

    private PartitionKeyDefinition(string[][] paths, JsonObject json)
    {
        this.paths = paths;
        Json = json;
    }

    /// <summary>The definition as the service shows it.</summary>
    public JsonObject Json { get; }

    public int Levels => paths.Length;

    /// <summary>Whether an item's id alone is its partition key.</summary>
    public bool IsId => paths is [["id"]];

    public static PartitionKeyDefinition Parse(JsonNode? node)
    {
        if (node is not JsonObject json || json["paths"] is not JsonArray { Count: > 0 } given)
        {
            throw RequestRefusedException.BadRequest("The container has no partition key: 'partitionKey' with 'paths' is required.");
        }

        var kind = json["kind"].AsText("partitionKey.kind") ?? "Hash";
        var limit = kind switch
        {
            "Hash" => 1,
            "MultiHash" => Limits.PartitionKeyLevels,
            _ => throw RequestRefusedException.Unsupported($"partition key kind '{kind}', only Hash and MultiHash"),
        };
        if (given.Count > limit)
        {
            throw RequestRefusedException.BadRequest($"A partition key of kind {kind} has at most {limit} path(s), not {given.Count}.");
        }

        var texts = given.Select(path => path.AsText("partitionKey.paths") ?? "").ToArray();
        return new PartitionKeyDefinition(texts.Select(text => PropertyPath.Names(text, "partition key")).ToArray(), new JsonObject
        {
            ["paths"] = new JsonArray(texts.Select(text => (JsonNode)text).ToArray()),
            ["kind"] = kind,
            ["version"] = json["version"]?.DeepClone() ?? 2,
        });
    }

    public PartitionKey Extract(JsonElement item) => PartitionKey.Of(Components(item));

    public bool SamePathsAs(PartitionKeyDefinition other) => JsonNode.DeepEquals(Json["paths"], other.Json["paths"]);

    private IEnumerable<JsonElement> Components(JsonElement item)
    {
        foreach (var path in paths)
        {
            yield return PropertyPath.Find(item, path);
        }
    }
}
