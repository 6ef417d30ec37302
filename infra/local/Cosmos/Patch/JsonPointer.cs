using System.Globalization;
using System.Text.Json.Nodes;
using Local.Cosmos.Store;

namespace Local.Cosmos.Patch;

/// <summary>
/// A place in an item, such as <c>/address/lines/0</c>; in a name <c>~1</c> is a slash and <c>~0</c> a tilde (RFC 6901).
/// </summary>
internal sealed class JsonPointer
{
    private const string Append = "-";

    private readonly string text;
    private readonly string[] steps;

    private JsonPointer(string text, string[] steps)
    {
        this.text = text;
        this.steps = steps;
    }

    /// <exception cref="RequestRefusedException">It is malformed, or what it points to may not be patched.</exception>
    public static JsonPointer Parse(string? text)
    {
        if (text is not ['/', _, ..] || text.Count(letter => letter == '/') > Limits.NestingLevels)
        {
            throw RequestRefusedException.BadRequest($"The patch path '{text}' is malformed: expected /name, /name/0 or /name/-.");
        }

        var steps = text[1..].Split('/')
            .Select(step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))
            .ToArray();
        return steps[0] is "id" or "_rid" or "_self" or "_etag" or "_ts" or "_attachments"
            ? throw RequestRefusedException.BadRequest($"The property '{steps[0]}' cannot be patched.")
            : new JsonPointer(text, steps);
    }

    public override string ToString() => text;

    public bool IsBelow(JsonPointer other) =>
        steps.Length > other.steps.Length && steps.AsSpan(0, other.steps.Length).SequenceEqual(other.steps);

    public bool TryFind(JsonObject item, out JsonNode? value)
    {
        switch (Parent(item))
        {
            case JsonObject parent:
                return parent.TryGetPropertyValue(steps[^1], out value);
            case JsonArray parent when Index(parent.Count - 1) is { } index:
                value = parent[index];
                return true;
            default:
                value = null;
                return false;
        }
    }

    public void RequireTarget(JsonObject item)
    {
        if (!TryFind(item, out _))
        {
            throw Missing();
        }
    }

    public void Insert(JsonObject item, JsonNode? value)
    {
        switch (Parent(item))
        {
            case JsonObject parent:
                parent[steps[^1]] = value;
                break;
            case JsonArray parent when steps[^1] == Append:
                parent.Add(value);
                break;
            case JsonArray parent when Index(parent.Count) is { } index:
                parent.Insert(index, value);
                break;
            default:
                throw Missing();
        }
    }

    public void Overwrite(JsonObject item, JsonNode? value)
    {
        switch (Parent(item))
        {
            case JsonObject parent:
                parent[steps[^1]] = value;
                break;
            case JsonArray parent when Index(parent.Count - 1) is { } index:
                parent[index] = value;
                break;
            default:
                throw Missing();
        }
    }

    /// <summary>Removes what is there and returns it; later elements of an array move up.</summary>
    public JsonNode? Take(JsonObject item)
    {
        if (!TryFind(item, out var value))
        {
            throw Missing();
        }

        if (Parent(item) is JsonArray array)
        {
            array.RemoveAt(Index(array.Count - 1)!.Value);
        }
        else
        {
            ((JsonObject)Parent(item)!).Remove(steps[^1]);
        }

        return value;
    }

    private JsonNode? Parent(JsonObject item)
    {
        JsonNode? node = item;
        foreach (var step in steps.AsSpan(..^1))
        {
            node = node switch
            {
                JsonObject parent => parent[step],
                JsonArray parent when Index(step, parent.Count - 1) is { } index => parent[index],
                _ => throw Missing(),
            };
        }

        return node;
    }

    private int? Index(int max) => Index(steps[^1], max);

    private static int? Index(string step, int max) =>
        int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index <= max ? index : null;

    private RequestRefusedException Missing() =>
        RequestRefusedException.BadRequest($"The patch path '{text}' leads nowhere: what it goes through, or its target, is not there.");
}
