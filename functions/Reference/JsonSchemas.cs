using System.ComponentModel;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Serverless.Platform.Ids;

namespace Serverless.Reference;

/// <summary>
/// JSON schemas of the types that are sent and received, taken from how they are serialized. Each type is one component; others
/// refer to it.
/// </summary>
internal sealed class JsonSchemas
{
    private readonly SortedDictionary<string, (Type Type, JsonObject Schema)> components = new(StringComparer.Ordinal);

    public JsonObject Components => new(components.Select(component =>
        KeyValuePair.Create<string, JsonNode?>(component.Key, component.Value.Schema.DeepClone())));

    /// <summary>A reference to the schema of what is answered. Clients have to expect fields that come to it one day.</summary>
    public JsonObject OfAnswer(Type type) => Of(type, isBody: false);

    /// <summary>A reference to the schema of a body of a request, in which unknown fields are refused.</summary>
    public JsonObject OfBody(Type type) => Of(type, isBody: true);

    /// <summary>Of an id in an address.</summary>
    public JsonObject OfId(Type type) => Component(type, Id(type)
        ?? throw new InvalidOperationException($"'{type.Name}' has no format of an id."));

    private JsonObject Of(Type type, bool isBody) => JsonContexts.TypeInfo(type).GetJsonSchemaAsNode(new JsonSchemaExporterOptions
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = (context, schema) => Transform(context, schema, isBody),
    }).AsObject();

    private JsonObject Transform(JsonSchemaExporterContext context, JsonNode exported, bool isBody)
    {
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        var schema = Id(type)
            ?? (type.IsEnum ? Enumeration(exported.AsObject())
            : context.TypeInfo.Kind == JsonTypeInfoKind.Object ? Fields(context.TypeInfo, exported.AsObject(), isBody)
            : exported as JsonObject ?? []);   // anything is allowed

        // What is not there is left out, never null.
        if (schema["type"] is JsonArray types)
        {
            schema["type"] = types.Select(each => (string)each!).Single(each => each != "null");
        }

        schema.Remove("default");
        var isComponent = type.IsEnum || context.TypeInfo.Kind == JsonTypeInfoKind.Object || schema.ContainsKey("pattern");
        return Described(isComponent ? Component(type, schema) : schema, context.PropertyInfo?.AttributeProvider);
    }

    private JsonObject Component(Type type, JsonObject schema)
    {
        schema = Described(schema, type);
        if (components.TryAdd(type.Name, (type, schema))
            || (components[type.Name].Type == type && JsonNode.DeepEquals(components[type.Name].Schema, schema)))
        {
            return new JsonObject { ["$ref"] = $"#/components/schemas/{type.Name}" };
        }

        throw new InvalidOperationException($"Two different schemas are called '{type.Name}'.");
    }

    private static JsonObject Fields(JsonTypeInfo type, JsonObject schema, bool isBody)
    {
        var required = type.Properties
            .Where(property => isBody ? property.IsRequired || property.AssociatedParameter is { HasDefaultValue: false } : !property.IsGetNullable)
            .Select(property => property.Name)
            .Where(schema["properties"]!.AsObject().ContainsKey);
        schema["type"] = "object";
        schema["required"] = new JsonArray([.. required.Select(name => JsonValue.Create(name))]);
        schema.Remove("additionalProperties");
        if (isBody)
        {
            schema["additionalProperties"] = false;
        }

        return schema;
    }

    private static JsonObject Enumeration(JsonObject exported) => new()
    {
        ["type"] = "string",
        ["enum"] = new JsonArray([.. exported["enum"]!.AsArray().Where(name => name is not null).Select(name => name!.DeepClone())]),
    };

    private static JsonObject? Id(Type type) => InternalId.PrefixOf(type) is { } prefix
        ? new JsonObject { ["type"] = "string", ["pattern"] = IdGenerator.PatternOf(prefix) }
        : null;

    private static JsonObject Described(JsonObject schema, ICustomAttributeProvider? by)
    {
        if (by?.GetCustomAttributes(typeof(DescriptionAttribute), inherit: false) is [DescriptionAttribute { Description: var text }, ..])
        {
            schema["description"] = text;
        }

        return schema;
    }
}
