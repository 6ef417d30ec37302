using System.Text.Json;
using Microsoft.Extensions.Configuration.Memory;

namespace Local.FunctionsHost;

/// <summary>
/// local.settings.json as the Core Tools read it: <c>Values</c> are settings, <c>Host:LocalHttpPort</c> is the port,
/// <c>ConnectionStrings</c> keep their section. A null value is skipped. The file may be absent.
/// </summary>
internal static class LocalSettings
{
    public static MemoryConfigurationSource Read(string path)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        if (File.Exists(path))
        {
            using var json = Parse(path);
            Add(settings, json, "Values", name => name.Replace("__", ":", StringComparison.Ordinal));
            Add(settings, json, "ConnectionStrings", name => "ConnectionStrings:" + name);
            Add(settings, json, "Host", name => name);
        }

        return new MemoryConfigurationSource { InitialData = settings };
    }

    private static JsonDocument Parse(string path)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(path), HostJson.Lenient);
        }
        catch (JsonException wrong)
        {
            throw new HostStartException($"local.settings.json is not valid JSON: {wrong.Message}");
        }
    }

    private static void Add(Dictionary<string, string?> settings, JsonDocument json, string section, Func<string, string> key)
    {
        if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty(section, out var values))
        {
            return;
        }

        foreach (var setting in values.EnumerateObject().Where(value => value.Value.ValueKind != JsonValueKind.Null))
        {
            settings[key(setting.Name)] = setting.Value.ToString();
        }
    }
}
