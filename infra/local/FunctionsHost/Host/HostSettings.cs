using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Local.FunctionsHost;

/// <summary>
/// host.json, each value of which a setting <c>AzureFunctionsJobHost__path__to__value</c> overrides.
/// Defaults are those of https://learn.microsoft.com/azure/azure-functions/functions-host-json and
/// https://learn.microsoft.com/azure/azure-functions/functions-bindings-service-bus#hostjson-settings.
/// </summary>
internal sealed record HostSettings
{
    /// <summary>Comments and trailing commas, as the real host accepts them.</summary>
    public static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>What stands before every route.</summary>
    public string RoutePrefix { get; private init; } = "api";

    /// <summary>Messages of one queue in work at a time, per instance.</summary>
    public int MaxConcurrentCalls { get; private init; } = 16 * Environment.ProcessorCount;

    /// <summary>Whether a message is completed when its function returns; an attribute that says otherwise wins.</summary>
    public bool AutoCompleteMessages { get; private init; } = true;

    /// <summary>How long locks of a running function are renewed.</summary>
    public TimeSpan MaxAutoLockRenewalDuration { get; private init; } = TimeSpan.FromMinutes(5);

    /// <summary>The largest body in bytes that is handed to a function.</summary>
    public long MaxRequestBodyBytes { get; private init; } = 104_857_600;

    public static HostSettings Read(string path, IConfiguration settings)
    {
        if (!File.Exists(path))
        {
            throw new HostStartException($"host.json is missing beside the app ({path}).");
        }

        JsonElement json;
        try
        {
            json = JsonDocument.Parse(File.ReadAllBytes(path), Lenient).RootElement;
        }
        catch (JsonException wrong)
        {
            throw new HostStartException($"host.json is not valid JSON: {wrong.Message}");
        }

        if (Find(json, "version") is not { ValueKind: JsonValueKind.String } version || version.GetString() != "2.0")
        {
            throw new HostStartException("host.json must say \"version\": \"2.0\".");
        }

        string? Value(string at) =>
            settings["AzureFunctionsJobHost:" + at] ?? Find(json, at)?.ToString();

        T Parsed<T>(string at, T otherwise) where T : IParsable<T> => Value(at) is not { } text
            ? otherwise
            : T.TryParse(text, CultureInfo.InvariantCulture, out var value)
                ? value
                : throw new HostStartException($"host.json: {at} cannot be \"{text}\".");

        var defaults = new HostSettings();
        var read = new HostSettings
        {
            RoutePrefix = (Value("extensions:http:routePrefix") ?? defaults.RoutePrefix).Trim('/'),
            MaxConcurrentCalls = Parsed("extensions:serviceBus:maxConcurrentCalls", defaults.MaxConcurrentCalls),
            AutoCompleteMessages = Parsed("extensions:serviceBus:autoCompleteMessages", defaults.AutoCompleteMessages),
            MaxAutoLockRenewalDuration = Parsed("extensions:serviceBus:maxAutoLockRenewalDuration", defaults.MaxAutoLockRenewalDuration),
            MaxRequestBodyBytes = long.TryParse(settings["FUNCTIONS_REQUEST_BODY_SIZE_LIMIT"], CultureInfo.InvariantCulture, out var limit)
                ? limit
                : defaults.MaxRequestBodyBytes,
        };
        return read.MaxConcurrentCalls > 0
            ? read
            : throw new HostStartException("host.json: extensions:serviceBus:maxConcurrentCalls must be at least 1.");
    }

    private static JsonElement? Find(JsonElement json, string at)
    {
        JsonElement? found = json;
        foreach (var name in at.Split(':'))
        {
            found = found is { ValueKind: JsonValueKind.Object } parent
                ? parent.EnumerateObject()
                    .Where(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                    .Select(property => (JsonElement?)property.Value)
                    .FirstOrDefault()
                : null;
        }

        return found;
    }
}
