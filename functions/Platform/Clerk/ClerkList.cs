using System.Text.Json;

namespace Serverless.Platform.Clerk;

/// <summary>One page of a list. The items live in it: what is kept beyond <see cref="Dispose"/> must be cloned.</summary>
public sealed class ClerkList : IDisposable
{
    private readonly JsonDocument json;

    private ClerkList(JsonDocument json, JsonElement items, long? totalCount)
    {
        this.json = json;
        Items = [.. items.EnumerateArray()];
        TotalCount = totalCount;
    }

    public IReadOnlyList<JsonElement> Items { get; }

    /// <summary>How many there are on all pages together, where Clerk says so: it does not for users.</summary>
    public long? TotalCount { get; }

    /// <summary>
    /// Clerk writes a list as a bare array, or as an object with <c>data</c> and <c>total_count</c>. Anything else is not an
    /// empty list but no list, since a missing page must not look like an empty one.
    /// </summary>
    internal static ClerkList From(JsonDocument json)
    {
        var root = json.RootElement;
        var items = root.ValueKind == JsonValueKind.Array ? root : root.Member("data");
        return items is { ValueKind: JsonValueKind.Array } array
            ? new ClerkList(json, array, root.WholeNumber("total_count"))
            : throw new ClerkException(200, ClerkCodes.Unreadable);
    }

    public void Dispose() => json.Dispose();
}
