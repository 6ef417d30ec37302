using System.Reflection;

namespace Serverless.Platform.Http;

/// <summary>All HTTP functions of the app, read from its source when first asked for.</summary>
public sealed class HttpFunctions
{
    private readonly Lazy<IReadOnlyDictionary<string, HttpFunction>> byEntryPoint = new(() => Read(typeof(HttpFunctions).Assembly));

    public IEnumerable<HttpFunction> All => byEntryPoint.Value.Values;

    /// <param name="entryPoint">As the worker names it; see <see cref="HttpFunction.EntryPoint"/>.</param>
    public HttpFunction? Find(string entryPoint) => byEntryPoint.Value.GetValueOrDefault(entryPoint);

    // Of public types only: to look at the others would load what some of them derive from, such as the SDK of telemetry.
    private static Dictionary<string, HttpFunction> Read(Assembly app) => app.GetExportedTypes()
        .Where(type => type is { IsNested: false, IsClass: true })
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
        .Select(HttpFunction.Of)
        .OfType<HttpFunction>()
        .ToDictionary(function => function.EntryPoint);
}
