using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Local.FunctionsHost;

/// <summary>
/// The values of host.json by path (<c>extensions:http:routePrefix</c>), each of which a setting
/// <c>AzureFunctionsJobHost__path__to__value</c> overrides. Names ignore case. A name that is not known is a problem: the
/// real host ignores it, and a typing error then has no effect that anybody sees.
/// </summary>
internal sealed class HostJson
{
    /// <summary>Comments and trailing commas, as the real host accepts them.</summary>
    public static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Known to the real host, meaningless for one process on one machine that has queues without sessions and batches.</summary>
    private static readonly string[] WithoutEffect =
    [
        "version", "logging", "healthMonitor", "singleton", "telemetryMode", "aggregator", "watchDirectories", "watchFiles",
        "sendCanceledInvocationsToWorker", "concurrency:snapshotPersistenceEnabled", "extensions:http:hsts", "extensions:serviceBus:maxConcurrentSessions",
        "extensions:serviceBus:maxConcurrentCallsPerSession", "extensions:serviceBus:sessionIdleTimeout",
        "extensions:serviceBus:maxMessageBatchSize", "extensions:serviceBus:minMessageBatchSize",
        "extensions:serviceBus:maxBatchWaitTime", "extensions:serviceBus:transportType", "extensions:serviceBus:webProxy",
    ];

    private readonly HashSet<string> known = new(WithoutEffect, StringComparer.OrdinalIgnoreCase);
    private readonly IConfiguration values;
    private readonly StartProblems problems;

    private HostJson(IConfiguration values, StartProblems problems)
    {
        this.values = values;
        this.problems = problems;
    }

    public static HostJson Read(string path, IConfiguration settings, StartProblems problems)
    {
        var values = new ConfigurationBuilder();
        if (problems.Collect(() => Content(path)) is { } content)
        {
            values.AddJsonStream(new MemoryStream(content));
        }

        values.AddConfiguration(settings.GetSection("AzureFunctionsJobHost"));
        return new HostJson(values.Build(), problems);
    }

    /// <summary>The value at a path, or another one when it is absent or, which is noted as a problem, not valid.</summary>
    public T Get<T>(string at, T otherwise, Func<T, bool> isValid, string expected) where T : IParsable<T>
    {
        known.Add(at);
        if (values[at] is not { } text)
        {
            return otherwise;
        }

        if (T.TryParse(text, CultureInfo.InvariantCulture, out var value) && isValid(value))
        {
            return value;
        }

        problems.Add($"host.json: {at} cannot be \"{text}\", it must be {expected}.");
        return otherwise;
    }

    /// <summary>The texts of an array, or null when it is absent.</summary>
    public IReadOnlyList<string>? Texts(string at)
    {
        known.Add(at);
        var texts = values.GetSection(at).GetChildren().Select(item => item.Value).OfType<string>().ToList();
        return texts.Count > 0 ? texts : null;
    }

    /// <summary>Notes as a problem what the local host cannot do, if it is asked for.</summary>
    public void Refuse(string at, string why)
    {
        known.Add(at);
        var section = values.GetSection(at);
        if (section.GetChildren().Any() || (section.Value is { } text && !text.Equals("false", StringComparison.OrdinalIgnoreCase)))
        {
            problems.Add($"host.json: {at} {why}.");
        }
    }

    /// <summary>Notes every name that nothing has asked for. Called last.</summary>
    public void RefuseUnknown()
    {
        foreach (var (at, value) in values.AsEnumerable().OrderBy(entry => entry.Key, StringComparer.OrdinalIgnoreCase))
        {
            if (value is not null && !known.Any(name => IsAtOrBelow(at, name)))
            {
                problems.Add($"host.json: {at} is not a setting that the local host knows.");
            }
        }
    }

    private static bool IsAtOrBelow(string at, string name) =>
        at.StartsWith(name, StringComparison.OrdinalIgnoreCase) && (at.Length == name.Length || at[name.Length] == ':');

    private static byte[] Content(string path)
    {
        if (!File.Exists(path))
        {
            throw new HostStartException($"host.json is missing beside the app ({path}).");
        }

        var content = File.ReadAllBytes(path);
        try
        {
            using var json = JsonDocument.Parse(content, Lenient);
            if (json.RootElement.ValueKind != JsonValueKind.Object
                || !json.RootElement.TryGetProperty("version", out var version)
                || version.ValueKind != JsonValueKind.String || version.GetString() != "2.0")
            {
                throw new HostStartException("host.json must be an object that says \"version\": \"2.0\".");
            }

            new ConfigurationBuilder().AddJsonStream(new MemoryStream(content)).Build();
            return content;
        }
        catch (Exception wrong) when (wrong is JsonException or FormatException or InvalidDataException)
        {
            throw new HostStartException($"host.json is not valid JSON: {wrong.Message}");
        }
    }
}
