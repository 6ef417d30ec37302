using System.Globalization;
using System.Text.Json;

namespace Local.Stack.Demo;

/// <summary>What changed from one state of a document to the next, a line for each value, without the store's own members.</summary>
internal static class DocumentText
{
    public static IEnumerable<string> Changes(string? before, string? after)
    {
        var old = Values(before);
        var now = Values(after);
        foreach (var (path, value) in now)
        {
            if (!old.TryGetValue(path, out var was))
            {
                yield return $"{path}: {value}";
            }
            else if (was != value)
            {
                yield return $"{path}: {was} → {value}";
            }
        }

        var gone = old.Keys.Except(now.Keys).Select(path => path.Split('.', '[')[0]).Distinct().ToList();
        if (gone.Count > 0)
        {
            yield return $"gone: {string.Join(", ", gone)}";
        }
    }

    private static Dictionary<string, string> Values(string? document)
    {
        var values = new Dictionary<string, string>();
        if (document is not null)
        {
            using var json = JsonDocument.Parse(document);
            Add(values, "", json.RootElement);
        }

        return values;
    }

    private static void Add(Dictionary<string, string> values, string path, JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in json.EnumerateObject().Where(member => !member.Name.StartsWith('_')))
                {
                    Add(values, path.Length == 0 ? member.Name : $"{path}.{member.Name}", member.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var (i, item) in json.EnumerateArray().Index())
                {
                    Add(values, string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), item);
                }

                break;
            default:
                values[path] = json.ValueKind == JsonValueKind.String ? json.GetString()! : json.GetRawText();
                break;
        }
    }
}
