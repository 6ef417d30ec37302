using System.Text.Json;

namespace Serverless.Platform.Clerk;

/// <summary>The same content in one form: members sorted by name, no white space. Numbers keep the digits they came with.</summary>
public static class CanonicalJson
{
    /// <summary>Levels of nesting kept; the serializer writes 64 and the store keeps 128, and nobody's data is so deep.</summary>
    private const int MaxDepth = 32;

    /// <summary>Null if the content is nested too deep to be kept.</summary>
    public static JsonElement? TryOf(JsonElement json)
    {
        if (!IsAtMost(MaxDepth, json))
        {
            return null;
        }

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(json, writer);
        }

        return JsonElement.Parse(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    private static bool IsAtMost(int depth, JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => depth > 0 && json.EnumerateObject().All(member => IsAtMost(depth - 1, member.Value)),
        JsonValueKind.Array => depth > 0 && json.EnumerateArray().All(item => IsAtMost(depth - 1, item)),
        _ => true,
    };

    private static void Write(JsonElement json, Utf8JsonWriter writer)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in json.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(member.Name);
                    Write(member.Value, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in json.EnumerateArray())
                {
                    Write(item, writer);
                }

                writer.WriteEndArray();
                break;
            default:
                json.WriteTo(writer);
                break;
        }
    }
}
