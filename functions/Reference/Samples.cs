using System.Text.Json.Nodes;

namespace Serverless.Reference;

/// <summary>Values that show the shape of a schema. Nobody's data.</summary>
internal sealed class Samples(JsonObject document)
{
    private const string Time = "2026-01-31T12:00:00+00:00";

    public JsonNode? Of(JsonObject schema) =>
        schema["$ref"] is { } reference ? Of(Referred((string)reference!))
        : schema["enum"] is JsonArray values ? values[0]!.DeepClone()
        : OfType(schema);

    /// <summary>What a local reference such as <c>#/components/schemas/User</c> names.</summary>
    public JsonObject Referred(string reference) =>
        reference.Split('/').Skip(1).Aggregate((JsonNode)document, (node, name) => node[name]!).AsObject();

    private JsonNode OfType(JsonObject schema) => (string?)schema["type"] switch
    {
        "object" => new JsonObject((schema["properties"]?.AsObject() ?? []).Select(field =>
            KeyValuePair.Create(field.Key, Of(field.Value!.AsObject())))),
        "array" => new JsonArray(Of(schema["items"]!.AsObject())),
        "string" when (string?)schema["format"] == "date-time" => Time,
        "string" when schema.ContainsKey("pattern") => IdLike((string)schema["pattern"]!),
        "string" => "…",
        "integer" or "number" => (schema["default"] ?? schema["minimum"])?.DeepClone() ?? 0,
        "boolean" => true,
        _ => new JsonObject(),
    };

    /// <summary>Ids are a prefix and 26 characters; zero is one of them.</summary>
    private static string IdLike(string pattern) => pattern[1..pattern.IndexOf('[', StringComparison.Ordinal)] + new string('0', 26);
}
