using System.Reflection;

namespace Serverless.Platform.Http;

/// <summary>All HTTP functions of the app, read from its source when first asked for.</summary>
public sealed class HttpFunctions
{
    private readonly Lazy<IReadOnlyDictionary<string, HttpFunction>> byEntryPoint = new(() => Read(typeof(HttpFunctions).Assembly));

    public IEnumerable<HttpFunction> All => byEntryPoint.Value.Values;

    /// <param name="entryPoint">As the worker names it; see <see cref="HttpFunction.EntryPoint"/>.</param>
    public HttpFunction? Find(string entryPoint) => byEntryPoint.Value.GetValueOrDefault(entryPoint);

    private static Dictionary<string, HttpFunction> Read(Assembly app) => app.GetTypes()
        .Where(type => type is { IsPublic: true, IsClass: true })
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
        .Select(HttpFunction.Of)
        .OfType<HttpFunction>()
        .ToDictionary(function => function.EntryPoint);
}
