using System.Text.Json;
using Serverless.Platform.Clerk;

namespace Serverless.Cli.Settings;

/// <summary>
/// Settings in a file: <c>local.settings.json</c>, whose section <c>Values</c> has them; or the list of names and values that
/// <c>az functionapp config appsettings list</c> prints.
/// </summary>
internal static class SettingsFile
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <exception cref="ToolException">It cannot be read, or is neither.</exception>
    public static IReadOnlyDictionary<string, string> Read(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path), Lenient);
            return json.RootElement switch
            {
                { ValueKind: JsonValueKind.Array } list => OfList(list),
                { ValueKind: JsonValueKind.Object } local when local.Member("Values") is { ValueKind: JsonValueKind.Object } values =>
                    local.Member("IsEncrypted") is { ValueKind: JsonValueKind.True }
                        ? throw new ToolException(ExitCode.WrongUsage, $"{path} is encrypted; func settings decrypt makes it readable.")
                        : OfSection(values),
                _ => throw new ToolException(
                    ExitCode.WrongUsage,
                    $"{path} is neither a local.settings.json nor a list of names and values as az functionapp config appsettings list prints it."),
            };
        }
        catch (Exception unreadable) when (unreadable is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ExitCode.WrongUsage, $"{path} cannot be read: {unreadable.Message}", unreadable);
        }
    }

    private static Dictionary<string, string> OfSection(JsonElement values)
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var value in values.EnumerateObject().Where(value => value.Value.ValueKind != JsonValueKind.Null))
        {
            settings[value.Name] = value.Value.ToString();
        }

        return settings;
    }

    private static Dictionary<string, string> OfList(JsonElement list)
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in list.EnumerateArray())
        {
            var name = entry.Text("name") ?? throw new JsonException("an entry of the list has no name.");
            if (entry.Member("value") is { ValueKind: not JsonValueKind.Null } value)
            {
                settings[name] = value.ToString();
            }
        }

        return settings;
    }
}
