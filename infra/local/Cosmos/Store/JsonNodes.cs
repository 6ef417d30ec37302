using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Local.Cosmos.Store;

/// <summary>Reading definitions of databases and containers, which are small and rare; items are not read into nodes.</summary>
internal static class JsonNodes
{
    /// <summary>What JSON is accepted, in definitions and in items.</summary>
    public static readonly JsonDocumentOptions Options = new()
    {
        MaxDepth = Limits.NestingLevels,
        AllowDuplicateProperties = false,
    };

    /// <summary>For reading what was accepted and stored: as deep as an item may be with what is around it.</summary>
    public static readonly JsonDocumentOptions Stored = new() { MaxDepth = Limits.NestingLevels + 8 };

    /// <summary>Text other than ASCII is written as it is.</summary>
    public static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = Limits.NestingLevels + 8,
    };

    public static JsonObject ParseObject(ReadOnlyMemory<byte> body, string what)
    {
        try
        {
            return JsonNode.Parse(body.Span, documentOptions: Options) as JsonObject
                ?? throw RequestRefusedException.BadRequest($"The definition of the {what} is not a JSON object.");
        }
        catch (JsonException malformed)
        {
            throw RequestRefusedException.BadRequest($"The definition of the {what} is not valid JSON: {malformed.Message}");
        }
    }

    /// <summary>The string in <paramref name="node"/>, or null when it is absent or null.</summary>
    public static string? AsText(this JsonNode? node, string name) => node switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => throw RequestRefusedException.BadRequest($"'{name}' must be a string."),
    };
}
