using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Local.Clerk.Store;

namespace Local.Clerk.Api;

/// <summary>The JSON object of a request; every access checks its type.</summary>
internal sealed class Body(JsonObject json)
{
    /// <exception cref="ClerkRefusedException">It is not a JSON object; nothing at all counts as an empty one.</exception>
    public static Body Parse(ReadOnlyMemory<byte> bytes) => new(bytes.IsEmpty ? [] : Read(bytes) as JsonObject ?? throw NotAn("object"));

    /// <exception cref="ClerkRefusedException">It is not an array of JSON objects.</exception>
    public static IReadOnlyList<Body> ParseAll(ReadOnlyMemory<byte> bytes) => Read(bytes) is JsonArray all
        ? [.. all.Select(each => new Body(each as JsonObject ?? throw NotAn("array of objects")))]
        : throw NotAn("array of objects");

    public bool Has(string name) => json.ContainsKey(name);

    /// <exception cref="ClerkRefusedException">There is a property of another name.</exception>
    public Body Only(params IEnumerable<string> names)
    {
        var allowed = names.ToHashSet(StringComparer.Ordinal);
        foreach (var (name, _) in json)
        {
            if (!allowed.Contains(name))
            {
                throw Refusal.Unknown(name);
            }
        }

        return this;
    }

    public string? Text(string name) => Value(name, JsonValueKind.String, "a string")?.GetValue<string>();

    public string Required(string name) => Text(name) is { Length: > 0 } text ? text : throw Refusal.Missing(name);

    public bool? Flag(string name) => json[name] is null ? null
        : json[name]!.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? json[name]!.GetValue<bool>()
        : throw Refusal.Type(name, "a boolean");

    public int? Number(string name) => Value(name, JsonValueKind.Number, "an integer") is not { } number ? null
        : number.AsValue().TryGetValue<int>(out var value) ? value
        : throw Refusal.Type(name, "an integer");

    public JsonObject? Object(string name) =>
        json[name] is not { } value ? null : value as JsonObject ?? throw Refusal.Type(name, "an object");

    public IReadOnlyList<string> Texts(string name) => json[name] switch
    {
        null => [],
        JsonArray all when all.All(each => each?.GetValueKind() == JsonValueKind.String) =>
            [.. all.Select(each => each!.GetValue<string>())],
        _ => throw Refusal.Type(name, "an array of strings"),
    };

    /// <summary>A date as in RFC 3339.</summary>
    public DateTimeOffset? Time(string name) => Text(name) is not { } text ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
        : throw Refusal.Format(name, "a date as in RFC 3339");

    private JsonNode? Value(string name, JsonValueKind kind, string wanted) =>
        json[name] is not { } value ? null : value.GetValueKind() == kind ? value : throw Refusal.Type(name, wanted);

    private static JsonNode? Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return JsonNode.Parse(bytes.Span);
        }
        catch (JsonException malformed)
        {
            throw Refusal.Body(malformed.Message);
        }
    }

    private static ClerkRefusedException NotAn(string wanted) => Refusal.Body($"The body must be a JSON {wanted}.");
}
