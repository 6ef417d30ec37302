using System.Text.Json.Nodes;

namespace Local.Cosmos.Store;

/// <summary>
/// What a container was asked to be. Members that change behaviour and are not supported here are refused by name rather
/// than kept without effect.
/// </summary>
internal sealed class ContainerDefinition
{
    private ContainerDefinition(string id, PartitionKeyDefinition partitionKey, IndexingPolicy indexingPolicy)
    {
        Id = id;
        PartitionKey = partitionKey;
        IndexingPolicy = indexingPolicy;
    }

    public string Id { get; }

    public PartitionKeyDefinition PartitionKey { get; }

    public IndexingPolicy IndexingPolicy { get; }

    public static ContainerDefinition Parse(ReadOnlyMemory<byte> body)
    {
        var json = JsonNodes.ParseObject(body, "container");
        foreach (var (name, value) in json)
        {
            if (value is not null && !IsSupported(name, value))
            {
                throw RequestRefusedException.Unsupported($"'{name}' of a container as given");
            }
        }

        return new ContainerDefinition(
            Limits.CheckedName(json["id"].AsText("id"), "container"),
            PartitionKeyDefinition.Parse(json["partitionKey"]),
            IndexingPolicy.Parse(json["indexingPolicy"]));
    }

    /// <summary>The definition as the service shows it, with its defaults.</summary>
    public JsonObject ToJson() => new()
    {
        ["id"] = Id,
        ["indexingPolicy"] = IndexingPolicy.Json.DeepClone(),
        ["partitionKey"] = PartitionKey.Json.DeepClone(),
        ["conflictResolutionPolicy"] = LastWriterWins(),
        ["geospatialConfig"] = new JsonObject { ["type"] = "Geography" },
    };

    private static bool IsSupported(string name, JsonNode value) => name switch
    {
        "id" or "partitionKey" or "indexingPolicy" => true,
        "uniqueKeyPolicy" => value is JsonObject policy && policy["uniqueKeys"] is null or JsonArray { Count: 0 },
        // What the service fills in by itself comes back when a definition that was read is replaced.
        "conflictResolutionPolicy" => value is JsonObject policy && policy["mode"].AsText("mode") is null or "LastWriterWins",
        "geospatialConfig" => value is JsonObject config && config["type"].AsText("type") is null or "Geography",
        _ => name.StartsWith('_'),
    };

    private static JsonObject LastWriterWins() => new()
    {
        ["mode"] = "LastWriterWins",
        ["conflictResolutionPath"] = "/_ts",
        ["conflictResolutionProcedure"] = "",
    };
}
