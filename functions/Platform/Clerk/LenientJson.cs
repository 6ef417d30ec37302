using System.Globalization;
using System.Text.Json;

namespace Serverless.Platform.Clerk;

/// <summary>Reads members of a JSON value that may be absent or of another type than expected: then there is no value.</summary>
public static class LenientJson
{
    /// <summary>
    /// How deep JSON from Clerk may be nested. End users write metadata of up to 8 KB, which cannot nest deeper; at the default
    /// of 64 any of them could make an event, or a page of the API, unreadable.
    /// </summary>
    public const int MaxDepth = 8 * 1024;

    public static JsonElement? Member(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : null;

    public static string? Text(this JsonElement json, string name) =>
        json.Member(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>A whole number, also one that was written as a text.</summary>
    public static long? WholeNumber(this JsonElement json, string name) => json.Member(name) switch
    {
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt64(out var number) => number,
        { ValueKind: JsonValueKind.String } value
            when long.TryParse(value.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    public static bool Flag(this JsonElement json, string name) => json.Member(name) is { ValueKind: JsonValueKind.True };

    public static IEnumerable<JsonElement> Items(this JsonElement json, string name) =>
        json.Member(name) is { ValueKind: JsonValueKind.Array } values ? values.EnumerateArray() : [];
}
