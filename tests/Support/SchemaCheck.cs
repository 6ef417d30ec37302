using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Serverless.Tests.Support;

/// <summary>
/// Compares values with schemas of JSON Schema 2020-12, as far as the description of the API uses it. A keyword that is not known is
/// an error, not passed over.
/// </summary>
/// <param name="document">In which references are looked up.</param>
internal sealed class SchemaCheck(JsonObject document)
{
    /// <summary>What is wrong with a value, and where; empty if nothing is.</summary>
    public IEnumerable<string> Complaints(JsonNode? value, JsonObject schema, string at = "$") =>
        schema.SelectMany(keyword => Complaints(value, keyword.Key, keyword.Value!, schema, at));

    /// <summary>What a reference names, or the node itself.</summary>
    public JsonObject Resolved(JsonNode node) => node["$ref"] is { } reference
        ? ((string)reference!).Split('/').Skip(1).Aggregate((JsonNode)document, (parent, name) => parent[name]
            ?? throw new KeyNotFoundException($"'{reference}' names nothing.")).AsObject()
        : node.AsObject();

    private IEnumerable<string> Complaints(JsonNode? value, string keyword, JsonNode wanted, JsonObject schema, string at) => keyword switch
    {
        "description" or "default" => [],
        "$ref" => Complaints(value, Resolved(schema), at),
        "type" => Unless(IsOf((string)wanted!, value), $"{at} is no {wanted}: {value?.ToJsonString() ?? "null"}"),
        "enum" => Unless(wanted.AsArray().Any(each => JsonNode.DeepEquals(each, value)), $"{at} is none of {wanted.ToJsonString()}: {value}"),
        "pattern" => Unless(value is null || Regex.IsMatch($"{value}", (string)wanted!), $"{at} does not match {wanted}: {value}"),
        "format" when (string)wanted! == "date-time" => Unless(IsTime($"{value}"), $"{at} is no time of RFC 3339: {value}"),
        "minimum" => Unless((double)value! >= (double)wanted, $"{at} is less than {wanted}: {value}"),
        "maximum" => Unless((double)value! <= (double)wanted, $"{at} is more than {wanted}: {value}"),
        "minLength" => Unless($"{value}".Length >= (int)wanted, $"{at} is shorter than {wanted}"),
        "maxLength" => Unless($"{value}".Length <= (int)wanted, $"{at} is longer than {wanted}"),
        "required" => wanted.AsArray().Where(name => value is JsonObject fields && !fields.ContainsKey((string)name!))
            .Select(name => $"{at}.{name} is missing"),
        "properties" => value is not JsonObject fields ? [] : fields.Where(field => wanted[field.Key] is not null)
            .SelectMany(field => Complaints(field.Value, wanted[field.Key]!.AsObject(), $"{at}.{field.Key}")),
        "additionalProperties" when wanted.GetValueKind() == JsonValueKind.False => value is not JsonObject fields ? [] : fields
            .Where(field => schema["properties"]![field.Key] is null).Select(field => $"{at}.{field.Key} is unknown"),
        "items" => value is not JsonArray items ? [] : items.SelectMany((item, i) => Complaints(item, wanted.AsObject(), $"{at}[{i}]")),
        _ => throw new NotSupportedException($"'{keyword}: {wanted.ToJsonString()}' cannot be checked."),
    };

    private static bool IsOf(string type, JsonNode? value) => (type, value?.GetValueKind()) switch
    {
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) or ("number", JsonValueKind.Number) => true,
        ("integer", JsonValueKind.Number) => long.TryParse(value!.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        _ => false,
    };

    private static bool IsTime(string text) =>
        Regex.IsMatch(text, @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$")
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _);

    private static IEnumerable<string> Unless(bool isFine, string complaint) => isFine ? [] : [complaint];
}
