using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Local.Cosmos.Store;

/// <summary>
/// The unique keys of a container: sets of properties whose values no two items under one partition key may share. An absent
/// property counts as null ("Unique key constraints in Azure Cosmos DB").
/// </summary>
internal sealed class UniqueKeyPolicy
{
    private readonly List<List<string[]>> keys;

    private UniqueKeyPolicy(JsonObject json, List<List<string[]>> keys)
    {
        Json = json;
        this.keys = keys;
    }

    /// <summary>The policy as the service shows it.</summary>
    public JsonObject Json { get; }

    public bool IsEmpty => keys.Count == 0;

    public static UniqueKeyPolicy Parse(JsonNode? node)
    {
        var list = node switch
        {
            null => [],
            JsonObject policy when policy["uniqueKeys"] is null => [],
            JsonObject policy when policy["uniqueKeys"] is JsonArray { Count: <= Limits.UniqueKeys } given => given,
            _ => throw Malformed(),
        };
        var keys = list.Select(ParseKey).ToList();
        return new UniqueKeyPolicy(new JsonObject { ["uniqueKeys"] = list.DeepClone() }, keys);
    }

    /// <summary>One text for each unique key, the same for equal values.</summary>
    public IReadOnlyList<string> Values(JsonElement item) => IsEmpty ? [] : keys.Select((paths, key) => Value(item, paths, key)).ToArray();

    public bool SameAs(UniqueKeyPolicy other) => JsonNode.DeepEquals(Json, other.Json);

    private static List<string[]> ParseKey(JsonNode? key)
    {
        return (key as JsonObject)?["paths"] is JsonArray { Count: > 0 and <= Limits.UniqueKeyPaths } paths
            ? paths.Select(path => PropertyPath.Names(path.AsText("uniqueKeys.paths") ?? "", "unique key")).ToList()
            : throw Malformed();
    }

    private static string Value(JsonElement item, List<string[]> paths, int key) =>
        string.Concat(paths.Select(path => Text(PropertyPath.Find(item, path))).Prepend($"{key}:"));

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => "z",
        JsonValueKind.Number => string.Create(CultureInfo.InvariantCulture, $"n{value.GetDouble():R};"),
        JsonValueKind.String when value.GetString() is { } text => string.Create(CultureInfo.InvariantCulture, $"s{text.Length}:{text}"),
        _ => value.GetRawText(),
    };

    private static RequestRefusedException Malformed() => RequestRefusedException.BadRequest(
        $"'uniqueKeyPolicy' must have 'uniqueKeys', at most {Limits.UniqueKeys}, each with 1 to {Limits.UniqueKeyPaths} 'paths'.");
}
