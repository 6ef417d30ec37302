using System.Text.Json.Nodes;

namespace Local.Cosmos.Store;

/// <summary>
/// What a container was asked to be. Members that change behaviour and are not supported here are refused by name rather
/// than kept without effect.
/// </summary>
internal sealed class ContainerDefinition
{
    private ContainerDefinition()
    {
    }

    public required string Id { get; init; }

    public required PartitionKeyDefinition PartitionKey { get; init; }

    public required IndexingPolicy IndexingPolicy { get; init; }

    public required UniqueKeyPolicy UniqueKeys { get; init; }

    public required OrderedPaths OrderedPaths { get; init; }

    /// <summary>Seconds after which an item expires that does not say otherwise, -1 for never; null when none expires.</summary>
    public required int? DefaultTimeToLive { get; init; }

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

        var id = Limits.CheckedName(json["id"].AsText("id"), "container");
        var partitionKey = PartitionKeyDefinition.Parse(json["partitionKey"]);
        var indexingPolicy = IndexingPolicy.Parse(json["indexingPolicy"]);
        return new ContainerDefinition
        {
            Id = id,
            PartitionKey = partitionKey,
            IndexingPolicy = indexingPolicy,
            UniqueKeys = UniqueKeyPolicy.Parse(json["uniqueKeyPolicy"]),
            OrderedPaths = OrderedPaths.Of(indexingPolicy, partitionKey),
            DefaultTimeToLive = json["defaultTtl"] is { } seconds ? TimeToLive.Parse(seconds) : null,
        };
    }

    /// <summary>The definition as the service shows it, with its defaults.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["id"] = Id,
            ["indexingPolicy"] = IndexingPolicy.Json.DeepClone(),
            ["partitionKey"] = PartitionKey.Json.DeepClone(),
            ["conflictResolutionPolicy"] = LastWriterWins(),
            ["geospatialConfig"] = new JsonObject { ["type"] = "Geography" },
        };
        if (!UniqueKeys.IsEmpty)
        {
            json["uniqueKeyPolicy"] = UniqueKeys.Json.DeepClone();
        }

        if (DefaultTimeToLive is { } seconds)
        {
            json["defaultTtl"] = seconds;
        }

        return json;
    }

    private static bool IsSupported(string name, JsonNode value) => name switch
    {
        "id" or "partitionKey" or "indexingPolicy" or "uniqueKeyPolicy" or "defaultTtl" => true,
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
