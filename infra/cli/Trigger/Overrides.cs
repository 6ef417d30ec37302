using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Serverless.Cli.Trigger;

/// <summary>
/// <c>path=value</c>: where in an event something else is to stand. The path is names and positions, with dots between them; the value
/// is JSON if it can be read as such, else text.
/// </summary>
internal static class Overrides
{
    /// <exception cref="ToolException">It cannot be applied; the message says why.</exception>
    public static void Apply(JsonObject json, IEnumerable<string> overrides)
    {
        foreach (var written in overrides)
        {
            var equals = written.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new ToolException(ExitCode.WrongUsage, $"'{written}' is not of the form data.first_name=Mara.");
            }

            Apply(json, written[..equals], Value(written[(equals + 1)..]));
        }
    }

    private static void Apply(JsonObject json, string path, JsonNode? value)
    {
        var names = path.Split('.');
        JsonNode at = json;
        foreach (var name in names[..^1])
        {
            at = Member(at, name) switch
            {
                JsonObject next => next,
                JsonArray next => next,
                null when at is JsonObject members => members[name] = new JsonObject(),
                _ => throw new ToolException(ExitCode.WrongUsage, $"{path}: there is nothing at '{name}' that holds anything."),
            };
        }

        switch (at)
        {
            case JsonObject members when names[^1].Length > 0:
                members[names[^1]] = value;
                break;
            case JsonArray items when Position(names[^1]) is { } position && position <= items.Count:
                if (position < items.Count)
                {
                    items.RemoveAt(position);
                }

                items.Insert(position, value);
                break;
            default:
                throw new ToolException(ExitCode.WrongUsage, $"{path}: '{names[^1]}' is no place there.");
        }
    }

    private static JsonNode? Member(JsonNode at, string name) => at switch
    {
        JsonObject members => members[name],
        JsonArray items when Position(name) is { } position && position < items.Count => items[position],
        _ => null,
    };

    private static int? Position(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : null;

    private static JsonNode? Value(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}
