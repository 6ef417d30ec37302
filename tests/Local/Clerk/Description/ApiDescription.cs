using System.Text.Json;
using Xunit;

namespace Serverless.Tests.Local.Clerk.Description;

/// <summary>What Clerk's own description of its Backend API says of the operations the simulator serves.</summary>
internal sealed class ApiDescription
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    public static ApiDescription Current { get; } = Read();

    public required Dictionary<string, Operation> Operations { get; init; }

    public required Dictionary<string, Schema> Schemas { get; init; }

    /// <summary>Fails unless the value has all that the schema requires, and nothing that it forbids, down to what it embeds.</summary>
    public void Check(JsonElement value, string schema, string place)
    {
        var (required, allowed, nested) = Schemas[schema];
        var names = value.EnumerateObject().Select(property => property.Name).ToList();
        Assert.True(required.All(names.Contains), $"{place}: {schema} lacks {string.Join(", ", required.Except(names))}");
        Assert.True(allowed is null || names.All(allowed.Contains), $"{place}: {schema} must not have {string.Join(", ", names.Except(allowed ?? []))}");
        foreach (var (name, inner) in nested)
        {
            if (value.TryGetProperty(name, out var embedded) && embedded.ValueKind != JsonValueKind.Null)
            {
                var all = embedded.ValueKind == JsonValueKind.Array ? embedded.EnumerateArray().ToList() : [embedded];
                all.ForEach(each => Check(each, inner, $"{place}/{name}"));
            }
        }
    }

    private static ApiDescription Read()
    {
        using var file = typeof(ApiDescription).Assembly.GetManifestResourceStream("ClerkDescription/backend-api-2026-05-12.json")!;
        return JsonSerializer.Deserialize<ApiDescription>(file, Web)!;
    }

    /// <param name="Parameters">Of the query.</param>
    /// <param name="Answer">Name of a schema.</param>
    /// <param name="List">Whether it answers an array of it.</param>
    internal sealed record Operation(string[] Parameters, string Answer, bool List);

    /// <param name="Required">Names of properties.</param>
    /// <param name="Allowed">The same; null for any.</param>
    /// <param name="Nested">Schema of a property, or of its entries.</param>
    internal sealed record Schema(string[] Required, string[]? Allowed, Dictionary<string, string> Nested);
}
